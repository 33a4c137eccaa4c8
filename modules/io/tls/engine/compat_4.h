/* What is so in mbedTLS 4.x, and otherwise in 3.6 (compat_3.h). Included by compat.h alone. */
#ifndef TLS_COMPAT_4_H
#define TLS_COMPAT_4_H

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

static inline void tls_compat_refuse_small_groups(mbedtls_ssl_config *configuration, uint16_t bits)
{
	(void)configuration;
	(void)bits;
}

static inline int tls_compat_parse_key(mbedtls_pk_context *key, const uint8_t *der, size_t length, const uint8_t *passphrase, size_t passphraseLength)
{
	return mbedtls_pk_parse_key(key, der, length, passphrase, passphraseLength);
}

static inline psa_algorithm_t tls_compat_server_ecdsa(void)
{
	return MBEDTLS_PK_ALG_ECDSA(PSA_ALG_ANY_HASH);
}

static inline int tls_compat_sign(mbedtls_pk_context *key, const uint8_t *digest, size_t length, uint8_t *signature, size_t size, size_t *used)
{
	return mbedtls_pk_sign(key, MBEDTLS_MD_SHA256, digest, length, signature, size, used);
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
