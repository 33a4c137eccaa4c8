/* What there is besides for DTLS. Included by tls.h, behind the types that it needs. */
#ifndef TLS_DATAGRAM_H
#define TLS_DATAGRAM_H

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
/* Whether a datagram that came from the peer's address is this session's for sure, as its first record looks: data, with this side's connection ID if that is in use. */
bool tls_session_expects(const tls_session *session, const uint8_t *datagram, size_t length);
/*
 * A connected session as bytes, a secret, with which another one of the same configuration and host goes on without a handshake. This one goes on too: the other begins
 * with numbers that are TLS_ASSOCIATION_RESERVE higher at least, so that no two records have the same one as long as this one sends fewer, and the bytes are used once.
 * Returns the length, or an error; without `bytes` only how much it can be at most.
 */
enum { TLS_ASSOCIATION_RESERVE = 0x10000 };
int tls_session_suspend(tls_session *session, uint8_t *bytes, size_t size);
/*
 * The server name that the client of a saved association has asked for: its length, up to 255 visible ASCII letters; 0 if there is none, or if these bytes are no association.
 * It says which credentials the association was made with, and is needed before there is a session to restore it in, which looks at all of it.
 */
size_t tls_association_name(const uint8_t *bytes, size_t length, const uint8_t **name);
/* Before the first step: makes the session connected; the first step then reports that. Returns 0 or an error. */
int tls_session_restore(tls_session *session, const uint8_t *bytes, size_t length);
/* The epoch and number of the next record to be sent, as they are in it: 8 bytes. False before there is a connection. */
bool tls_session_out_counter(const tls_session *session, uint8_t counter[8]);

#endif
