#include "handle_support.h"
#include "test.h"

uint32_t handle_import(const char *name)
{
	blob key = file_key(name);
	uint32_t handle = 0;

	CHECK_EQUAL(tls_key_import(&handle, key.bytes, key.length, NULL, 0), 0);
	blob_free(&key);
	return handle;
}

uint32_t handle_import_as(const char *name, psa_key_usage_t usage, psa_algorithm_t first, psa_algorithm_t second)
{
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	blob der = file_key(name);
	mbedtls_pk_context key;
	mbedtls_svc_key_id_t result = 0;

	mbedtls_pk_init(&key);
	CHECK_EQUAL(tls_compat_parse_key(&key, der.bytes, der.length, NULL, 0), 0);
	CHECK_EQUAL(mbedtls_pk_get_psa_attributes(&key, PSA_KEY_USAGE_SIGN_HASH, &attributes), 0);
	psa_set_key_usage_flags(&attributes, usage);
	psa_set_key_algorithm(&attributes, first);
	psa_set_key_enrollment_algorithm(&attributes, second);
	CHECK_EQUAL(mbedtls_pk_import_into_psa(&key, &attributes, &result), 0);
	mbedtls_pk_free(&key);
	blob_free(&der);
	return (uint32_t)result;
}
