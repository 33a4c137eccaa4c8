/*
 * The certificate bundle of ESP-IDF, a store that keeps names and keys of authorities, and no certificates, read where it lies. It needs neither mbedTLS nor a heap,
 * so a host may include this file alone.
 *
 *	offset  bytes
 *	0       4 each  where the authorities begin; the first number is also the length of this list
 *	        ...     the authorities without gaps: the length of the subject (2), the length of the key (2), the subject, and the key as a SubjectPublicKeyInfo, in DER
 *
 * Numbers are little-endian. The authorities are sorted by the bytes of their subjects, of which one that begins with the other comes behind it.
 */
#ifndef TLS_KEYBUNDLE_H
#define TLS_KEYBUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Borrows the bytes. */
typedef struct {
	const uint8_t *bytes;
	uint32_t length;
	uint32_t count;
} tls_key_bundle;

/* Looks through all of it, so that nothing in it can lead astray later: false if the bytes are not exactly one bundle. */
bool tls_key_bundle_open(tls_key_bundle *bundle, const uint8_t *bytes, size_t length);
/* The key of the `index`-th authority (from 0) whose subject is the DER name given, or NULL. */
const uint8_t *tls_key_bundle_find(const tls_key_bundle *bundle, const uint8_t *subject, size_t subjectLength, size_t index, size_t *length);

#endif
