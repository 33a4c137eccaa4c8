/* Error numbers and their names. */
#include "support.h"
#include "test.h"

#include <string.h>

TEST("each of the engine's own errors has its name, and these are no numbers of mbedTLS")
{
	static const struct {
		int number;
		const char *name;
	} errors[] = {
		{ TLS_ERROR_NOT_CONNECTED, "NOT_CONNECTED" }, { TLS_ERROR_OVERFLOW, "OVERFLOW" }, { TLS_ERROR_CLOSED, "CLOSED" },
		{ TLS_ERROR_KEY_MISMATCH, "KEY_MISMATCH" }, { TLS_ERROR_KEY_MISSING, "KEY_MISSING" }, { TLS_ERROR_STORE_MISSING, "STORE_MISSING" },
		{ TLS_ERROR_MALFORMED, "MALFORMED" }
	};
	unsigned i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		const char *name = tls_error_name(errors[i].number);
		CHECK(name && strcmp(name, errors[i].name) == 0);
		CHECK(errors[i].number < -0x7FFF);
	}
}

TEST("an error of mbedTLS has its name, also with the number of its inner reason added")
{
	const char *name = tls_error_name(MBEDTLS_ERR_X509_INVALID_FORMAT);

	CHECK(name && strcmp(name, "X509_INVALID_FORMAT") == 0);
#if MBEDTLS_VERSION_MAJOR < 4
	name = tls_error_name(MBEDTLS_ERR_X509_INVALID_FORMAT + MBEDTLS_ERR_ASN1_OUT_OF_DATA);
	CHECK(name && strcmp(name, "X509_INVALID_FORMAT") == 0);
#endif
}

TEST("success and numbers of nobody have no name")
{
	CHECK(!tls_error_name(0));
	CHECK(!tls_error_name(1));
	CHECK(!tls_error_name(-0x7FFFFFFF));
	CHECK(!tls_error_name(-0x10000));
}

TEST("the library's version is one with its security defects mended")
{
	CHECK(tls_library_version() >= 0x03060600);
}
