/*
 * What a host owes the engine. Random numbers come from PSA, which finds the machine's own source.
 */
#ifndef TLS_PLATFORM_H
#define TLS_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Called once, before anything else of mbedTLS: the place to set its allocator and clock. Returns 0 or an error number. */
int tls_platform_initialize(void);

/*
 * How many allocations have failed since the process started; always 0 on a host that does not count them. mbedTLS sometimes reports the consequence of a lack
 * of memory as something else (no cipher suite in common, a certificate that is not trusted); with this the engine can tell the truth.
 */
uint32_t tls_platform_allocation_failures(void);

/* Whether the stack of the calling task has room for a handshake, and for checking a key. */
bool tls_platform_has_stack(void);

/*
 * Whether a handshake stops behind each message of the peer: what a message asks for may take a chip half a second, and then other things get their turn before the
 * next one. See TLS_EVENT_YIELD.
 */
bool tls_platform_yields(void);

/* Whether the host has a store of certificate authorities. It may take the time to load it. */
bool tls_platform_has_store(void);

/*
 * The bytes that the store was made from, part for part (from 0), NULL behind the last. A session that was begun with other ones is not resumed: firmware that no longer
 * trusts an authority does not come back to a server that only this one has vouched for.
 */
const uint8_t *tls_platform_store_part(size_t index, size_t *length);

/*
 * The `index`-th authority (from 0) of the store whose subject is the DER name given: its certificate in DER, or, where the store keeps no certificates, its public
 * key (SubjectPublicKeyInfo); NULL if there is none. It must stay where it is for as long as the process runs.
 */
const uint8_t *tls_platform_authority(const uint8_t *subject, size_t subjectLength, size_t index, size_t *length);

#endif
