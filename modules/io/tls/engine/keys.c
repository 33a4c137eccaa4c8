/* Makes keys that PSA keeps, for an application that has none from elsewhere; and the digest by which public keys are known. */
#include "internal.h"
#include "platform.h"

/* For TLS of both versions, and for nothing else: the private half cannot be taken out again. */
static void allow(psa_key_attributes_t *attributes, psa_key_type_t type)
{
	psa_set_key_usage_flags(attributes, PSA_KEY_USAGE_SIGN_HASH);
	if (type == PSA_KEY_TYPE_RSA_KEY_PAIR) {
		psa_set_key_algorithm(attributes, PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_ANY_HASH));
#if defined(MBEDTLS_PSA_CRYPTO_C)
		psa_set_key_enrollment_algorithm(attributes, PSA_ALG_RSA_PSS(PSA_ALG_ANY_HASH));
#endif
	}
	else {
		psa_set_key_algorithm(attributes, PSA_ALG_ECDSA(PSA_ALG_ANY_HASH));
#if defined(MBEDTLS_PSA_CRYPTO_C)
		psa_set_key_enrollment_algorithm(attributes, PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_ANY_HASH));
#endif
	}
}

/* Has the key kept by an identifier, unless that is 0. */
static int keep(psa_key_attributes_t *attributes, uint32_t handle)
{
	psa_key_attributes_t present = PSA_KEY_ATTRIBUTES_INIT;

	if (handle == 0)
		return 0;
#if defined(MBEDTLS_PSA_CRYPTO_STORAGE_C)
	if (psa_get_key_attributes(mbedtls_svc_key_id_make(0, handle), &present) == PSA_SUCCESS) {
		psa_reset_key_attributes(&present);
		return TLS_ERROR_HANDLE_TAKEN;
	}
	psa_set_key_id(attributes, mbedtls_svc_key_id_make(0, handle));
	return 0;
#else
	(void)attributes;
	(void)present;
	return TLS_ERROR_HANDLE_LASTING;
#endif
}

int tls_key_generate(uint32_t *handle, unsigned bits)
{
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	psa_key_type_t type = PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1);
	mbedtls_svc_key_id_t key;
	int error = tls_initialize();

	if (error)
		return error;
	psa_set_key_type(&attributes, type);
	psa_set_key_bits(&attributes, bits);
	allow(&attributes, type);
	error = keep(&attributes, *handle);
	if (!error)
		error = psa_generate_key(&attributes, &key);
	psa_reset_key_attributes(&attributes);
	if (!error)
		*handle = MBEDTLS_SVC_KEY_ID_GET_KEY_ID(key);
	return error;
}

/*
 * PSA takes an RSA key as PKCS#1 and the bare number of an elliptic key, which has to be cut out of its file: so mbedTLS first reads whatever form the key
 * has, and then carries it over.
 */
int tls_key_import(uint32_t *handle, const uint8_t *der, size_t length, const uint8_t *passphrase, size_t passphraseLength)
{
	uint32_t failures = tls_platform_allocation_failures();
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	mbedtls_svc_key_id_t key;
	tls_credentials *credentials;
	int error = tls_credentials_new(&credentials);

	if (error)
		return error;
	error = tls_credentials_set_key(credentials, der, length, passphrase, passphraseLength);
	if (!error)
		error = mbedtls_pk_get_psa_attributes(&credentials->key, PSA_KEY_USAGE_SIGN_HASH, &attributes);
	if (!error) {
		allow(&attributes, psa_get_key_type(&attributes));
		error = keep(&attributes, *handle);
	}
	if (!error)
		error = mbedtls_pk_import_into_psa(&credentials->key, &attributes, &key);
	psa_reset_key_attributes(&attributes);
	tls_credentials_release(credentials);
	if (!error)
		*handle = MBEDTLS_SVC_KEY_ID_GET_KEY_ID(key);
	return tls_cause(error, failures);
}

int tls_key_public(uint32_t handle, uint8_t *bytes, size_t size)
{
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	mbedtls_pk_context key;
	int result = tls_initialize();

	if (result)
		return result;
	if (handle == 0 || psa_get_key_attributes(mbedtls_svc_key_id_make(0, handle), &attributes) != PSA_SUCCESS)
		return TLS_ERROR_HANDLE_UNKNOWN;
	psa_reset_key_attributes(&attributes);
	mbedtls_pk_init(&key);
	result = tls_compat_wrap_key(&key, handle);
	if (!result)
		result = mbedtls_pk_write_pubkey_der(&key, bytes, size);
	mbedtls_pk_free(&key);
	return result;
}

int tls_key_destroy(uint32_t handle)
{
	int result = tls_initialize();

	if (result)
		return result;
	/* PSA calls the destruction of no key a success. */
	result = handle == 0 ? PSA_ERROR_INVALID_HANDLE : psa_destroy_key(mbedtls_svc_key_id_make(0, handle));
	return result == PSA_ERROR_INVALID_HANDLE ? TLS_ERROR_HANDLE_UNKNOWN : result;
}

int tls_digest(const uint8_t *bytes, size_t length, uint8_t *digest, size_t size)
{
	psa_algorithm_t algorithm = size == 20 ? PSA_ALG_SHA_1 : size == 32 ? PSA_ALG_SHA_256 : size == 64 ? PSA_ALG_SHA_512 : PSA_ALG_NONE;
	size_t written;
	int result = tls_initialize();

	return result ? result : (int)psa_hash_compute(algorithm, bytes, length, digest, size, &written);
}

int tls_random(uint8_t *bytes, size_t length)
{
	int result = tls_initialize();

	return result ? result : (int)psa_generate_random(bytes, length);
}
