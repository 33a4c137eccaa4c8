/*
 * A private key that stays in PSA's key store, in a secure element perhaps, and is known by its handle.
 *
 * mbedTLS signs with whatever algorithm the key's policy names first, and learns in the middle of a handshake that another one was meant: a client would
 * send a signature that the server calls forged, a server would find no cipher suite. So all that a policy must allow is asked for before there is a session.
 */
#include "internal.h"

#include <string.h>

static mbedtls_svc_key_id_t identifier(uint32_t handle)
{
	return mbedtls_svc_key_id_make(0, handle);
}

int tls_credentials_set_key_handle(tls_credentials *credentials, uint32_t handle)
{
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	psa_key_type_t type;
	psa_key_usage_t usage;
	bool signs;
	int error;

	if (credentials->held)
		return TLS_ERROR_HELD;
	tls_credentials_clear_key(credentials);
	if (handle == 0 || psa_get_key_attributes(identifier(handle), &attributes) != PSA_SUCCESS)
		return TLS_ERROR_HANDLE_UNKNOWN;
	type = psa_get_key_type(&attributes);
	usage = psa_get_key_usage_flags(&attributes);
	psa_reset_key_attributes(&attributes);
	signs = type == PSA_KEY_TYPE_RSA_KEY_PAIR || type == PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)
		|| type == PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_K1) || type == PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_BRAINPOOL_P_R1);
	if (!signs || !(usage & PSA_KEY_USAGE_SIGN_HASH))
		return TLS_ERROR_HANDLE_KIND;
	error = tls_compat_wrap_key(&credentials->key, handle);
	credentials->hasKey = error == 0;
	credentials->handle = error ? 0 : handle;
	return error;
}

/* The algorithm of the key's policy with this hash, as it is used for a signature. */
static psa_algorithm_t with_hash(psa_algorithm_t policy, psa_algorithm_t hash)
{
	return PSA_ALG_SIGN_GET_HASH(policy) == PSA_ALG_ANY_HASH ? (policy & ~PSA_ALG_HASH_MASK) | (hash & PSA_ALG_HASH_MASK) : policy;
}

int tls_handle_prove(const tls_credentials *credentials)
{
	static const uint8_t hash[PSA_HASH_MAX_SIZE] = { 't', 'l', 's', '4', '1', '9' };
	psa_key_attributes_t own = PSA_KEY_ATTRIBUTES_INIT, certified = PSA_KEY_ATTRIBUTES_INIT;
	mbedtls_svc_key_id_t publicKey = MBEDTLS_SVC_KEY_ID_INIT;
	uint8_t *signature = mbedtls_calloc(1, PSA_SIGNATURE_MAX_SIZE);
	psa_algorithm_t algorithm;
	size_t length, hashLength;
	int error;

	if (!signature)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	error = psa_get_key_attributes(identifier(credentials->handle), &own);
	algorithm = with_hash(psa_get_key_algorithm(&own), PSA_ALG_SHA_256);
	hashLength = PSA_HASH_LENGTH(PSA_ALG_SIGN_GET_HASH(algorithm));
	if (!error)
		error = psa_sign_hash(identifier(credentials->handle), algorithm, hash, hashLength, signature, PSA_SIGNATURE_MAX_SIZE, &length);
	if (!error)
		error = mbedtls_pk_get_psa_attributes(&credentials->certificates.pk, PSA_KEY_USAGE_VERIFY_HASH, &certified);
	if (!error) {
		psa_set_key_algorithm(&certified, algorithm);
		error = mbedtls_pk_import_into_psa(&credentials->certificates.pk, &certified, &publicKey);
	}
	if (!error) {
		error = psa_verify_hash(publicKey, algorithm, hash, hashLength, signature, length);
		/* Of another kind or length, or another one of the same. */
		if (error == PSA_ERROR_INVALID_SIGNATURE || error == PSA_ERROR_INVALID_ARGUMENT)
			error = TLS_ERROR_KEY_MISMATCH;
		/* It is gone in any case: an error would be one of the store, which the next call meets too. */
		(void)psa_destroy_key(publicKey);
	}
	psa_reset_key_attributes(&own);
	psa_reset_key_attributes(&certified);
	mbedtls_free(signature);
	return error;
}

int tls_handle_check(const tls_credentials *credentials)
{
	uint8_t *both = mbedtls_calloc(2, TLS_KEY_PUBLIC_SIZE), *other;
	int own, certified, result;

	if (!both)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	other = both + TLS_KEY_PUBLIC_SIZE;
	own = tls_key_public(credentials->handle, both, TLS_KEY_PUBLIC_SIZE);
	certified = mbedtls_pk_write_pubkey_der(&credentials->certificates.pk, other, TLS_KEY_PUBLIC_SIZE);
	/* A peripheral such as the ESP32's for digital signatures does not know the public half: then a signature tells. */
	if (own < 0)
		result = own == TLS_ERROR_HANDLE_UNKNOWN ? own : tls_handle_prove(credentials);
	else if (own == certified && memcmp(both + TLS_KEY_PUBLIC_SIZE - own, other + TLS_KEY_PUBLIC_SIZE - own, (size_t)own) == 0)
		result = 0;
	else
		result = TLS_ERROR_KEY_MISMATCH;
	mbedtls_free(both);
	return result;
}

/* The same algorithm, or one of its family with any hash. */
static bool covers(psa_algorithm_t policy, psa_algorithm_t wanted)
{
	return policy == wanted || (PSA_ALG_IS_SIGN_HASH(policy) && PSA_ALG_SIGN_GET_HASH(policy) == PSA_ALG_ANY_HASH
		&& (policy & ~PSA_ALG_HASH_MASK) == (wanted & ~PSA_ALG_HASH_MASK));
}

static bool ecdsa_suits(psa_algorithm_t first, psa_algorithm_t second, size_t bits, const tls_settings *settings)
{
	psa_algorithm_t hash = bits <= 256 ? PSA_ALG_SHA_256 : bits <= 384 ? PSA_ALG_SHA_384 : PSA_ALG_SHA_512;
	psa_algorithm_t any = PSA_ALG_ANY_HASH;
	bool random = covers(first, PSA_ALG_ECDSA(any)) || covers(second, PSA_ALG_ECDSA(any));
	bool repeatable = covers(first, PSA_ALG_DETERMINISTIC_ECDSA(any)) || covers(second, PSA_ALG_DETERMINISTIC_ECDSA(any));

	/* In TLS 1.2 the cipher suite chooses the hash, and a server looks for a suite that suits one kind of ECDSA only. */
	if (settings->minimumVersion < MBEDTLS_SSL_VERSION_TLS1_3) {
		psa_algorithm_t server = tls_compat_server_ecdsa();
		return settings->server ? covers(first, server) || covers(second, server) : random || repeatable;
	}
	/* In TLS 1.3 the curve does (RFC 8446, 4.2.3). */
	return random || repeatable || covers(first, PSA_ALG_ECDSA(hash)) || covers(second, PSA_ALG_ECDSA(hash))
		|| covers(first, PSA_ALG_DETERMINISTIC_ECDSA(hash)) || covers(second, PSA_ALG_DETERMINISTIC_ECDSA(hash));
}

static bool rsa_suits(psa_algorithm_t first, psa_algorithm_t second, const tls_settings *settings)
{
	psa_algorithm_t any = PSA_ALG_ANY_HASH;

	if (settings->minimumVersion < MBEDTLS_SSL_VERSION_TLS1_3 && !covers(first, PSA_ALG_RSA_PKCS1V15_SIGN(any)))
		return false;
	return settings->maximumVersion < MBEDTLS_SSL_VERSION_TLS1_3 || covers(first, PSA_ALG_RSA_PSS(any)) || covers(second, PSA_ALG_RSA_PSS(any))
		|| covers(first, PSA_ALG_RSA_PSS_ANY_SALT(any)) || covers(second, PSA_ALG_RSA_PSS_ANY_SALT(any));
}

int tls_handle_suits(const tls_credentials *credentials, const tls_settings *settings)
{
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	psa_algorithm_t first, second = PSA_ALG_NONE;
	bool suits;

	if (!credentials->handle)
		return 0;
	if (psa_get_key_attributes(identifier(credentials->handle), &attributes) != PSA_SUCCESS)
		return TLS_ERROR_HANDLE_UNKNOWN;
	first = psa_get_key_algorithm(&attributes);
#if defined(MBEDTLS_PSA_CRYPTO_C)
	second = psa_get_key_enrollment_algorithm(&attributes);
#endif
	suits = psa_get_key_type(&attributes) == PSA_KEY_TYPE_RSA_KEY_PAIR ? rsa_suits(first, second, settings)
		: ecdsa_suits(first, second, psa_get_key_bits(&attributes), settings);
	psa_reset_key_attributes(&attributes);
	return suits ? 0 : TLS_ERROR_HANDLE_POLICY;
}

int tls_handle_cause(const tls_session *session, int error)
{
	const tls_credentials *credentials = session->configuration->credentials;

	if (error >= 0 || session->expansion || !credentials || !credentials->handle)
		return error;
	/* PSA gives the identifier of a key that is gone to the next one, which may be the handshake's own: so the keys are compared. */
	return tls_handle_check(credentials) ? TLS_ERROR_HANDLE_UNKNOWN : error;
}
