/*
 * The one place that knows how mbedTLS 3.6 differs from 4.x, with the headers compat_*.h that it includes. Everywhere else the two are the same library.
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

/* Epoch and number of the next record, 8 bytes. */
static inline const uint8_t *tls_compat_out_counter(const mbedtls_ssl_context *context)
{
	return context->MBEDTLS_PRIVATE(cur_out_ctr);
}

/* Goes on with numbers that are so much higher; 48 bits of them are the number, and those in front of it the epoch. Returns whether there are so many. */
static inline bool tls_compat_skip_numbers(mbedtls_ssl_context *context, uint64_t count)
{
	uint8_t *counter = context->MBEDTLS_PRIVATE(cur_out_ctr);
	unsigned i;

	for (i = 8; i > 2; i--) {
		count += counter[i - 1];
		counter[i - 1] = (uint8_t)count;
		count >>= 8;
	}
	return count == 0;
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

#include "compat_session.h"
#if MBEDTLS_VERSION_NUMBER < 0x04000000
#include "compat_3.h"
#else
#include "compat_4.h"
#endif

#endif
