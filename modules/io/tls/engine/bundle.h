/*
 * A store of certificate authorities in one piece of memory, which is read where it lies: in flash, in a mapped file, in a block of the heap. `npx tls419
 * bundle` makes one. It needs neither mbedTLS nor a heap, so a host may include this file alone.
 *
 *	offset  bytes
 *	0       8       "tls419b1"
 *	8       4       how many certificates
 *	12      4       the length of all of it
 *	16      10 each the index: where a certificate begins (4), its length (2), where in it its subject begins (2), the subject's length (2)
 *	        ...     the certificates in DER, in the order of the index, without gaps
 *
 * Numbers are big-endian. The index is sorted by subject: shorter ones first, equally long ones by their bytes, those of the same subject by the
 * certificate's bytes. So a subject is found by halving, and the same certificates always make the same bundle.
 */
#ifndef TLS_BUNDLE_H
#define TLS_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Borrows the bytes. */
typedef struct {
	const uint8_t *bytes;
	uint32_t length;
	uint32_t count;
} tls_bundle;

/* Whether bytes are meant to be a bundle: for a host that takes other forms too. */
bool tls_bundle_is(const uint8_t *bytes, size_t length);
/*
 * Looks through all of the index, so that nothing in it can lead astray later: false if the bytes are not exactly one bundle. An entry must describe the
 * certificate that it points to; what is in the certificate besides its subject is judged when it is used.
 */
bool tls_bundle_open(tls_bundle *bundle, const uint8_t *bytes, size_t length);
/* The `index`-th certificate (from 0) whose subject is the DER name given, or NULL. */
const uint8_t *tls_bundle_find(const tls_bundle *bundle, const uint8_t *subject, size_t subjectLength, size_t index, size_t *length);

/* How the subject of a store's entry compares with a name, as memcmp says it. */
typedef int tls_subject_order(const void *store, uint32_t entry, const uint8_t *subject, size_t subjectLength);
/* Which of `count` entries, sorted by that order, is the `index`-th (from 0) whose subject is the name given; `count` if there is none. */
uint32_t tls_subject_find(const void *store, uint32_t count, tls_subject_order *order, const uint8_t *subject, size_t subjectLength, size_t index);

/*
 * The length of the DER element at the start of the bytes, tag and length included, and how long its tag and length are; 0 if they do not hold a whole one.
 * Only the tags that X.509 uses, of one byte, are known.
 */
size_t tls_der_element(const uint8_t *der, size_t length, size_t *header);
/* Finds the subject in a certificate: its place, or NULL if it is no certificate as far as that. */
const uint8_t *tls_der_subject(const uint8_t *certificate, size_t length, size_t *subjectLength);

#endif
