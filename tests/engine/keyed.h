/* keyed.c: sides with pre-shared keys. */
#ifndef KEYED_H
#define KEYED_H

#include "support.h"

/* Zeros in both: neither is text. */
enum { IDENTITY_LENGTH = 8 };
extern const uint8_t keyed_identity[IDENTITY_LENGTH], keyed_key[MBEDTLS_PSK_MAX_LEN];

typedef struct {
	uint16_t version;
	const uint8_t *suite;            /* of TLS 1.2; NULL for all */
	bool withCertificate;            /* the server has one too */
	bool withoutKey;                 /* the server has no key of its own and asks for it */
	const char *host;
	size_t keyLength;                /* of the client's; 16 unless given */
	size_t identityLength;           /* of the client's; as above unless given */
} keyed_options;

int keyed_side_open(side *result, bool server, const keyed_options *options);
bool keyed_open(pair *both, const keyed_options *options);

#endif
