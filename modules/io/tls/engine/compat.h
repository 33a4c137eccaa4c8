/*
 * The one place that knows how mbedTLS 3.6 differs from 4.x. Everywhere else the two are the same library.
 *
 * Error names survive from 3.6 to 4.x but their values change, and some become equal: no other file compares an error with a literal, takes one
 * apart, or uses two of them as labels of one switch.
 */
#ifndef TLS_COMPAT_H
#define TLS_COMPAT_H

#include <stdbool.h>
#include <string.h>

#include "mbedtls/build_info.h"

#if MBEDTLS_VERSION_NUMBER < 0x03060600 || (MBEDTLS_VERSION_NUMBER >= 0x04000000 && MBEDTLS_VERSION_NUMBER < 0x04010000)
	#error "mbedTLS 3.6.6 or 4.1.0 at least: older ones have known security defects"
#endif

/* The version that the headers are of; mbedtls_version_get_number() tells that of the library. */
#define TLS_COMPAT_VERSION MBEDTLS_VERSION_NUMBER

#include "mbedtls/asn1.h"
#include "mbedtls/pk.h"
#include "mbedtls/platform.h"
#include "mbedtls/platform_time.h"
#include "mbedtls/platform_util.h"
#include "mbedtls/psa_util.h"
#include "mbedtls/ssl.h"
#include "mbedtls/ssl_ciphersuites.h"
#include "mbedtls/x509_crl.h"
#include "mbedtls/x509_crt.h"
#include "psa/crypto.h"

#include <stdbool.h>

/*
 * In TLS 1.3 a fatal alert waits to be sent, and the call that sends it gives the error. Where the alert finds no room that call gives WANT_WRITE and,
 * when it is repeated, seals the alert again. So this asks for the error at once; 0 if no alert waits.
 */
static inline int tls_compat_pending_error(const mbedtls_ssl_context *context)
{
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
	return context->MBEDTLS_PRIVATE(send_alert) ? context->MBEDTLS_PRIVATE(alert_reason) : 0;
#else
	(void)context;
	return 0;
#endif
}

/* Whether the message that mbedTLS has just called unexpected is a KeyUpdate (RFC 8446, 4.6.3). There is no call that tells. */
static inline bool tls_compat_is_key_update(const mbedtls_ssl_context *context)
{
	enum { keyUpdate = 24 };

	return mbedtls_ssl_get_version_number(context) == MBEDTLS_SSL_VERSION_TLS1_3 && context->MBEDTLS_PRIVATE(in_msgtype) == MBEDTLS_SSL_MSG_HANDSHAKE
		&& context->MBEDTLS_PRIVATE(in_msglen) > 0 && context->MBEDTLS_PRIVATE(in_msg)[0] == keyUpdate;
}

/* The exporter's secret of a TLS 1.3 connection, which the key callback is not given; NULL where the build has none. */
static inline const uint8_t *tls_compat_exporter_secret(const mbedtls_ssl_context *context)
{
#if defined(MBEDTLS_SSL_KEYING_MATERIAL_EXPORT) && defined(MBEDTLS_SSL_PROTO_TLS1_3)
	if (mbedtls_ssl_get_version_number(context) == MBEDTLS_SSL_VERSION_TLS1_3)
		return context->MBEDTLS_PRIVATE(session)->MBEDTLS_PRIVATE(app_secrets).exporter_master_secret;
#else
	(void)context;
#endif
	return NULL;
}

/*
 * A session as it lies in a connection. mbedtls_ssl_get_session makes a copy, certificate and all, which is only needed to be written down, and leaves the ticket where it
 * is for as long as the connection lasts.
 */
static inline mbedtls_ssl_session *tls_compat_session(const mbedtls_ssl_context *context)
{
	return context->MBEDTLS_PRIVATE(session);
}

/* How the keys of a cipher suite come about. */
typedef enum {
	TLS_EXCHANGE_CERTIFICATE,        /* the server proves who it is with a certificate; in TLS 1.3 it may also be a shared key */
	TLS_EXCHANGE_KEY,                /* both sides prove that they have the shared key; with or without a Diffie-Hellman exchange on a curve */
	TLS_EXCHANGE_OTHER
} tls_exchange;

static inline tls_exchange tls_compat_exchange(const mbedtls_ssl_ciphersuite_t *suite)
{
	switch (suite->MBEDTLS_PRIVATE(key_exchange)) {
	case MBEDTLS_KEY_EXCHANGE_PSK:
	case MBEDTLS_KEY_EXCHANGE_ECDHE_PSK:
		return TLS_EXCHANGE_KEY;
#if MBEDTLS_VERSION_NUMBER < 0x04000000
	case MBEDTLS_KEY_EXCHANGE_DHE_PSK:
	case MBEDTLS_KEY_EXCHANGE_RSA_PSK:
#endif
	case MBEDTLS_KEY_EXCHANGE_ECJPAKE:
		return TLS_EXCHANGE_OTHER;
	default:
		return TLS_EXCHANGE_CERTIFICATE;
	}
}

/* Whether the suite is one of TLS 1.3. */
static inline bool tls_compat_is_modern(const mbedtls_ssl_ciphersuite_t *suite)
{
	return suite->MBEDTLS_PRIVATE(min_tls_version) >= MBEDTLS_SSL_VERSION_TLS1_3;
}

static inline bool tls_compat_has_sha256(const mbedtls_ssl_ciphersuite_t *suite)
{
	return suite->MBEDTLS_PRIVATE(mac) == MBEDTLS_MD_SHA256;
}

/* Whether a server of TLS 1.2 waits for the client's part of the key exchange, and the suite that was chosen. There are no calls that tell. */
static inline bool tls_compat_awaits_key_exchange(const mbedtls_ssl_context *context)
{
	return context->MBEDTLS_PRIVATE(state) == MBEDTLS_SSL_CLIENT_KEY_EXCHANGE;
}

static inline int tls_compat_negotiated_suite(const mbedtls_ssl_context *context)
{
	const mbedtls_ssl_session *session = context->MBEDTLS_PRIVATE(session_negotiate);

	/* After the handshake it has another place. */
	return session ? mbedtls_ssl_session_get_ciphersuite_id(session) : mbedtls_ssl_get_ciphersuite_id_from_ssl(context);
}

/* The number of the newest record that has been decrypted and was genuine. There is no call that tells; 0 where the build does not count them. */
static inline uint64_t tls_compat_newest(const mbedtls_ssl_context *context)
{
#if defined(MBEDTLS_SSL_DTLS_ANTI_REPLAY)
	return context->MBEDTLS_PRIVATE(in_window_top);
#else
	(void)context;
	return 0;
#endif
}

/* Goes on with numbers that are so much higher; 48 bits of them are the number, and those in front of it the epoch. */
static inline void tls_compat_skip_numbers(mbedtls_ssl_context *context, uint64_t count)
{
	uint8_t *counter = context->MBEDTLS_PRIVATE(cur_out_ctr);
	unsigned i;

	for (i = 8; i > 2; i--) {
		count += counter[i - 1];
		counter[i - 1] = (uint8_t)count;
		count >>= 8;
	}
}

/*
 * Whether a server can speak TLS 1.3. ESP-IDF's dynamic record buffers, which come and go around some functions of mbedTLS, do not know the one of such a server: it would
 * write where no buffer is with the first byte of a client.
 */
static inline bool tls_compat_has_modern_server(void)
{
#if defined(CONFIG_MBEDTLS_DYNAMIC_BUFFER)
	return false;
#else
	return true;
#endif
}

/* The step that a handshake is about to do. */
static inline int tls_compat_state(const mbedtls_ssl_context *context)
{
	return context->MBEDTLS_PRIVATE(state);
}

#if (MBEDTLS_VERSION_NUMBER == 0x03060600 || MBEDTLS_VERSION_NUMBER == 0x04010000) && defined(MBEDTLS_SSL_CLI_C) \
	&& defined(MBEDTLS_SSL_PROTO_TLS1_2) && defined(MBEDTLS_SSL_PROTO_TLS1_3)

/* mbedTLS's own, in a header that it keeps to itself. What it is in these two releases it will be for ever. */
int mbedtls_ssl_handshake_client_step(mbedtls_ssl_context *context);

/*
 * Does one step of a handshake.
 *
 * A client that offers TLS 1.3 offers RSA-PSS, and then a server may sign with it in TLS 1.2 as well (RFC 8446, 4.2.3): OpenSSL does. 3.6.6 and 4.1.0 refuse that; their
 * successors were mended. Which signatures are allowed they take from the version, that of TLS 1.3 has exactly those which were offered, and no other can pass, because
 * they look for it among the offered ones too. So while they read the one message that has the signature the connection has that version. Nothing else in the
 * step goes by the version but that a change_cipher_spec which comes too early is overlooked and not refused; nothing is changed by it either.
 */
static inline int tls_compat_step(mbedtls_ssl_context *context)
{
	const mbedtls_ssl_config *configuration = context->MBEDTLS_PRIVATE(conf);
	int result;

	if (configuration->MBEDTLS_PRIVATE(endpoint) != MBEDTLS_SSL_IS_CLIENT || context->MBEDTLS_PRIVATE(state) != MBEDTLS_SSL_SERVER_KEY_EXCHANGE
		|| context->MBEDTLS_PRIVATE(tls_version) != MBEDTLS_SSL_VERSION_TLS1_2
		|| configuration->MBEDTLS_PRIVATE(max_tls_version) != MBEDTLS_SSL_VERSION_TLS1_3)
		return mbedtls_ssl_handshake_step(context);
	context->MBEDTLS_PRIVATE(tls_version) = MBEDTLS_SSL_VERSION_TLS1_3;
	result = mbedtls_ssl_handshake_client_step(context);
	context->MBEDTLS_PRIVATE(tls_version) = MBEDTLS_SSL_VERSION_TLS1_2;
	return result;
}

#else

static inline int tls_compat_step(mbedtls_ssl_context *context)
{
	return mbedtls_ssl_handshake_step(context);
}

#endif

/* Whether a message was made that has not been sent yet: mbedTLS sends it when it makes the next one, or has to wait for the peer. */
static inline bool tls_compat_has_output(const mbedtls_ssl_context *context)
{
	return context->MBEDTLS_PRIVATE(out_left) > 0;
}

/*
 * After its Finished a server of TLS 1.3 speaks with the keys for data (RFC 8446, 4.4.4), mbedTLS only after the client's: its alerts in between, such as that a
 * certificate was refused, could not be read. Nothing else is sent in between, and mbedTLS counts records from 0 once more when it changes to the same keys.
 */
static inline void tls_compat_finished(mbedtls_ssl_context *context)
{
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
	context->MBEDTLS_PRIVATE(transform_out) = context->MBEDTLS_PRIVATE(transform_application);
	memset(context->MBEDTLS_PRIVATE(cur_out_ctr), 0, sizeof(context->MBEDTLS_PRIVATE(cur_out_ctr)));
#else
	(void)context;
#endif
}

static inline int tls_compat_session_version(const mbedtls_ssl_session *session)
{
	return (int)session->MBEDTLS_PRIVATE(tls_version);
}

/* The peer's certificate in a session that is not a connection's yet; NULL if it showed none. */
static inline const mbedtls_x509_crt *tls_compat_session_certificate(const mbedtls_ssl_session *session)
{
#if defined(MBEDTLS_SSL_KEEP_PEER_CERTIFICATE)
	return session->MBEDTLS_PRIVATE(peer_cert);
#else
	(void)session;
	return NULL;
#endif
}

#if defined(MBEDTLS_SSL_SESSION_TICKETS) && defined(MBEDTLS_SSL_CLI_C)

static inline bool tls_compat_has_ticket(const mbedtls_ssl_session *session)
{
	return session->MBEDTLS_PRIVATE(ticket) != NULL;
}

static inline uint32_t tls_compat_ticket_lifetime(const mbedtls_ssl_session *session)
{
	return session->MBEDTLS_PRIVATE(ticket_lifetime);
}

/* Nothing of the ticket is needed by the connection that got it. */
static inline void tls_compat_drop_ticket(mbedtls_ssl_session *session)
{
	if (session->MBEDTLS_PRIVATE(ticket)) {
		mbedtls_platform_zeroize(session->MBEDTLS_PRIVATE(ticket), session->MBEDTLS_PRIVATE(ticket_len));
		mbedtls_free(session->MBEDTLS_PRIVATE(ticket));
	}
	session->MBEDTLS_PRIVATE(ticket) = NULL;
	session->MBEDTLS_PRIVATE(ticket_len) = 0;
}

#else

static inline bool tls_compat_has_ticket(const mbedtls_ssl_session *session)
{
	(void)session;
	return false;
}

static inline uint32_t tls_compat_ticket_lifetime(const mbedtls_ssl_session *session)
{
	(void)session;
	return 0;
}

static inline void tls_compat_drop_ticket(mbedtls_ssl_session *session)
{
	(void)session;
}

#endif

/* Whether a client of this configuration could have made this session; mbedTLS loads any, such as a server's. */
static inline bool tls_compat_is_usable(const mbedtls_ssl_session *session, const mbedtls_ssl_config *configuration)
{
	const int *suite = configuration->MBEDTLS_PRIVATE(ciphersuite_list);
	int version = (int)session->MBEDTLS_PRIVATE(tls_version);

	if (session->MBEDTLS_PRIVATE(endpoint) != MBEDTLS_SSL_IS_CLIENT || session->MBEDTLS_PRIVATE(id_len) > sizeof(session->MBEDTLS_PRIVATE(id)))
		return false;
	if (version < (int)configuration->MBEDTLS_PRIVATE(min_tls_version) || version > (int)configuration->MBEDTLS_PRIVATE(max_tls_version))
		return false;
	if (!tls_compat_has_ticket(session) && (version != MBEDTLS_SSL_VERSION_TLS1_2 || session->MBEDTLS_PRIVATE(id_len) == 0))
		return false;
	while (*suite && *suite != session->MBEDTLS_PRIVATE(ciphersuite))
		suite++;
	return *suite != 0;
}

/*
 * The age of a ticket, which mbedTLS measures with a clock that begins anew with each start of the machine: so it is told by the calendar, and the clock's time is made up
 * to fit.
 */
static inline void tls_compat_set_age(mbedtls_ssl_session *session, int64_t seconds)
{
	(void)session;
	(void)seconds;
#if defined(MBEDTLS_HAVE_TIME) && defined(MBEDTLS_SSL_SESSION_TICKETS) && (defined(MBEDTLS_SSL_PROTO_TLS1_3) || defined(MBEDTLS_SSL_SRV_C))
	mbedtls_ms_time_t then = mbedtls_ms_time() - (mbedtls_ms_time_t)seconds * 1000;
#if defined(MBEDTLS_SSL_CLI_C) && defined(MBEDTLS_SSL_PROTO_TLS1_3)
	if (session->MBEDTLS_PRIVATE(endpoint) == MBEDTLS_SSL_IS_CLIENT)
		session->MBEDTLS_PRIVATE(ticket_reception_time) = then;
#endif
#if defined(MBEDTLS_SSL_SRV_C)
	if (session->MBEDTLS_PRIVATE(endpoint) == MBEDTLS_SSL_IS_SERVER)
		session->MBEDTLS_PRIVATE(ticket_creation_time) = then;
#endif
	(void)then;
#endif
}

#if defined(MBEDTLS_X509_CRL_PARSE_C)
/* Whether a revocation list is signed by that key, with a hash that is good enough for certificates. mbedTLS has no call for a list alone. */
static inline bool tls_compat_is_signed(const mbedtls_x509_crl *list, const mbedtls_x509_crt *issuer)
{
	mbedtls_md_type_t md = list->MBEDTLS_PRIVATE(sig_md);
	mbedtls_pk_context *key = (mbedtls_pk_context *)&issuer->pk;
	uint8_t hash[PSA_HASH_MAX_SIZE];
	size_t length;

	if (!(mbedtls_x509_crt_profile_default.allowed_mds & MBEDTLS_X509_ID_FLAG(md)))
		return false;
	if (psa_hash_compute(mbedtls_md_psa_alg_from_type(md), list->tbs.p, list->tbs.len, hash, sizeof(hash), &length) != PSA_SUCCESS)
		return false;
#if MBEDTLS_VERSION_NUMBER < 0x04000000
	return mbedtls_pk_verify_ext(list->MBEDTLS_PRIVATE(sig_pk), list->MBEDTLS_PRIVATE(sig_opts), key, md, hash, length,
		list->MBEDTLS_PRIVATE(sig).p, list->MBEDTLS_PRIVATE(sig).len) == 0;
#else
	return mbedtls_pk_verify_ext(list->MBEDTLS_PRIVATE(sig_pk), key, md, hash, length, list->MBEDTLS_PRIVATE(sig).p, list->MBEDTLS_PRIVATE(sig).len) == 0;
#endif
}
#endif

/* The lists that a configuration has, each of which ends with 0. There is no call that tells them. */
static inline const uint16_t *tls_compat_groups(const mbedtls_ssl_config *configuration)
{
	return configuration->MBEDTLS_PRIVATE(group_list);
}

static inline const uint16_t *tls_compat_signatures(const mbedtls_ssl_config *configuration)
{
	return configuration->MBEDTLS_PRIVATE(sig_algs);
}

#if MBEDTLS_VERSION_NUMBER < 0x04000000

#include "mbedtls/bignum.h"
#include "mbedtls/ecp.h"
#include "mbedtls/rsa.h"

/* Errors of the cryptography underneath. In 4.x they are PSA's. */
#define TLS_COMPAT_ERRORS(NAME) \
	NAME(MPI_ALLOC_FAILED), \
	NAME(ECP_ALLOC_FAILED), \
	NAME(ECP_BAD_INPUT_DATA), \
	NAME(ECP_FEATURE_UNAVAILABLE), \
	NAME(ECP_INVALID_KEY), \
	NAME(ECP_SIG_LEN_MISMATCH), \
	NAME(ECP_VERIFY_FAILED), \
	NAME(RSA_BAD_INPUT_DATA), \
	NAME(RSA_INVALID_PADDING), \
	NAME(RSA_KEY_CHECK_FAILED), \
	NAME(RSA_OUTPUT_TOO_LARGE), \
	NAME(RSA_PRIVATE_FAILED), \
	NAME(RSA_PUBLIC_FAILED), \
	NAME(RSA_VERIFY_FAILED),

/*
 * 3.6 adds the number of what went wrong inside (a bad ASN.1 tag, say) to that of what was being done; this takes it off again. 4.x has one number.
 * Where the inner reason is lack of memory, the outer one misleads.
 */
static inline int tls_compat_outer_error(int number)
{
	int inner = -(-number & 0x7F);

	if (number >= 0 || number <= -0x8000)
		return number;
	if (inner == MBEDTLS_ERR_ASN1_ALLOC_FAILED || inner == MBEDTLS_ERR_MPI_ALLOC_FAILED)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	return -(-number & 0x7F80);
}

static inline void tls_compat_set_random(mbedtls_ssl_config *configuration)
{
	mbedtls_ssl_conf_rng(configuration, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE);
}

/* A server of TLS 1.2 may choose any group for Diffie-Hellman, and 3.6 by itself accepts 1024 bits, which can be broken. 4.x does without. */
static inline void tls_compat_refuse_small_groups(mbedtls_ssl_config *configuration)
{
#if defined(MBEDTLS_DHM_C) && defined(MBEDTLS_SSL_CLI_C)
	mbedtls_ssl_conf_dhm_min_bitlen(configuration, 2048);
#else
	(void)configuration;
#endif
}

static inline int tls_compat_parse_key(mbedtls_pk_context *key, const uint8_t *der, size_t length, const uint8_t *passphrase, size_t passphraseLength)
{
	return mbedtls_pk_parse_key(key, der, length, passphrase, passphraseLength, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE);
}

/* With which ECDSA a server of TLS 1.2 wants its key to sign. 3.6 looks for the one with random numbers, 4.x for the one without where there is one. */
static inline psa_algorithm_t tls_compat_server_ecdsa(void)
{
	return PSA_ALG_ECDSA(PSA_ALG_ANY_HASH);
}

/* Makes a context stand for a key in PSA's store, which it does not own. */
static inline int tls_compat_wrap_key(mbedtls_pk_context *key, uint32_t handle)
{
	return mbedtls_pk_setup_opaque(key, mbedtls_svc_key_id_make(0, handle));
}

static inline int tls_compat_check_pair(const mbedtls_pk_context *publicKey, const mbedtls_pk_context *privateKey)
{
	return mbedtls_pk_check_pair(publicKey, privateKey, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE);
}

/* Whether a client takes tickets. 3.6 has a second switch for those of TLS 1.3. */
static inline void tls_compat_take_tickets(mbedtls_ssl_config *configuration, bool wanted)
{
#if defined(MBEDTLS_SSL_SESSION_TICKETS) && defined(MBEDTLS_SSL_CLI_C)
	mbedtls_ssl_conf_session_tickets(configuration, wanted);
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
	mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(configuration, wanted);
#endif
#else
	(void)configuration;
	(void)wanted;
#endif
}

/* 3.6 has no call that tells which alert arrived; it is still in the record that ended the session. Ask only right after FATAL_ALERT_MESSAGE. */
static inline int tls_compat_fatal_alert(const mbedtls_ssl_context *context)
{
	return context->MBEDTLS_PRIVATE(in_msg)[1];
}

#else

#define TLS_COMPAT_ERRORS(NAME)

/* A SubjectPublicKeyInfo: the key, and the names of its algorithm and group. */
enum { TLS_COMPAT_PUBLIC_KEY = PSA_EXPORT_PUBLIC_KEY_MAX_SIZE + 64 };

static inline int tls_compat_outer_error(int number)
{
	return number;
}

static inline void tls_compat_set_random(mbedtls_ssl_config *configuration)
{
	(void)configuration;
}

static inline void tls_compat_refuse_small_groups(mbedtls_ssl_config *configuration)
{
	(void)configuration;
}

static inline int tls_compat_parse_key(mbedtls_pk_context *key, const uint8_t *der, size_t length, const uint8_t *passphrase, size_t passphraseLength)
{
	return mbedtls_pk_parse_key(key, der, length, passphrase, passphraseLength);
}

static inline psa_algorithm_t tls_compat_server_ecdsa(void)
{
	return MBEDTLS_PK_ALG_ECDSA(PSA_ALG_ANY_HASH);
}

static inline int tls_compat_wrap_key(mbedtls_pk_context *key, uint32_t handle)
{
	return mbedtls_pk_wrap_psa(key, mbedtls_svc_key_id_make(0, handle));
}

/* 4.1 compares what the two contexts hold, and that of an RSA key which was parsed does not hold its public part: then both are written and compared. */
static inline int tls_compat_check_pair(const mbedtls_pk_context *publicKey, const mbedtls_pk_context *privateKey)
{
	uint8_t left[TLS_COMPAT_PUBLIC_KEY], right[TLS_COMPAT_PUBLIC_KEY];
	int result = mbedtls_pk_check_pair(publicKey, privateKey);
	int leftLength, rightLength;

	if (result == 0 || mbedtls_pk_get_bitlen(publicKey) != mbedtls_pk_get_bitlen(privateKey))
		return result;
	leftLength = mbedtls_pk_write_pubkey_der(publicKey, left, sizeof(left));
	rightLength = mbedtls_pk_write_pubkey_der(privateKey, right, sizeof(right));
	if (leftLength < 0 || leftLength != rightLength)
		return result;
	return memcmp(left + sizeof(left) - leftLength, right + sizeof(right) - rightLength, (size_t)leftLength) ? result : 0;
}

static inline void tls_compat_take_tickets(mbedtls_ssl_config *configuration, bool wanted)
{
#if defined(MBEDTLS_SSL_SESSION_TICKETS) && defined(MBEDTLS_SSL_CLI_C)
	mbedtls_ssl_conf_session_tickets(configuration, wanted);
#else
	(void)configuration;
	(void)wanted;
#endif
}

static inline int tls_compat_fatal_alert(const mbedtls_ssl_context *context)
{
	return mbedtls_ssl_get_fatal_alert(context);
}

#endif

#endif
