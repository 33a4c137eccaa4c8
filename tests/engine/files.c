/* The test PKI as the engine takes it. */
#include "support.h"

#include "host.h"
#include "test.h"

#include "mbedtls/pem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(const char *what, const char *name)
{
	fprintf(stderr, "engine-tests: %s: %s\n", name, what);
	exit(1);
}

blob file_read(const char *name)
{
	char path[1024];
	blob result = { NULL, 0 };
	FILE *file;
	long length;

	snprintf(path, sizeof(path), "%s/%s", CERTIFICATES, name);
	file = fopen(path, "rb");
	if (!file)
		fail("cannot be opened", path);
	if (fseek(file, 0, SEEK_END) || (length = ftell(file)) < 0 || fseek(file, 0, SEEK_SET))
		fail("has no length", path);
	result.length = (size_t)length;
	result.bytes = calloc(1, result.length + 1);
	if (!result.bytes || fread(result.bytes, 1, result.length, file) != result.length)
		fail("cannot be read", path);
	fclose(file);
	return result;
}

void blob_free(blob *data)
{
	free(data->bytes);
	*data = (blob){ NULL, 0 };
}

static blob read_with_ending(const char *name, const char *ending)
{
	char file[100];

	snprintf(file, sizeof(file), "%s%s", name, ending);
	return file_read(file);
}

blob file_chain(const char *name)
{
	blob text = read_with_ending(name, ".pem"), result = { malloc(text.length), 0 };
	size_t at = 0, used, length;

	host_heap_exempt_begin();
	while (at + 1 < text.length) {
		mbedtls_pem_context pem;
		const unsigned char *der;
		mbedtls_pem_init(&pem);
		if (mbedtls_pem_read_buffer(&pem, "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", text.bytes + at, NULL, 0, &used))
			fail("is no certificate in PEM", name);
		der = mbedtls_pem_get_buffer(&pem, &length);
		memcpy(result.bytes + result.length, der, length);
		result.length += length;
		at += used;
		mbedtls_pem_free(&pem);
	}
	host_heap_exempt_end();
	blob_free(&text);
	return result;
}

blob file_key(const char *name)
{
	blob text = read_with_ending(name, ".key"), result;
	mbedtls_pem_context pem;
	const unsigned char *der;
	size_t used;

	host_heap_exempt_begin();
	mbedtls_pem_init(&pem);
	if (mbedtls_pem_read_buffer(&pem, "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----", text.bytes, NULL, 0, &used))
		fail("is no key in PEM", name);
	der = mbedtls_pem_get_buffer(&pem, &result.length);
	result.bytes = malloc(result.length);
	memcpy(result.bytes, der, result.length);
	mbedtls_pem_free(&pem);
	host_heap_exempt_end();
	blob_free(&text);
	return result;
}

void pin_of(const char *certificate, uint8_t pin[TLS_PIN_SIZE])
{
	blob der = file_chain(certificate);
	mbedtls_x509_crt parsed;
	size_t length = 0;

	mbedtls_x509_crt_init(&parsed);
	if (mbedtls_x509_crt_parse_der(&parsed, der.bytes, der.length) == 0)
		psa_hash_compute(PSA_ALG_SHA_256, parsed.pk_raw.p, parsed.pk_raw.len, pin, TLS_PIN_SIZE, &length);
	mbedtls_x509_crt_free(&parsed);
	blob_free(&der);
}

int credentials_of(tls_credentials **result, const char *authority, const char *certificate)
{
	tls_credentials *credentials = NULL;
	int error = tls_credentials_new(&credentials);

	if (!error && authority) {
		blob chain = file_chain(authority);
		error = tls_credentials_add_authority(credentials, chain.bytes, chain.length);
		blob_free(&chain);
	}
	if (!error && certificate) {
		blob chain = file_chain(certificate), key = file_key(certificate);
		error = tls_credentials_add_certificate(credentials, chain.bytes, chain.length);
		if (!error)
			error = tls_credentials_set_key(credentials, key.bytes, key.length, NULL, 0);
		blob_free(&chain);
		blob_free(&key);
	}
	if (!error)
		error = tls_credentials_check(credentials);
	if (error) {
		test_met(error);
		tls_credentials_release(credentials);
		return error;
	}
	*result = credentials;
	return 0;
}
