/* What is so in mbedTLS 3.6, and otherwise in 4.x (compat_4.h). Included by compat.h alone. */
#ifndef TLS_COMPAT_3_H
#define TLS_COMPAT_3_H

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
static inline void tls_compat_refuse_small_groups(mbedtls_ssl_config *configuration, uint16_t bits)
{
#if defined(MBEDTLS_DHM_C) && defined(MBEDTLS_SSL_CLI_C)
	mbedtls_ssl_conf_dhm_min_bitlen(configuration, bits);
#else
	(void)configuration;
	(void)bits;
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

/* Signs a SHA-256. */
static inline int tls_compat_sign(mbedtls_pk_context *key, const uint8_t *digest, size_t length, uint8_t *signature, size_t size, size_t *used)
{
	return mbedtls_pk_sign(key, MBEDTLS_MD_SHA256, digest, length, signature, size, used, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE);
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

#endif
