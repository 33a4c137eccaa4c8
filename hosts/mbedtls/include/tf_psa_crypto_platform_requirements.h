/* Only mbedTLS 4 looks for this header, and it does so before any other. */
#error "mcconfig compiles mbedTLS 3.6 along, not 4: set TLS419_MBEDTLS to a folder with 3.6.6 or newer, or unset it and run `npm run setup`"
