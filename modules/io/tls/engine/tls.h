/*
 * The TLS engine: the whole of its interface.
 *
 * The engine turns ciphertext into plaintext and back. It owns no socket, no clock and no JavaScript; whoever drives it lends it two windows of memory for the
 * length of one call, and carries the bytes. No type of mbedTLS appears here, so that a file compiled without mbedTLS's configuration can include this one.
 *
 * Results: zero and above is a count or a set of events; below zero is an error. An error is mbedTLS's own number, unchanged, or one of the engine's own below.
 * The first error of a session stays: every later call returns it again.
 */
#ifndef TLS_H
#define TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct tls_credentials tls_credentials;
typedef struct tls_configuration tls_configuration;
typedef struct tls_session tls_session;
typedef struct tls_tickets tls_tickets;
typedef struct tls_cookies tls_cookies;

/* Ciphertext that came from the transport and room for ciphertext that goes to it. A call advances both parts by what it used. They never overlap. */
typedef struct {
	const uint8_t *in;
	size_t inLength;
	uint8_t *out;
	size_t outLength;
} tls_window;

/*
 * Application data that waits to share a record with what is written next: memory of the caller, lent like a window. `length` of its `capacity` bytes are used.
 */
typedef struct {
	uint8_t *bytes;
	size_t length;
	size_t capacity;
} tls_gather;

/* Misuse that the engine itself detects. mbedTLS's numbers, and those of PSA, lie between -1 and -0x7FFF. */
#define TLS_ERROR_NOT_CONNECTED (-0x10001)     /* application data before the handshake is done */
#define TLS_ERROR_OVERFLOW (-0x10002)          /* more application data than the window has room for; nothing was sealed */
#define TLS_ERROR_CLOSED (-0x10003)            /* application data after close */
#define TLS_ERROR_KEY_MISMATCH (-0x10004)      /* the private key does not belong to the certificate */
#define TLS_ERROR_KEY_MISSING (-0x10005)       /* a certificate without its key, or a key without its certificate */
#define TLS_ERROR_STORE_MISSING (-0x10006)     /* no authority was given and the host has no certificate store */
#define TLS_ERROR_MALFORMED (-0x10007)         /* bytes that are not the DER structure they should be */
#define TLS_ERROR_CERTIFICATE_REJECTED (-0x10008) /* the application has refused the peer's certificate */
#define TLS_ERROR_REFUSED (-0x10009)           /* the application had no answer to a question of the handshake */
#define TLS_ERROR_PIN_MISMATCH (-0x1000A)      /* no key of the peer's chain is pinned */
#define TLS_ERROR_KEY_UPDATE (-0x10010)        /* the peer changes its keys (KeyUpdate; RFC 8446, 4.6.3), which mbedTLS cannot follow */
#define TLS_ERROR_FLOOD (-0x10011)             /* record after record without data: warnings, requests to renegotiate, tickets */
#define TLS_ERROR_EXPORT (-0x10012)            /* an exporter's label, context or length is not one that TLS has */
#define TLS_ERROR_HELD (-0x10020)              /* credentials that a configuration holds are not changed any more */
#define TLS_ERROR_BUNDLE (-0x10021)            /* bytes that are not a bundle of certificate authorities */
#define TLS_ERROR_HANDLE_UNKNOWN (-0x10022)    /* PSA's store has no key with this handle, or not any more */
#define TLS_ERROR_HANDLE_KIND (-0x10023)       /* the key with this handle cannot sign: not a pair, of another kind, or its usage does not say so */
#define TLS_ERROR_HANDLE_POLICY (-0x10024)     /* the algorithms that the key with this handle allows are not those of the TLS versions asked for */
#define TLS_ERROR_KEY_ENCRYPTION (-0x10025)    /* a private key that is encrypted in a way that this build does not know */
#define TLS_ERROR_KEY_KIND (-0x10026)          /* a private key that is neither RSA nor on a curve of TLS */

#define TLS_ERROR_HANDLE_TAKEN (-0x10027)      /* PSA's store has a key with this identifier already */
#define TLS_ERROR_HANDLE_LASTING (-0x10028)    /* this build has no place for keys that outlive a restart */

#define TLS_ERROR_NO_SUITE (-0x10030)          /* none of the chosen cipher suites can be used with the other settings */
#define TLS_ERROR_NOT_SAVABLE (-0x10050)       /* an association whose cipher suite has no authenticated encryption (GCM, CCM, ChaCha20) cannot be saved */
#define TLS_ERROR_UNSETTLED (-0x10051)         /* it cannot be saved now: data waits to be read, or the last flight may have to be sent again until the peer has sent data */
#define TLS_ERROR_ASSOCIATION (-0x10052)       /* bytes that are no saved association, or one of another library, role, host or trust */
#define TLS_ERROR_LIBRARY (-0x10040)           /* mbedTLS was built with another configuration than the engine, or a call of its host has failed */
#define TLS_ERROR_STACK (-0x10041)             /* the stack of this task has no room for a handshake */

/* The longest identity of a shared key that is taken, bytes. RFC 4279, 5.3 demands 128. */
#define TLS_IDENTITY_LIMIT 1024

/* Bits of what tls_session_step reports: each once, except ENDED, which stays. */
#define TLS_EVENT_CONNECTED 1      /* the handshake is done */
#define TLS_EVENT_ENDED 2          /* the peer's close_notify has arrived: nothing more can be read */
#define TLS_EVENT_TICKET 4         /* a client's session can be saved: take it before the next step, which may bring another one */
/*
 * Questions: the handshake waits for the caller. Until the answer has come, step does nothing, nothing is wanted, and nothing is sent or received; after it, step
 * is to be called again. Only what `questions` of the settings names is asked.
 */
#define TLS_EVENT_VERIFY 8         /* certificates wait for the caller's judgement: tls_session_question, tls_session_judge */
#define TLS_EVENT_IDENTITY 16      /* the client's identity (PSK, TLS 1.2) waits for its key */
/*
 * The handshake has stopped in the midst of what has arrived, because it takes long and the host wants to do other things too: step is to be called again in a later
 * turn, whether or not more arrives. Nothing waits to be sent.
 */
#define TLS_EVENT_YIELD 32

/* DTLS, once connected: a genuine record has come that is newer than all before. Only then may the peer's address be taken from its datagram (RFC 9146, 6). */
#define TLS_EVENT_NEWER 64

/* Why a peer's certificate was not accepted: the most telling of all reasons. */
typedef enum {
	TLS_VERDICT_ACCEPTED,
	TLS_VERDICT_NO_CERTIFICATE,
	TLS_VERDICT_REVOKED,
	TLS_VERDICT_SELF_SIGNED,
	TLS_VERDICT_SELF_SIGNED_IN_CHAIN,
	TLS_VERDICT_UNKNOWN_ISSUER,
	TLS_VERDICT_UNKNOWN_ISSUER_IN_CHAIN,
	TLS_VERDICT_CLOCK_NOT_SET,       /* dates were to be checked, and the clock shows a time before this library was written */
	TLS_VERDICT_EXPIRED,
	TLS_VERDICT_NOT_YET_VALID,
	TLS_VERDICT_WRONG_NAME,
	TLS_VERDICT_WRONG_PURPOSE,
	TLS_VERDICT_WEAK_SIGNATURE,
	TLS_VERDICT_WEAK_KEY,
	TLS_VERDICT_LIST_SIGNATURE,      /* a revocation list of the issuer is not signed by it */
	TLS_VERDICT_LIST_EXPIRED,
	TLS_VERDICT_LIST_NOT_YET_VALID,
	TLS_VERDICT_LIST_MISSING,        /* there are revocation lists, and none of the certificate's issuer */
	TLS_VERDICT_OTHER,
	TLS_VERDICT_UNKNOWN              /* no certificate has been looked at yet */
} tls_verdict;

/* Whether a session asks its peer for a certificate, and what it does about a bad one. */
typedef enum {
	TLS_PEER_IGNORED,                /* server: none is asked for */
	TLS_PEER_OPTIONAL,               /* asked for and judged; the handshake goes on whatever the verdict */
	TLS_PEER_REQUIRED                /* the handshake fails unless the verdict is ACCEPTED */
} tls_peer_policy;

/* When the dates of certificates and revocation lists count. */
typedef enum {
	TLS_TIME_REQUIRE,                /* always: while the clock is not set every certificate is refused */
	TLS_TIME_ALLOW_UNSET,            /* when the clock is set */
	TLS_TIME_IGNORE                  /* never */
} tls_time_policy;

/* A pin is the SHA-256 of a SubjectPublicKeyInfo in DER (RFC 7469, 2.4). */
enum { TLS_PIN_SIZE = 32 };

typedef struct {
	bool server;
	tls_peer_policy peer;
	uint16_t minimumVersion;         /* 0x0303 or 0x0304 */
	uint16_t maximumVersion;
	uint16_t maximumFragmentLength;  /* bytes: 512, 1024, 2048, 4096; 0 does not negotiate it */
	uint8_t questions;               /* what is to be asked: TLS_EVENT_VERIFY, TLS_EVENT_IDENTITY */
	tls_time_policy time;
	bool keyOnly;                    /* a client with a shared key goes on with a server that has it too, and with no other */
	const uint8_t *protocols;        /* ALPN: names in order of preference, a length byte before each (RFC 7301, 3.1); NULL for none */
	size_t protocolsLength;
	/*
	 * Client: 2 if sessions are to be saved, 1 if they are only resumed, else 0, and then servers are not asked for tickets; those that nobody saves are dropped.
	 * Server: how many tickets each client of TLS 1.3 gets (one if it was resumed itself); 0 gives no ticket in any version.
	 */
	uint8_t sessions;
	tls_tickets *tickets;            /* server: what its clients can come back with; NULL if they cannot. The configuration keeps it alive */
	/*
	 * Pins one after the other; NULL for none. The key of a certificate in the peer's chain must be one of them, besides all that is checked otherwise; with
	 * TLS_PEER_OPTIONAL that of the peer's own. A peer without a certificate has no such key.
	 */
	const uint8_t *pins;
	size_t pinsLength;
	/* Numbers of IANA's registries, two bytes each with the high one first, in order of preference; NULL for what mbedTLS has, in its order. */
	const uint8_t *suites;
	size_t suitesLength;
	const uint8_t *groups;
	size_t groupsLength;
	const uint8_t *signatures;
	size_t signaturesLength;
	/* DTLS 1.2 in place of TLS; the versions above must not exclude TLS 1.2. What follows is for it alone. */
	bool datagram;
	uint16_t mtu;                    /* bytes that a datagram may have, headers of UDP and IP not counted; 0: as many as a record */
	uint32_t retransmitMinimum;      /* milliseconds until a flight is sent again, doubled each time; 0: 1000 (RFC 6347, 4.2.4.1) */
	uint32_t retransmitMaximum;      /* and up to this; when so much has passed in vain the handshake fails; 0: 60000 */
	bool connectionIds;              /* RFC 9146: whether they are negotiated */
	uint8_t connectionIdLength;      /* of this side's own, 0 to TLS_CONNECTION_ID_LIMIT; 0: the peer puts none in its records */
} tls_settings;

enum { TLS_CONNECTION_ID_LIMIT = 32 };
/* What tls_session_version gives for DTLS 1.2: the number in its records. */
enum { TLS_VERSION_DTLS12 = 0xFEFD };

enum { TLS_TICKET_KEY_LENGTH = 48 };   /* 16 bytes of name, which is public, and 32 of AES-256 */

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
#define TLS_CAPABILITY_ASSOCIATIONS 0x100000      /* associations of DTLS can be saved */
#define TLS_CAPABILITY_STORE 0x80000             /* this host has a certificate store */

/* Numbers that a build decides, in the order of tls_limit's argument. */
typedef enum {
	TLS_LIMIT_INPUT_RECORD,                  /* bytes of application data a record may bring */
	TLS_LIMIT_OUTPUT_RECORD,                 /* and may carry away */
	TLS_LIMIT_KEY                            /* bytes of a shared key */
} tls_limit_kind;

/* How much went through all sessions since the process started. */
typedef struct {
	uint32_t handshakes;             /* that were completed */
	uint32_t resumptions;            /* those of them that resumed a session */
	uint32_t failures;               /* handshakes that ended with an error or with the end of the transport */
	uint32_t sessions;               /* that exist now */
	uint32_t peakSessions;           /* the most that existed at a time */
	uint64_t recordsIn, recordsOut;  /* with application data */
	uint64_t bytesIn, bytesOut;      /* ciphertext */
	uint64_t plainIn, plainOut;      /* application data */
} tls_statistics;

/* How much went through one session. */
typedef struct {
	uint64_t bytesIn, bytesOut;      /* ciphertext, the handshake's included */
	uint64_t plainIn, plainOut;      /* application data */
	uint32_t recordsIn, recordsOut;  /* with application data */
} tls_traffic;

/* Prepares mbedTLS once a process; every other call that needs it makes it itself. */
int tls_initialize(void);
const tls_statistics *tls_get_statistics(void);
/* mbedTLS's version, such as 0x03060700. */
uint32_t tls_library_version(void);
/* Overwrites what is secret, in a way that no compiler leaves out. */
void tls_wipe(void *bytes, size_t length);
/* The name of an error number without its prefix, such as "SSL_BAD_CERTIFICATE"; NULL for a number without a name. */
const char *tls_error_name(int number);

/* The number and the IANA name of the `index`-th (from 0) that this build has, in mbedTLS's order of preference; 0 past the end. 64 bytes hold any name. */
int tls_choice_at(tls_choice choice, size_t index, char *name, size_t size);
/* The TLS_CAPABILITY_* bits of this build. It may take the time to load the certificate store. */
uint32_t tls_capabilities(void);
size_t tls_limit(tls_limit_kind kind);

/* The longest ClientHello that tls_hello_read takes, bytes, with the header of its record: as much as one record can hold. */
#define TLS_HELLO_LIMIT (5 + 16384)

/* What a ClientHello says. The pointers lead into the bytes that it was read from; NULL for what it does not say. */
typedef struct {
	const uint8_t *name;             /* SNI: 1 to 255 visible ASCII letters, as the client has sent them; no zero byte follows */
	size_t nameLength;
	const uint8_t *protocols;        /* ALPN: names with a length byte before each (RFC 7301, 3.1) */
	size_t protocolsLength;
	const uint8_t *identities;       /* external keys and tickets of TLS 1.3: PskIdentity structures (RFC 8446, 4.2.11) */
	size_t identitiesLength;
	uint16_t version;                /* the highest that is offered, up to 0x0304 */
	uint8_t alert;                   /* after an error: the alert that tells it to the client (RFC 8446, 6) */
} tls_hello;

/*
 * Reads a ClientHello from the beginning of a connection, of which `*length` bytes have arrived. Returns 1 when it is whole, 0 if more bytes are needed, or an
 * error. If it came in several records they are joined to one, and `*length` is then less: the caller appends what comes next there, and hands these bytes on to
 * the session. While it returns 0, `*length` stays below TLS_HELLO_LIMIT + 5.
 */
int tls_hello_read(tls_hello *hello, uint8_t *bytes, size_t *length);

/* The same for the first datagram of DTLS, which holds the message or is none; returns 0 or an error. `version` means nothing there. */
int tls_hello_read_datagram(tls_hello *hello, const uint8_t *datagram, size_t length);

/*
 * Cookies of DTLS (RFC 6347, 4.2.1). A server judges each datagram from an address that it does not know, before it spends anything on it. `peer` is what names that
 * address, up to 255 bytes. Returns TLS_COOKIE_GOOD for a hello that may begin a session, TLS_COOKIE_NONE for what is no hello and is to be ignored, an error, or
 * else the length of the answer, which is never longer than the datagram was.
 */
enum { TLS_COOKIE_NONE = 0, TLS_COOKIE_GOOD = 1, TLS_COOKIE_ANSWER_SIZE = 44 };
int tls_cookies_new(tls_cookies **result);
void tls_cookies_delete(tls_cookies *cookies);
int tls_cookies_judge(tls_cookies *cookies, const uint8_t *datagram, size_t length, const uint8_t *peer, size_t peerLength,
	uint8_t answer[TLS_COOKIE_ANSWER_SIZE]);

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
/* The most that tls_key_public writes. */
enum { TLS_KEY_PUBLIC_SIZE = 1100 };

/* SHA-256 of bytes. */
int tls_digest(const uint8_t *bytes, size_t length, uint8_t digest[32]);

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

/*
 * One connection. A client's `host` is the name or address to check the certificate for; a name is also sent as SNI. Without it (NULL) a client can do whose policy
 * is TLS_PEER_OPTIONAL: the others' handshake fails. A server's is the name that its client asks for, where that is known from tls_hello_read: a ticket that
 * comes before the name in the hello can then be opened. Credentials that nobody else holds are freed as soon as the handshake is done.
 */
int tls_session_new(tls_session **result, tls_configuration *configuration, const char *host);
void tls_session_delete(tls_session *session);

/*
 * Offers a server the session that an earlier connection has saved. Before the first step. Returns 1 if it will be offered; 0 if these bytes are no session, or
 * one of another library, host, trust or configuration, or too old: then the handshake is a full one. An error only for want of memory.
 */
int tls_session_resume(tls_session *session, const uint8_t *blob, size_t length);
/* Bytes of the session that can be saved now, 0 if there is none. It can be saved once. */
size_t tls_session_save_length(const tls_session *session);
/* Saves it, a secret, into `length` bytes, the number that the other one has told. What mbedTLS keeps of the ticket is freed. */
int tls_session_save(tls_session *session, uint8_t *blob, size_t length);
/* Whether the keys come from an earlier connection. The verdict and the peer's certificate are then that one's. */
bool tls_session_resumed(const tls_session *session);

/* Sends what is owed, continues the handshake, decrypts the next record in place. Returns events (0: none). */
int tls_session_step(tls_session *session, tls_window *window);
/*
 * Takes decrypted bytes, and decrypts further records of the window while there is room for them. Returns their count; what was decrypted before an error can
 * still be taken.
 */
int tls_session_read(tls_session *session, void *data, size_t length, tls_window *window);
/* Takes all of `data` or, with an error, none of it: into the gather if it is small, else sealed into the window behind what was gathered. Returns the count. */
int tls_session_write(tls_session *session, const void *data, size_t length, tls_window *window, tls_gather *gather);
/* Seals what was gathered into the window. TLS_ERROR_OVERFLOW if there is no room for it now. */
int tls_session_seal(tls_session *session, tls_window *window, tls_gather *gather);
/* Sends what is owed and then close_notify, once, if there is a connection. Returns 1 while something is still owed, otherwise 0. */
int tls_session_close(tls_session *session, tls_window *window);
/* The transport ended. An error (truncation) unless the peer said goodbye before. */
int tls_session_end(tls_session *session);

/*
 * DTLS. A window in is one datagram, whole; a window out takes one, and what else is to be sent is owed: the caller sends the first and calls step again with an empty
 * window, until nothing is owed. One read takes one datagram of the peer's application.
 */
/* Seals one datagram; the length, or TLS_ERROR_OVERFLOW if it is longer than tls_session_writable tells, or if the window was needed for what was owed: send that first. */
int tls_session_send(tls_session *session, const void *data, size_t length, tls_window *window);
/* Whether the session wants its timer set since this was asked last: to so many milliseconds from now, or 0 to stop it. */
bool tls_session_timer(tls_session *session, uint32_t *milliseconds);
/* The timer has run out: the next step does what is to be done then. */
void tls_session_expire(tls_session *session);
/* Chooses this side's connection ID, of the length in its settings, before the first step; a random one otherwise. */
int tls_session_set_connection_id(tls_session *session, const uint8_t *id, size_t length);
/* Whether such identifiers are in use, and the one that this side has chosen (from the beginning), or the peer (once connected). It may be empty. */
bool tls_session_connection_id(const tls_session *session, bool own, uint8_t id[TLS_CONNECTION_ID_LIMIT], size_t *length);
/*
 * A connected session as bytes, a secret, with which another one of the same configuration and host goes on without a handshake. This one goes on too: the other begins
 * with numbers that are TLS_ASSOCIATION_RESERVE higher, so that no two records have the same one as long as this one sends fewer, and the bytes are used once.
 * Returns the length, or an error; without `bytes` only how much it can be at most.
 */
enum { TLS_ASSOCIATION_RESERVE = 0x10000 };
int tls_session_suspend(tls_session *session, uint8_t *bytes, size_t size);
/* Before the first step: makes the session connected; the first step then reports that. Returns 0 or an error. */
int tls_session_restore(tls_session *session, const uint8_t *bytes, size_t length);

/*
 * Derives `length` bytes that both peers can derive and nobody else (RFC 5705; RFC 8446, 7.5). `context` may be NULL; TLS 1.2 tells that from an empty one.
 * TLS_ERROR_NOT_CONNECTED before the handshake is done; TLS_ERROR_EXPORT for a label of 0 or more than 249 bytes or one that TLS 1.2 uses itself, for a context
 * of more than 65535 bytes, and for a length of 0 or more than 8160.
 */
typedef struct {
	const char *label;
	size_t labelLength;
	const uint8_t *context;
	size_t contextLength;
} tls_exporter;
int tls_session_export(tls_session *session, const tls_exporter *exporter, uint8_t *out, size_t length);

/*
 * Keeps the secrets of the handshake as lines of an NSS key log, with which a capture can be decrypted. To be called before the first step; each line can be
 * taken once, and what is not taken is wiped with the session. The first returns 0 or an error; the second gives the length of the text, 0 if there is none, and
 * never cuts a line.
 */
enum { TLS_KEY_LOG_SIZE = 1200 };        /* room for all lines of a handshake, bytes */
int tls_session_keep_keys(tls_session *session);
size_t tls_session_take_keys(tls_session *session, char text[TLS_KEY_LOG_SIZE]);

/* A certificate that waits for the caller's judgement. */
typedef struct {
	int depth;                       /* 0 is the peer's own, 1 its issuer's, and so on */
	uint32_t reasons;                /* what the engine found wrong with it: bits 1 << tls_verdict */
	size_t length;                   /* bytes of DER */
} tls_certificate_question;
/*
 * While TLS_EVENT_VERIFY is open: the certificate in DER that is to be judged next, the top of the chain first; NULL if there is none. The engine has judged
 * before, and only asks about a chain with which it would go on: so the caller can refuse, and nothing else. The pointer lives until the judgement.
 */
const uint8_t *tls_session_question(const tls_session *session, tls_certificate_question *about);
/* Judges it. Returns 1 if another one waits for its judgement, 0 if that was the last, or an error. After a refusal the next step fails. */
int tls_session_judge(tls_session *session, bool accept);
/* While TLS_EVENT_IDENTITY is open: the identity whose key is asked for; NULL otherwise. The pointer lives until the answer. */
const uint8_t *tls_session_asked_identity(const tls_session *session, size_t *length);
/* Answers with the key; with none (`length` 0) the next step refuses the client. The key is copied, and wiped after the handshake. */
int tls_session_answer_key(tls_session *session, const uint8_t *key, size_t length);
/* TLS 1.3, before the first step of a server whose questions are TLS_EVENT_IDENTITY: the key of an identity that tls_hello_read has found. */
int tls_session_offer_key(tls_session *session, const uint8_t *identity, size_t identityLength, const uint8_t *key, size_t keyLength);
/* Answers whatever is open with a refusal: the next step fails with TLS_ERROR_REFUSED. */
int tls_session_refuse(tls_session *session);

bool tls_session_connected(const tls_session *session);
/* Bytes of plaintext that read() gives without another record. */
size_t tls_session_readable(const tls_session *session);
/* The largest write that fits into `room` bytes of ciphertext behind what was gathered; 0 before the handshake is done and after close. */
size_t tls_session_writable(const tls_session *session, size_t room, size_t gathered);
/*
 * What to tell who may use it up in several writes, such as a head, a body and a line end, counting nothing but their bytes: the same, less the frames of two more
 * records. Where that is little, half of it: then several writes may not fit, and one does.
 */
size_t tls_session_promise(const tls_session *session, size_t room, size_t gathered);
/* Bytes of ciphertext the engine asks for next; 0 while plaintext is waiting. */
size_t tls_session_wanted(const tls_session *session);
/* Bytes of ciphertext that are sealed and found no room in a window yet. */
size_t tls_session_owed(const tls_session *session);
/* Whether step() has something to tell although no byte arrives: an event or an error that read() or write() met. */
bool tls_session_pending(const tls_session *session);

/* What was negotiated; meaningful once connected. Pointers live as long as the session. */
int tls_session_version(const tls_session *session);                       /* 0x0303, 0x0304, or 0 */
int tls_session_cipher_suite(const tls_session *session);                  /* IANA number, or 0 */
size_t tls_session_cipher_suite_name(const tls_session *session, char *name, size_t size);  /* IANA name; its length */
const char *tls_session_protocol(const tls_session *session);              /* ALPN, or NULL */
const char *tls_session_server_name(const tls_session *session);           /* the SNI that a client has sent to this server, or NULL */
size_t tls_session_payload(const tls_session *session);                    /* the most plaintext that a record to the peer carries, bytes, or 0 */
const tls_traffic *tls_session_traffic(const tls_session *session);
/* DER of the `index`-th certificate (from 0, the peer's own) of the chain as the peer sent it, or NULL. */
const uint8_t *tls_session_peer_certificate(const tls_session *session, size_t index, size_t *length);
/* The identity of the shared key that both sides have proven to have in this handshake; NULL if there is none. */
const uint8_t *tls_session_identity(const tls_session *session, size_t *length);
/* Whether a shared key is, or before the end of the handshake was to be, the proof: a server's once it was found, a client's if it has one. For the words of a failure. */
bool tls_session_uses_key(const tls_session *session);
tls_verdict tls_session_verdict(const tls_session *session);
/* What there is to say about the verdict: the names in the certificate, a date, an issuer; "" if nothing. */
const char *tls_session_explanation(const tls_session *session);
int tls_session_alert(const tls_session *session);                         /* the fatal alert that the peer sent, or -1 */

#endif
