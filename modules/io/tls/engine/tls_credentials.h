/* What sessions are made of: credentials, keys, configurations, tickets. Included by tls.h, behind the types that it needs. */
#ifndef TLS_CREDENTIALS_H
#define TLS_CREDENTIALS_H

/* Certificates, keys and trust: heavy, made once, counted and never changed after a configuration holds them. */
int tls_credentials_new(tls_credentials **result);
void tls_credentials_retain(tls_credentials *credentials);
void tls_credentials_release(tls_credentials *credentials);
/* Each takes one DER certificate, or several one after the other. */
int tls_credentials_add_authority(tls_credentials *credentials, const uint8_t *der, size_t length);
int tls_credentials_add_certificate(tls_credentials *credentials, const uint8_t *der, size_t length);
/*
 * Takes one revocation list (RFC 5280, 5) in DER, or several. Once there is one, each certificate of a peer's chain below the top needs a list of its issuer that is
 * signed by it and valid now.
 */
int tls_credentials_add_revocations(tls_credentials *credentials, const uint8_t *der, size_t length);
int tls_credentials_set_key(tls_credentials *credentials, const uint8_t *der, size_t length, const uint8_t *passphrase, size_t passphraseLength);
/*
 * A key in PSA's key store, such as one in a secure element, in place of bytes: `handle` is its identifier. It stays the caller's, who must keep it as long as
 * a handshake may need it. PSA's policy of an RSA key has to name PKCS#1 v1.5 as the algorithm for TLS 1.2, and PSS for TLS 1.3 (as the enrollment algorithm,
 * where it is for both).
 */
int tls_credentials_set_key_handle(tls_credentials *credentials, uint32_t handle);
/*
 * A bundle (bundle.h) of the authorities to trust, in place of the host's store; authorities that were added take precedence. The bytes are copied, unless
 * they are `lasting`: then they must stay as they are for as long as the credentials live.
 */
int tls_credentials_set_store(tls_credentials *credentials, const uint8_t *bytes, size_t length, bool lasting);
/*
 * The key that this side shares with its peers (PSK), and the identity that names it: 1 to TLS_IDENTITY_LIMIT and 1 to tls_limit(TLS_LIMIT_KEY) bytes, of any
 * value. They are copied, and wiped with the credentials.
 */
int tls_credentials_set_shared_key(tls_credentials *credentials, const uint8_t *identity, size_t identityLength, const uint8_t *key, size_t keyLength);
/* Checks that key and certificate belong together, and that neither lacks the other. */
int tls_credentials_check(const tls_credentials *credentials);
/* Checks that there is an authority, or a store of the host, to check a peer against. */
int tls_credentials_trust(const tls_credentials *credentials);

/*
 * Keys that PSA keeps until they are destroyed: for TLS, for both its versions. `handle` names them. If it is 0 before the call they lie in the device's memory, and are
 * gone when it restarts; otherwise they are kept by that identifier (1 to 0x3FFFFFFF) in PSA's storage, where there is one (ESP-IDF: NVS), and outlive that. The first
 * makes a new key on the curve with that many bits (256, 384 or 521: P-256, P-384, P-521), the second takes any form that tls_credentials_set_key takes.
 */
int tls_key_generate(uint32_t *handle, unsigned bits);
int tls_key_import(uint32_t *handle, const uint8_t *der, size_t length, const uint8_t *passphrase, size_t passphraseLength);
/* The public half of a key as a SubjectPublicKeyInfo (DER), written to the end of `bytes`; its length. */
int tls_key_public(uint32_t handle, uint8_t *bytes, size_t size);
int tls_key_destroy(uint32_t handle);
/*
 * A certificate for the key that the key has signed itself, with neither name nor end, written to the end of `bytes`; its length. It carries a raw public key (RFC 7250
 * is not in mbedTLS) to a peer that knows the key by its pin; 3 KiB hold any.
 */
int tls_key_certify(uint32_t handle, uint8_t *bytes, size_t size);
/* The most that tls_key_public writes. */
enum { TLS_KEY_PUBLIC_SIZE = 1100 };

/* The digest of bytes: SHA-256 for a size of 32, SHA-512 for 64, and SHA-1 for 20, which is good for a name and for no proof. A build may lack the last two. */
int tls_digest(const uint8_t *bytes, size_t length, uint8_t *digest, size_t size);
enum { TLS_DIGEST_SIZE = 64 };
/* Bytes that nobody can guess. */
int tls_random(uint8_t *bytes, size_t length);

/* One set of options: light, counted, immutable; it keeps its credentials alive. */
int tls_configuration_new(tls_configuration **result, tls_credentials *credentials, const tls_settings *settings);
/* Whether its credentials have the key of that identity. */
bool tls_configuration_knows(const tls_configuration *configuration, const uint8_t *identity, size_t length);
void tls_configuration_retain(tls_configuration *configuration);
void tls_configuration_release(tls_configuration *configuration);

/*
 * What servers that share it resume: keys for tickets, and sessions of TLS 1.2 clients that know no tickets. Counted.
 *
 * `lifetime` is that of a session in seconds, 1 to 604800 (RFC 8446, 4.6.1). `cache` sessions without tickets are kept at most, the oldest makes place.
 * Without `key` the keys are random, and each seals tickets for one lifetime and opens them for another one. With `key`, TLS_TICKET_KEY_LENGTH bytes that several
 * machines or starts have in common, it stays until it is rotated.
 */
int tls_tickets_new(tls_tickets **result, uint32_t lifetime, uint16_t cache, const uint8_t *key);
void tls_tickets_retain(tls_tickets *tickets);
void tls_tickets_release(tls_tickets *tickets);
/* From now on another key seals, random if there is none; the one before still opens for one lifetime. */
int tls_tickets_rotate(tls_tickets *tickets, const uint8_t *key);

#endif
