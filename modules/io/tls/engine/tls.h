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

#include "tls_errors.h"

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

#include "tls_settings.h"
#include "tls_build.h"

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
	const uint8_t *session;          /* the session that the client wants to come back to; up to 32 bytes, and random where it means nothing */
	size_t sessionLength;
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
/* A number that tells one hello of DTLS from another one by its random bytes. Whoever makes two with the same number only talks to himself. */
uint32_t tls_hello_mark(const uint8_t *datagram, size_t length);

#include "tls_credentials.h"

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
/*
 * A server's sessions whose clients have no tickets, by their identifiers, as sealed bytes: what was kept for the client of this session, NULL if nothing was; and to
 * keep one that another server with the same `key` of its tickets has kept, or this one has forgotten. Bytes that do not open lead to a full handshake.
 */
const uint8_t *tls_session_kept(const tls_session *session, size_t *length);
int tls_configuration_keep(tls_configuration *configuration, const uint8_t *id, size_t idLength, const uint8_t *bytes, size_t length);
/* The identifier of the session that a handshake has made or come back to (RFC 5246, 7.4.1.3); NULL if it has none. */
const uint8_t *tls_session_identifier(const tls_session *session, size_t *length);
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

#include "tls_datagram.h"

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
