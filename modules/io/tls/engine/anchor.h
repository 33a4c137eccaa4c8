/*
 * Trust anchors (RFC 5280, 6.1.1): a store may keep of an authority no more than its name and its public key. mbedTLS takes certificates only, so one is made around
 * the two: version 3, an authority without an end, its own issuer, and a signature that is none. Nothing is lost by that: a certificate that is trusted because it is in
 * the store is not checked for who has signed it, and if a peer sends such a one it is a stranger's like any other.
 */
#ifndef TLS_ANCHOR_H
#define TLS_ANCHOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whether these bytes are a public key (SubjectPublicKeyInfo in DER), and not a certificate. */
bool tls_anchor_is_key(const uint8_t *der, size_t length);
/* The length of the certificate around a name and a key of these lengths, each at most 65535. */
size_t tls_anchor_length(size_t subjectLength, size_t keyLength);
/* Writes that many bytes. The name and the key are DER, and taken as they are. */
void tls_anchor_write(uint8_t *certificate, const uint8_t *subject, size_t subjectLength, const uint8_t *key, size_t keyLength);

#endif
