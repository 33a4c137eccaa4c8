/* Certificates, keys and trust. */
#include "bundle.h"
#include "internal.h"
#include "platform.h"

#include "mbedtls/asn1.h"

#include <string.h>

int tls_credentials_new(tls_credentials **result)
{
	tls_credentials *credentials;
	int error = tls_initialize();

	if (error)
		return error;
	if (!tls_platform_has_stack())
		return TLS_ERROR_STACK;
	credentials = mbedtls_calloc(1, sizeof(*credentials));
	if (!credentials)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	credentials->references = 1;
	mbedtls_x509_crt_init(&credentials->authorities);
	mbedtls_x509_crt_init(&credentials->certificates);
	mbedtls_pk_init(&credentials->key);
#if defined(MBEDTLS_X509_CRL_PARSE_C)
	mbedtls_x509_crl_init(&credentials->revocations);
#endif
	*result = credentials;
	return 0;
}

void tls_credentials_retain(tls_credentials *credentials)
{
	credentials->references++;
}

void tls_credentials_release(tls_credentials *credentials)
{
	if (!credentials || --credentials->references)
		return;
	mbedtls_pk_free(&credentials->key);
#if defined(MBEDTLS_X509_CRL_PARSE_C)
	mbedtls_x509_crl_free(&credentials->revocations);
#endif
	tls_shared_key_free(credentials->shared);
	mbedtls_x509_crt_free(&credentials->certificates);
	mbedtls_x509_crt_free(&credentials->authorities);
	mbedtls_free(credentials->storeCopy);
	mbedtls_free(credentials);
}

/*
 * The length of the DER SEQUENCE at the start of the bytes, tag and length included, or 0 if they do not hold a whole one. mbedTLS reads the first
 * structure of a buffer and is silent about what follows; here what follows must be another one.
 */
static size_t sequence_length(const uint8_t *der, size_t length)
{
	size_t header;

	return length > 0 && der[0] == (MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE) ? tls_der_element(der, length, &header) : 0;
}

static int parse_certificate(void *chain, const uint8_t *der, size_t length)
{
	return mbedtls_x509_crt_parse_der(chain, der, length);
}

/* Adds each of several structures, one after the other, to a list of mbedTLS's. */
static int add_each(int (*parse)(void *, const uint8_t *, size_t), void *list, const uint8_t *der, size_t length)
{
	uint32_t failures = tls_platform_allocation_failures();

	do {
		size_t one = sequence_length(der, length);
		int error = one ? parse(list, der, one) : TLS_ERROR_MALFORMED;
		if (error)
			return tls_cause(error, failures);
		der += one;
		length -= one;
	} while (length > 0);
	return 0;
}

int tls_credentials_add_authority(tls_credentials *credentials, const uint8_t *der, size_t length)
{
	return credentials->held ? TLS_ERROR_HELD : add_each(parse_certificate, &credentials->authorities, der, length);
}

int tls_credentials_add_certificate(tls_credentials *credentials, const uint8_t *der, size_t length)
{
	return credentials->held ? TLS_ERROR_HELD : add_each(parse_certificate, &credentials->certificates, der, length);
}

int tls_credentials_set_store(tls_credentials *credentials, const uint8_t *bytes, size_t length, bool lasting)
{
	tls_bundle opened;
	uint8_t *copy = NULL;

	if (credentials->held)
		return TLS_ERROR_HELD;
	if (!tls_bundle_open(&opened, bytes, length))
		return TLS_ERROR_BUNDLE;
	if (!lasting) {
		copy = mbedtls_calloc(1, length);
		if (!copy)
			return MBEDTLS_ERR_SSL_ALLOC_FAILED;
		memcpy(copy, bytes, length);
		opened.bytes = copy;
	}
	mbedtls_free(credentials->storeCopy);
	credentials->storeCopy = copy;
	credentials->store = opened;
	return 0;
}

const uint8_t *tls_credentials_authority(const tls_credentials *credentials, const uint8_t *subject, size_t subjectLength, size_t index, size_t *length)
{
	if (credentials->store.count > 0)
		return tls_bundle_find(&credentials->store, subject, subjectLength, index, length);
	return tls_platform_authority(subject, subjectLength, index, length);
}

#if defined(MBEDTLS_X509_CRL_PARSE_C)

static int parse_revocations(void *list, const uint8_t *der, size_t length)
{
	return mbedtls_x509_crl_parse_der(list, der, length);
}

int tls_credentials_add_revocations(tls_credentials *credentials, const uint8_t *der, size_t length)
{
	return credentials->held ? TLS_ERROR_HELD : add_each(parse_revocations, &credentials->revocations, der, length);
}

#else

int tls_credentials_add_revocations(tls_credentials *credentials, const uint8_t *der, size_t length)
{
	(void)credentials;
	(void)der;
	(void)length;
	return MBEDTLS_ERR_X509_FEATURE_UNAVAILABLE;
}

#endif

void tls_credentials_clear_key(tls_credentials *credentials)
{
	mbedtls_pk_free(&credentials->key);
	mbedtls_pk_init(&credentials->key);
	credentials->hasKey = false;
	credentials->handle = 0;
}

int tls_credentials_set_key(tls_credentials *credentials, const uint8_t *der, size_t length, const uint8_t *passphrase, size_t passphraseLength)
{
	uint32_t failures = tls_platform_allocation_failures();
	int error;

	if (credentials->held)
		return TLS_ERROR_HELD;
	/* All forms of a private key (PKCS#1, SEC1, PKCS#8, plain or encrypted) are one SEQUENCE; this also keeps PEM out, as ECMA-419 demands. */
	if (length == 0 || sequence_length(der, length) != length)
		return TLS_ERROR_MALFORMED;
	/* A new key takes the place of an old one, and mbedTLS only fills an empty context. */
	tls_credentials_clear_key(credentials);
	/* mbedTLS would not try, and say that the format is wrong. */
	if (passphraseLength == 0 && tls_key_is_encrypted(der, length))
		error = MBEDTLS_ERR_PK_PASSWORD_REQUIRED;
	else
		error = tls_compat_parse_key(&credentials->key, der, length, passphrase, passphraseLength);
	credentials->hasKey = error == 0;
	return tls_cause(error ? tls_key_failure(der, length, error) : 0, failures);
}

int tls_credentials_check(const tls_credentials *credentials)
{
	bool certified = credentials->certificates.version != 0;
	uint32_t failures = tls_platform_allocation_failures();

	if (certified != credentials->hasKey)
		return TLS_ERROR_KEY_MISSING;
	if (!certified)
		return 0;
	if (credentials->handle)
		return tls_cause(tls_handle_check(credentials), failures);
	/* Whatever is said about two keys means that they are not a pair, unless memory was short. */
	return tls_compat_check_pair(&credentials->certificates.pk, &credentials->key) ? tls_cause(TLS_ERROR_KEY_MISMATCH, failures) : 0;
}

int tls_credentials_trust(const tls_credentials *credentials)
{
	return credentials->authorities.version != 0 || credentials->store.count > 0 || tls_platform_has_store() ? 0 : TLS_ERROR_STORE_MISSING;
}
