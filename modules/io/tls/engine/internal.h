/* What the engine's own files share. Nobody else includes it. */
#ifndef TLS_INTERNAL_H
#define TLS_INTERNAL_H

#include "structures.h"

extern tls_statistics tls_counters;

/* library.c: the error, or lack of memory if an allocation has failed since `failures` was read and mbedTLS calls the consequence by another name. */
int tls_cause(int error, uint32_t failures);

/* credentials.c: the `index`-th authority with that subject in the store of the credentials, or else in the host's: a certificate, or a key (platform.h). */
const uint8_t *tls_credentials_authority(const tls_credentials *credentials, const uint8_t *subject, size_t subjectLength, size_t index, size_t *length);
void tls_credentials_clear_key(tls_credentials *credentials);

/* keyform.c: whether a private key is encrypted, and why mbedTLS did not take it. */
bool tls_key_is_encrypted(const uint8_t *der, size_t length);
int tls_key_failure(const uint8_t *der, size_t length, int error);

/* handle.c: whether the key in PSA's store is that of the certificate, whether it may make the signatures that a configuration needs, and what is wrong with
 * a handshake that has failed: the error, or that the key has vanished. */
int tls_handle_check(const tls_credentials *credentials);
/* The same, by a signature that the certificate's key has to verify. */
int tls_handle_prove(const tls_credentials *credentials);
int tls_handle_suits(const tls_credentials *credentials, const tls_settings *settings);
int tls_handle_cause(const tls_session *session, int error);

/* window.c: what mbedTLS has in place of a socket. */
int tls_window_send(void *session, const unsigned char *bytes, size_t length);
int tls_window_receive(void *session, unsigned char *bytes, size_t length);
/*
 * Takes the results of mbedTLS apart: true if the call that gave it is to be repeated. Otherwise `*result` has become 0 (it would block, or the peer has
 * ended), or an error, which is then the session's.
 */
bool tls_session_repeat(tls_session *session, int *result);

/* session.c: sends what is owed; 0 if application data may follow now. Seals bytes for which there is room. */
int tls_session_prepare(tls_session *session, tls_window *window);
void tls_session_seal_bytes(tls_session *session, const uint8_t *bytes, size_t length, tls_window *window);

/* connection_id.c */
int tls_connection_ids_configure(tls_configuration *configuration, const tls_settings *settings);

/* dtls.c */
int tls_datagram_configure(tls_configuration *configuration, const tls_settings *settings);
int tls_datagram_begin(tls_session *session, const char *host);
/* Notes how much a datagram carries now. */
void tls_datagram_measure(tls_session *session);
/* Whether the datagram that came last has more records. */
bool tls_datagram_has_more(const tls_session *session);

/* psk_datagram.c: 1 if the datagram is withheld, 0 if it is for mbedTLS, or an error; and what was withheld, when that can go on: its length, or 0. */
int tls_psk_withhold(tls_session *session, const uint8_t *bytes, size_t length);
int tls_psk_redeliver(tls_session *session, uint8_t *bytes, size_t room);

/* handshake.c: goes on with the handshake as far as it goes; whether it has begun. */
void tls_session_shake_hands(tls_session *session);
/* Notes what records are like from now on; 0 or an error. */
int tls_session_measure(tls_session *session);
bool tls_session_started(const tls_session *session);

/* question.c. Those that return an int give 0, or the error that there is no memory, with which the handshake must then end. */
/* Whether the handshake stands still. */
tls_question *tls_question_get(tls_session *session);
bool tls_question_open(const tls_session *session);
/* The error with which the handshake is to end, or 0. */
int tls_question_refusal(const tls_session *session);
/* Lets the handshake stand still after the present state, and step report the event. */
int tls_question_ask(tls_session *session, uint8_t event);
/* Ends the handshake in the next step, or after the present state. */
int tls_question_refuse(tls_session *session, int error);
/* Asks TLS_EVENT_VERIFY about a copy of the certificate too. */
int tls_question_add_certificate(tls_session *session, const mbedtls_x509_crt *certificate, int depth, uint32_t reasons);
void tls_question_free(tls_session *session);

/* facts.c: what mbedTLS calls when a client names the server it wants. */
int tls_session_heed_server_name(void *unused, mbedtls_ssl_context *ssl, const unsigned char *name, size_t length);

/* keylog.c: the handshake is done: adds the secret that mbedTLS's callback does not get. */
void tls_key_log_conclude(tls_session *session);
void tls_key_log_free(tls_session *session);

/* configuration.c: the one connection that used it has finished its handshake and needs no certificates any more. */
void tls_configuration_settle(tls_configuration *configuration);

/* resumption.c: what a client does to come back, and what both roles carry from one connection to the next. */
/* Seconds that a ticket is good for at most, and that can be built on a handshake which has seen a certificate: RFC 8446, 4.6.1. */
enum { longestResumption = 604800 };
int tls_resumption_configure(tls_configuration *configuration, const tls_settings *settings);
int tls_resumption_begin(tls_session *session, const char *host);
void tls_resumption_delete(tls_session *session);
/* Takes over what a saved session or a ticket says of the earlier connection; the certificate is copied, if there is one. */
int tls_resumption_carry(tls_resumption *resumption, uint8_t verdict, int64_t limit, const uint8_t *certificate, size_t length);
/* Takes that back. */
void tls_resumption_retract(tls_resumption *resumption);
/* After each step of a handshake. */
void tls_resumption_watch(tls_session *session);
/* Whether a handshake that shows no certificates is one that comes back: true from then on, until certificates are shown after all. */
bool tls_resumption_succeeds(const tls_session *session);
/* Seconds since 1970 until when what the first handshake has found out about the peer, whose certificate was that one, can be built on. */
int64_t tls_resumption_limit(const tls_session *session, const mbedtls_x509_crt *certificate);
/* At the end of a handshake: true if it was a resumption; then the verdict is the earlier one's. */
bool tls_resumption_conclude(tls_session *session);
/* Gives mbedTLS the certificate of a peer that was resumed, which it is to write down with the rest; 0 or an error. */
int tls_resumption_hand_over(tls_session *session);
/* What there is to save (saved.c), and until when it is good for anything; NULL if there is nothing. */
mbedtls_ssl_session *tls_resumption_savable(const tls_session *session, int64_t now, int64_t *expires);
/* A client has got a session that can be saved. */
void tls_resumption_ticket(tls_session *session);

/* Numbers in saved sessions and tickets: big-endian. The first one returns what follows in `to`. */
static inline uint8_t *tls_put(uint8_t *to, uint64_t value, unsigned bytes)
{
	while (bytes-- > 0)
		*to++ = (uint8_t)(value >> 8 * bytes);
	return to;
}

static inline uint64_t tls_get(const uint8_t *from, unsigned bytes)
{
	uint64_t value = 0;

	while (bytes-- > 0)
		value = value << 8 | *from++;
	return value;
}

/*
 * trust.c: a digest of all in a configuration that decides whether a peer is trusted, and of who this side says it is. A setting that decides about trust and is not
 * in it would let a session outlive its change. The other one is that for one host.
 */
int tls_trust_digest(const tls_configuration *configuration, uint8_t digest[digestLength]);
int tls_trust_fingerprint(const tls_configuration *configuration, const char *host, uint8_t digest[digestLength]);

/* issuance.c: a server that gives tickets, as mbedTLS calls it. */
int tls_issuance_configure(tls_configuration *configuration, const tls_settings *settings);
void tls_issuance_delete(tls_issuance *issuance);

/*
 * tickets.c. A ticket has a header, which seal() fills in, `length` bytes of content, sealed in place, and a tag. open() decrypts the content where it is and returns its
 * length, or an error if it was sealed by nobody we know or for another context.
 */
enum { ticketHeader = 16 + 12, ticketTag = 16 };
int tls_tickets_seal(tls_tickets *tickets, const uint8_t *context, size_t contextLength, uint8_t *ticket, size_t length);
int tls_tickets_open(tls_tickets *tickets, const uint8_t *context, size_t contextLength, uint8_t *ticket, size_t length);
uint32_t tls_tickets_lifetime(const tls_tickets *tickets);
/* Sessions without tickets: whether any are kept; keeps one, which then belongs to it; finds one, or NULL. An id has 1 to 32 bytes. */
bool tls_tickets_caches(const tls_tickets *tickets);
int tls_tickets_put(tls_tickets *tickets, const uint8_t *id, size_t idLength, uint8_t *ticket, size_t length);
const uint8_t *tls_tickets_get(const tls_tickets *tickets, const uint8_t *id, size_t idLength, size_t *length);

/* choice.c: the IANA name of a suite, and its length; whether both sides prove with a shared key who they are, in TLS 1.2. */
size_t tls_suite_name(int suite, char *name, size_t size);
bool tls_suite_uses_key(int suite);
/* Gives mbedTLS what the settings choose; `withKey` that there is a shared key, `keyOnly` that nothing else will do. The lists stay with the configuration. */
int tls_choice_apply(tls_configuration *configuration, const tls_settings *settings, bool withKey, bool keyOnly);

/* psk.c */
tls_shared_key *tls_shared_key_new(const uint8_t *identity, size_t identityLength, const uint8_t *key, size_t keyLength);
void tls_shared_key_free(tls_shared_key *shared);
/* Whether a record of that length is one that names a key and is to wait for it; then its bytes go through tls_psk_receive, which gives 0 until all are there. */
bool tls_psk_withholds(const tls_session *session, size_t length);
int tls_psk_receive(tls_session *session, uint8_t *bytes, size_t length);
void tls_psk_forget(tls_withheld *record);
/* What mbedTLS asks for the key of an identity. */
int tls_psk_find(void *unused, mbedtls_ssl_context *ssl, const unsigned char *identity, size_t length);
/* Gives mbedTLS the keys of a configuration, and the suites and modes that go with them. */
int tls_psk_configure(tls_configuration *configuration, const tls_settings *settings);
/* Whether this handshake has proven that the client has the key that was found for it. */
bool tls_psk_proven(const tls_session *session);
/* The handshake is done: a peer that has proven its key is accepted, and the key itself is not needed any more. */
int tls_psk_conclude(tls_session *session);

/* facts.c */
size_t tls_session_cost(const tls_session *session, size_t plain);

/* Flags beside mbedTLS's own, which leave these bits free. */
#define TLS_FLAG_CLOCK_NOT_SET 0x10000000u
#define TLS_FLAG_LIST_MISSING 0x20000000u

/* clock.c: whether the clock can be right. */
bool tls_clock_is_set(void);
/* The flags about dates that count under the policy, in place of those that mbedTLS has found. */
uint32_t tls_clock_judge(tls_time_policy policy, uint32_t flags);

/* revocation.c: what the lists, if there are any, say about a certificate: mbedTLS's flags and TLS_FLAG_LIST_MISSING. */
uint32_t tls_revocation_flags(const tls_credentials *credentials, const mbedtls_x509_crt *certificate, const mbedtls_x509_crt *issuer);

/* verify.c: what mbedTLS calls for each certificate of a chain, the top first, and to find a certificate's issuer in a store. */
int tls_verify_certificate(void *session, mbedtls_x509_crt *certificate, int depth, uint32_t *flags);
/* mbedTLS checks some things only after the last of those calls (key usage in TLS, a missing certificate): takes them into the verdict. */
void tls_verify_conclude(tls_session *session);
/* Ends the handshake if it is done with a peer that has shown no certificate where a pin would have to match it. */
void tls_verify_pins(tls_session *session);
int tls_verify_find_issuer(void *credentials, mbedtls_x509_crt const *child, mbedtls_x509_crt **candidates);

#endif
