/*
 * The cryptography of hosts/sim/mbedtls_config.h: algorithms in PSA's words, which mbedTLS 3.6 and 4.x share, and the platform underneath.
 * mbedTLS 4.x reads this file as TF_PSA_CRYPTO_CONFIG_FILE, 3.6 as a part of its own configuration.
 */

#ifndef TLS419_PSA_CRYPTO_CONFIG_H
#define TLS419_PSA_CRYPTO_CONFIG_H

/*
 * The platform. Memory goes through functions of ours (heap figures, caps), and so do both clocks (`--time`, `--clock virtual`): certificate dates and
 * ticket ages then follow the program's clock.
 */
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_HAVE_TIME
#define MBEDTLS_HAVE_TIME_DATE
#define MBEDTLS_PLATFORM_TIME_ALT
#define MBEDTLS_PLATFORM_MS_TIME_ALT

/*
 * PSA's key store grows with the connections: the static one has 32 slots, and a live session holds about two. Keys live in memory only, so there is no
 * storage. A pre-shared key may be as long as a SHA-512 hash. No other process sees the buffers that PSA is called with, so it need not copy them: those copies
 * took a third of the time of a 1 KiB record, four fifths of a 256-byte one, and 14 KB of a handshake's peak.
 */
#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_PSA_KEY_STORE_DYNAMIC
#define MBEDTLS_PSA_ASSUME_EXCLUSIVE_BUFFERS
#define MBEDTLS_PSK_MAX_LEN 64

/*
 * Speed, as measured (client CPU of a handshake): without the special reduction of the NIST primes 9.1 ms in place of 2.3, without the fixed-point table
 * 3.1, with a window of 2 instead of 4 2.4. AES-NI is chosen at run time and triples AES-GCM. The p256-m driver, made for small chips, costs a factor
 * of four on a PC, and stays off.
 */
#define MBEDTLS_HAVE_ASM
#define MBEDTLS_AESNI_C
#define MBEDTLS_AESCE_C
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECP_WINDOW_SIZE 4
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 1

/* Ciphers: the AEADs of TLS 1.3 and 1.2 (CCM with 8-byte tags is what constrained peers speak), CBC for 1.2, ECB as the block under DRBG and CCM. */
#define PSA_WANT_KEY_TYPE_AES 1
#define PSA_WANT_KEY_TYPE_CHACHA20 1
#define PSA_WANT_ALG_GCM 1
#define PSA_WANT_ALG_CCM 1
#define PSA_WANT_ALG_CHACHA20_POLY1305 1
#define PSA_WANT_ALG_CBC_NO_PADDING 1
#define PSA_WANT_ALG_CBC_PKCS7 1
#define PSA_WANT_ALG_ECB_NO_PADDING 1

/* Hashes. SHA-1 is for the MAC of old 1.2 suites and for keys encrypted by older tools; no certificate profile of ours accepts it as a signature. */
#define PSA_WANT_ALG_SHA_1 1
#define PSA_WANT_ALG_SHA_224 1
#define PSA_WANT_ALG_SHA_256 1
#define PSA_WANT_ALG_SHA_384 1
#define PSA_WANT_ALG_SHA_512 1
#define PSA_WANT_ALG_HMAC 1
#define PSA_WANT_KEY_TYPE_HMAC 1

/* Key derivation: TLS 1.3 by HKDF, TLS 1.2 by its own function, PBKDF2 for encrypted keys. */
#define PSA_WANT_KEY_TYPE_DERIVE 1
#define PSA_WANT_KEY_TYPE_RAW_DATA 1
#define PSA_WANT_ALG_HKDF 1
#define PSA_WANT_ALG_HKDF_EXTRACT 1
#define PSA_WANT_ALG_HKDF_EXPAND 1
#define PSA_WANT_ALG_TLS12_PRF 1
#define PSA_WANT_ALG_TLS12_PSK_TO_MS 1

/* Key agreement. */
#define PSA_WANT_ALG_ECDH 1
#define PSA_WANT_ALG_FFDH 1
#define PSA_WANT_ECC_SECP_R1_256 1
#define PSA_WANT_ECC_SECP_R1_384 1
#define PSA_WANT_ECC_SECP_R1_521 1
#define PSA_WANT_ECC_MONTGOMERY_255 1
#define PSA_WANT_DH_RFC7919_2048 1
#define PSA_WANT_DH_RFC7919_3072 1
#define PSA_WANT_DH_RFC7919_4096 1
#define PSA_WANT_KEY_TYPE_DH_PUBLIC_KEY 1
#define PSA_WANT_KEY_TYPE_DH_KEY_PAIR_BASIC 1
#define PSA_WANT_KEY_TYPE_DH_KEY_PAIR_IMPORT 1
#define PSA_WANT_KEY_TYPE_DH_KEY_PAIR_EXPORT 1
#define PSA_WANT_KEY_TYPE_DH_KEY_PAIR_GENERATE 1

/* Signatures. Deterministic ECDSA needs no randomness while signing; OAEP signs nothing, but 4.x has PSS only together with it. */
#define PSA_WANT_ALG_ECDSA 1
#define PSA_WANT_ALG_DETERMINISTIC_ECDSA 1
#define PSA_WANT_KEY_TYPE_ECC_PUBLIC_KEY 1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC 1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_IMPORT 1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_EXPORT 1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_GENERATE 1
#define PSA_WANT_ALG_RSA_PKCS1V15_SIGN 1
#define PSA_WANT_ALG_RSA_PKCS1V15_CRYPT 1
#define PSA_WANT_ALG_RSA_PSS 1
#define PSA_WANT_ALG_RSA_OAEP 1
#define PSA_WANT_KEY_TYPE_RSA_PUBLIC_KEY 1
#define PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_BASIC 1
#define PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_IMPORT 1
#define PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_EXPORT 1

/* Keys and certificates as files: DER and PEM, plain or encrypted (PKCS #5). Public keys are written to compare them. */
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_BASE64_C
#define MBEDTLS_PEM_PARSE_C
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
#define MBEDTLS_PK_WRITE_C
#define MBEDTLS_PK_PARSE_EC_EXTENDED
#define MBEDTLS_PK_PARSE_EC_COMPRESSED
#define MBEDTLS_PKCS5_C

/* The random generator: one for the process, seeded by the operating system. */
#define MBEDTLS_CTR_DRBG_C
#define MBEDTLS_MD_C

#if defined(MBEDTLS_VERSION_MAJOR) && MBEDTLS_VERSION_MAJOR < 4
/*
 * What only 3.6 asks for: that X.509 and TLS use PSA at all and that PSA_WANT_* above decides, the modules which 4.x has made internal, and the old
 * encryptions of a private key (PKCS #12 with triple DES; no TLS cipher suite uses DES in 3.6).
 */
#define MBEDTLS_USE_PSA_CRYPTO
#define MBEDTLS_PSA_CRYPTO_CONFIG
#define MBEDTLS_ENTROPY_C
#define MBEDTLS_CIPHER_C
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_DHM_C
#define MBEDTLS_OID_C
#define MBEDTLS_RSA_C
#define MBEDTLS_PKCS1_V15
#define MBEDTLS_PKCS1_V21
#define MBEDTLS_DES_C
#define MBEDTLS_PKCS12_C
#define PSA_WANT_KEY_TYPE_DES 1
#else
#define MBEDTLS_PSA_BUILTIN_GET_ENTROPY
#endif

#endif
