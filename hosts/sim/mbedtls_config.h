/*
 * mbedTLS as this project needs it, in place of the library's default configuration: no distribution builds it with the hooks and extensions used here.
 * It serves mbedTLS 3.6 and 4.x; what is cryptography is in psa_crypto_config.h, which 4.x reads by itself.
 *
 * Not here, on purpose: debug output (the engine reports by error numbers and a key log), early data (replayable, so the engine does not offer it),
 * network and timing modules (the engine never sees a socket or a clock of the library's), files (the host reads them), threads (one per machine), and
 * static RSA key exchange (no forward secrecy, and a standing source of padding oracles).
 */

#include "psa_crypto_config.h"

/* Roles and versions. Compatibility mode makes a TLS 1.3 hello look like a resumed 1.2 one: middleboxes drop others. */
#define MBEDTLS_SSL_TLS_C
#define MBEDTLS_SSL_CLI_C
#define MBEDTLS_SSL_SRV_C
#define MBEDTLS_SSL_PROTO_TLS1_2
#define MBEDTLS_SSL_PROTO_TLS1_3
#define MBEDTLS_SSL_TLS1_3_COMPATIBILITY_MODE
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_ENABLED
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL_ENABLED

/* Key exchanges of TLS 1.2. Devices with a pre-shared key and no certificate are common, hence the PSK families; 4.x has only the first four. */
#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_PSK_ENABLED
#define MBEDTLS_KEY_EXCHANGE_PSK_ENABLED
#if MBEDTLS_VERSION_MAJOR < 4
#define MBEDTLS_KEY_EXCHANGE_DHE_RSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_DHE_PSK_ENABLED
#define MBEDTLS_KEY_EXCHANGE_RSA_PSK_ENABLED
#endif

/* DTLS 1.2. A server answers a stranger with a cookie before it keeps any state, and a connection ID lets a device change its address or sleep. */
#define MBEDTLS_SSL_PROTO_DTLS
#define MBEDTLS_SSL_DTLS_ANTI_REPLAY
#define MBEDTLS_SSL_DTLS_HELLO_VERIFY
#define MBEDTLS_SSL_DTLS_CLIENT_PORT_REUSE
#define MBEDTLS_SSL_DTLS_CONNECTION_ID
#define MBEDTLS_SSL_COOKIE_C

/* Extensions that the options of the classes name, and those that make TLS 1.2 safe (extended master secret, encrypt-then-MAC). */
#define MBEDTLS_SSL_ALPN
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
#define MBEDTLS_SSL_MAX_FRAGMENT_LENGTH
#define MBEDTLS_SSL_RECORD_SIZE_LIMIT
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET
#define MBEDTLS_SSL_ENCRYPT_THEN_MAC
#define MBEDTLS_SSL_RENEGOTIATION
#define MBEDTLS_SSL_ALL_ALERT_MESSAGES

/* Sessions that outlive a connection, or move: tickets both ways, a live session as bytes, the peer's certificate for `negotiated`, exported keys. */
#define MBEDTLS_SSL_SESSION_TICKETS
#define MBEDTLS_SSL_TICKET_C
#define MBEDTLS_SSL_CONTEXT_SERIALIZATION
#define MBEDTLS_SSL_KEEP_PEER_CERTIFICATE
#define MBEDTLS_SSL_KEYING_MATERIAL_EXPORT

/*
 * Record buffers, which are nearly all of a connection's memory. A peer may send records of 16 KiB unless it agreed to less, so the input holds one. The
 * output does too: a write of 16 KiB is then one record and one send, which is what the benchmark's targets are about; 4 KiB would save 12.3 KB a
 * connection and cost 6 % of the throughput (a device makes that choice in its own configuration).
 * MBEDTLS_SSL_VARIABLE_BUFFER_LENGTH stays off: it sizes a client's input by the fragment length it asked for, and fails where the server ignored that.
 */
#define MBEDTLS_SSL_IN_CONTENT_LEN 16384
#define MBEDTLS_SSL_OUT_CONTENT_LEN 16384

/* TLS 1.3 may pad records to hide their length; mbedTLS's default of 16 costs up to 15 bytes a record and hides next to nothing. */
#define MBEDTLS_SSL_CID_TLS1_3_PADDING_GRANULARITY 1

/* Certificates. The callback finds a trusted root by the issuer's name, so that a store of 150 roots need not be parsed for one connection. */
#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_X509_CRL_PARSE_C
#define MBEDTLS_X509_RSASSA_PSS_SUPPORT
#define MBEDTLS_X509_TRUSTED_CERTIFICATE_CALLBACK

/* Names of errors, for the sentence that a person reads, and the version, for reports. */
#define MBEDTLS_ERROR_C
#define MBEDTLS_VERSION_C
