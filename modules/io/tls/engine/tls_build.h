/* What a build of mbedTLS has: capabilities, limits, and what can be chosen. Included by tls.h, behind the types that it needs. */
#ifndef TLS_BUILD_H
#define TLS_BUILD_H

/* What can be chosen of. */
typedef enum {
	TLS_CHOICE_CIPHER_SUITE,
	TLS_CHOICE_GROUP,
	TLS_CHOICE_SIGNATURE
} tls_choice;

/* What else a build of mbedTLS may have or lack; see tls_capabilities. */
#define TLS_CAPABILITY_TLS12 0x1
#define TLS_CAPABILITY_TLS13 0x2
#define TLS_CAPABILITY_CLIENT 0x4
#define TLS_CAPABILITY_SERVER 0x8
#define TLS_CAPABILITY_DTLS12 0x10
#define TLS_CAPABILITY_CONNECTION_ID 0x20
#define TLS_CAPABILITY_PSK 0x40                  /* a shared key alone, in TLS 1.2 */
#define TLS_CAPABILITY_ECDHE_PSK 0x80            /* with a Diffie-Hellman exchange, in TLS 1.2 */
#define TLS_CAPABILITY_PSK_KE 0x100              /* a shared key alone, in TLS 1.3 */
#define TLS_CAPABILITY_PSK_DHE_KE 0x200          /* with a Diffie-Hellman exchange, in TLS 1.3 */
#define TLS_CAPABILITY_EARLY_DATA 0x400
#define TLS_CAPABILITY_TICKETS 0x800
#define TLS_CAPABILITY_RECORD_SIZE_LIMIT 0x1000
#define TLS_CAPABILITY_MAXIMUM_FRAGMENT_LENGTH 0x2000
#define TLS_CAPABILITY_ALPN 0x4000
#define TLS_CAPABILITY_SERVER_NAME 0x8000
#define TLS_CAPABILITY_EXPORTERS 0x10000
#define TLS_CAPABILITY_KEY_LOG 0x20000
#define TLS_CAPABILITY_CRL 0x40000
#define TLS_CAPABILITY_ASSOCIATIONS 0x80000      /* associations of DTLS can be saved */

/* Numbers that a build decides, in the order of tls_limit's argument. */
typedef enum {
	TLS_LIMIT_INPUT_RECORD,                  /* bytes of application data a record may bring */
	TLS_LIMIT_OUTPUT_RECORD,                 /* and may carry away */
	TLS_LIMIT_KEY                            /* bytes of a shared key */
} tls_limit_kind;

/* The number and the IANA name of the `index`-th (from 0) that this build has, in mbedTLS's order of preference; 0 past the end. 64 bytes hold any name. */
int tls_choice_at(tls_choice choice, size_t index, char *name, size_t size);
/* The TLS_CAPABILITY_* bits of this build. */
uint32_t tls_capabilities(void);
/* Whether this host has a certificate store. It may take the time to load it. */
bool tls_has_store(void);
size_t tls_limit(tls_limit_kind kind);

#endif
