/* Starts mbedTLS, and gives its error numbers names. */
#include "internal.h"
#include "platform.h"

#include "mbedtls/asn1.h"
#include "mbedtls/version.h"

tls_statistics tls_counters;

int tls_initialize(void)
{
	static bool initialized;
	int result;

	if (initialized)
		return 0;
	/* Headers of one version and a library of another one have different structures. */
	if (tls_library_version() != TLS_COMPAT_VERSION)
		return TLS_ERROR_LIBRARY;
	result = tls_platform_initialize();
	if (result)
		return result;
	result = psa_crypto_init();
	if (result)
		return result;
	initialized = true;
	return 0;
}

const tls_statistics *tls_get_statistics(void)
{
	return &tls_counters;
}

void tls_wipe(void *bytes, size_t length)
{
	mbedtls_platform_zeroize(bytes, length);
}

uint32_t tls_library_version(void)
{
	return mbedtls_version_get_number();
}

/*
 * Names, not numbers, are what mbedTLS 3.6 and 4.x have in common, so JavaScript knows errors by name. Where 4.x has made two names one number, the name
 * that stands first here wins.
 */
#define NAME(name) { MBEDTLS_ERR_##name, #name }
static const struct {
	int number;
	const char *name;
} errors[] = {
	NAME(SSL_ALLOC_FAILED),
	NAME(X509_ALLOC_FAILED),
	NAME(PK_ALLOC_FAILED),
	NAME(ASN1_ALLOC_FAILED),
	NAME(SSL_FATAL_ALERT_MESSAGE),
	NAME(X509_CERT_VERIFY_FAILED),
	NAME(SSL_CONN_EOF),
	NAME(SSL_PEER_CLOSE_NOTIFY),
	NAME(SSL_BAD_PROTOCOL_VERSION),
	NAME(SSL_HANDSHAKE_FAILURE),
	NAME(SSL_INVALID_MAC),
	NAME(SSL_INVALID_RECORD),
	NAME(SSL_DECODE_ERROR),
	NAME(SSL_ILLEGAL_PARAMETER),
	NAME(SSL_UNEXPECTED_MESSAGE),
	NAME(SSL_UNEXPECTED_RECORD),
	NAME(SSL_BAD_CERTIFICATE),
	NAME(SSL_NO_CLIENT_CERTIFICATE),
	NAME(SSL_NO_APPLICATION_PROTOCOL),
	NAME(SSL_UNSUPPORTED_EXTENSION),
	NAME(SSL_UNRECOGNIZED_NAME),
	NAME(SSL_UNKNOWN_IDENTITY),
	NAME(SSL_CERTIFICATE_VERIFICATION_WITHOUT_HOSTNAME),
	NAME(SSL_PRIVATE_KEY_REQUIRED),
	NAME(SSL_CA_CHAIN_REQUIRED),
	NAME(SSL_PK_TYPE_MISMATCH),
	NAME(SSL_TIMEOUT),
	NAME(SSL_COUNTER_WRAPPING),
	NAME(SSL_BUFFER_TOO_SMALL),
	NAME(SSL_BAD_INPUT_DATA),
	NAME(SSL_BAD_CONFIG),
	NAME(SSL_FEATURE_UNAVAILABLE),
	NAME(SSL_NO_RNG),
	NAME(SSL_INTERNAL_ERROR),
	NAME(SSL_HW_ACCEL_FAILED),
	NAME(X509_FEATURE_UNAVAILABLE),
	NAME(X509_UNKNOWN_OID),
	NAME(X509_INVALID_FORMAT),
	NAME(X509_INVALID_VERSION),
	NAME(X509_INVALID_SERIAL),
	NAME(X509_INVALID_ALG),
	NAME(X509_INVALID_NAME),
	NAME(X509_INVALID_DATE),
	NAME(X509_INVALID_SIGNATURE),
	NAME(X509_INVALID_EXTENSIONS),
	NAME(X509_UNKNOWN_VERSION),
	NAME(X509_UNKNOWN_SIG_ALG),
	NAME(X509_SIG_MISMATCH),
	NAME(X509_CERT_UNKNOWN_FORMAT),
	NAME(X509_FATAL_ERROR),
	NAME(PK_TYPE_MISMATCH),
	NAME(PK_BAD_INPUT_DATA),
	NAME(PK_KEY_INVALID_VERSION),
	NAME(PK_KEY_INVALID_FORMAT),
	NAME(PK_UNKNOWN_PK_ALG),
	NAME(PK_PASSWORD_REQUIRED),
	NAME(PK_PASSWORD_MISMATCH),
	NAME(PK_INVALID_PUBKEY),
	NAME(PK_INVALID_ALG),
	NAME(PK_UNKNOWN_NAMED_CURVE),
	NAME(PK_FEATURE_UNAVAILABLE),
	NAME(ASN1_OUT_OF_DATA),
	NAME(ASN1_UNEXPECTED_TAG),
	NAME(ASN1_INVALID_LENGTH),
	NAME(ASN1_LENGTH_MISMATCH),
	NAME(ASN1_INVALID_DATA),
	TLS_COMPAT_ERRORS(NAME)
	{ TLS_ERROR_NOT_CONNECTED, "NOT_CONNECTED" },
	{ TLS_ERROR_OVERFLOW, "OVERFLOW" },
	{ TLS_ERROR_CLOSED, "CLOSED" },
	{ TLS_ERROR_KEY_MISMATCH, "KEY_MISMATCH" },
	{ TLS_ERROR_KEY_MISSING, "KEY_MISSING" },
	{ TLS_ERROR_STORE_MISSING, "STORE_MISSING" },
	{ TLS_ERROR_MALFORMED, "MALFORMED" },
	{ TLS_ERROR_CERTIFICATE_REJECTED, "CERTIFICATE_REJECTED" },
	{ TLS_ERROR_REFUSED, "REFUSED" },
	{ TLS_ERROR_PIN_MISMATCH, "PIN_MISMATCH" },
	{ TLS_ERROR_KEY_UPDATE, "KEY_UPDATE" },
	{ TLS_ERROR_FLOOD, "FLOOD" },
	{ TLS_ERROR_EXPORT, "EXPORT" },
	{ TLS_ERROR_HELD, "HELD" },
	{ TLS_ERROR_BUNDLE, "BUNDLE" },
	{ TLS_ERROR_HANDLE_UNKNOWN, "HANDLE_UNKNOWN" },
	{ TLS_ERROR_HANDLE_KIND, "HANDLE_KIND" },
	{ TLS_ERROR_HANDLE_POLICY, "HANDLE_POLICY" },
	{ TLS_ERROR_HANDLE_TAKEN, "HANDLE_TAKEN" },
	{ TLS_ERROR_HANDLE_LASTING, "HANDLE_LASTING" },
	{ TLS_ERROR_KEY_ENCRYPTION, "KEY_ENCRYPTION" },
	{ TLS_ERROR_KEY_KIND, "KEY_KIND" },
	{ TLS_ERROR_NO_SUITE, "NO_SUITE" },
	{ TLS_ERROR_LIBRARY, "LIBRARY" },
	{ TLS_ERROR_STACK, "STACK" },
	{ PSA_ERROR_INSUFFICIENT_MEMORY, "PSA_INSUFFICIENT_MEMORY" },
	{ PSA_ERROR_INSUFFICIENT_ENTROPY, "PSA_INSUFFICIENT_ENTROPY" },
	{ PSA_ERROR_INVALID_SIGNATURE, "PSA_INVALID_SIGNATURE" },
	{ PSA_ERROR_INVALID_ARGUMENT, "PSA_INVALID_ARGUMENT" },
	{ PSA_ERROR_NOT_SUPPORTED, "PSA_NOT_SUPPORTED" },
	{ PSA_ERROR_INVALID_HANDLE, "PSA_INVALID_HANDLE" },
	{ PSA_ERROR_NOT_PERMITTED, "PSA_NOT_PERMITTED" },
	{ PSA_ERROR_CORRUPTION_DETECTED, "PSA_CORRUPTION_DETECTED" },
	{ PSA_ERROR_GENERIC_ERROR, "PSA_GENERIC_ERROR" },
};
#undef NAME

int tls_cause(int error, uint32_t failures)
{
	return error < 0 && tls_platform_allocation_failures() != failures ? MBEDTLS_ERR_SSL_ALLOC_FAILED : error;
}

static const char *find_name(int number)
{
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		if (errors[i].number == number)
			return errors[i].name;
	}
	return NULL;
}

const char *tls_error_name(int number)
{
	const char *name = find_name(number);

	return name ? name : find_name(tls_compat_outer_error(number));
}
