#include "root.h"
#include "test.h"

#include <string.h>

const char *const root_names[ROOT_COUNT] = { "authority.der", "rsa-authority.der", "unknown-authority.der", "intermediate.der", "self-signed.der" };

void root_open(root *one, const char *name)
{
	one->file = file_read(name);
	mbedtls_x509_crt_init(&one->parsed);
	CHECK_EQUAL(mbedtls_x509_crt_parse_der(&one->parsed, one->file.bytes, one->file.length), 0);
}

void root_free(root *one)
{
	mbedtls_x509_crt_free(&one->parsed);
	blob_free(&one->file);
}

bool root_same(const mbedtls_x509_buf *a, const mbedtls_x509_buf *b)
{
	return a->len == b->len && memcmp(a->p, b->p, a->len) == 0;
}
