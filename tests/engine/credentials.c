/* Certificates and keys in all their forms, right and wrong. */
#include "support.h"
#include "host.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static tls_credentials *fresh(void)
{
	tls_credentials *credentials = NULL;

	CHECK_EQUAL(tls_credentials_new(&credentials), 0);
	return credentials;
}

static int set_key(tls_credentials *credentials, const char *file, const char *passphrase)
{
	blob key = file_read(file);
	/* Of exact size, so that a sanitizer sees what is read beyond it. */
	uint8_t *exact = malloc(key.length);
	int result;

	memcpy(exact, key.bytes, key.length);
	result = tls_credentials_set_key(credentials, exact, key.length, (const uint8_t *)passphrase, passphrase ? strlen(passphrase) : 0);
	free(exact);
	blob_free(&key);
	if (result)
		test_met(result);
	return result;
}

static int add_certificate(tls_credentials *credentials, const char *file)
{
	blob der = file_read(file);
	int result = tls_credentials_add_certificate(credentials, der.bytes, der.length);

	blob_free(&der);
	if (result)
		test_met(result);
	return result;
}

static void pairs(const char *certificate, const char *key, const char *passphrase, int setResult, int checkResult)
{
	tls_credentials *credentials = fresh();

	CHECK_EQUAL(add_certificate(credentials, certificate), 0);
	CHECK_EQUAL(set_key(credentials, key, passphrase), setResult);
	CHECK_EQUAL(tls_credentials_check(credentials), checkResult);
	tls_credentials_release(credentials);
}

TEST("keys are taken as PKCS#8, SEC1 and PKCS#1")
{
	pairs("client.der", "client.key.der", NULL, 0, 0);
	pairs("client.der", "client.sec1.key.der", NULL, 0, 0);
	pairs("rsa-client.der", "rsa-client.key.der", NULL, 0, 0);
	pairs("rsa-client.der", "rsa-client.pkcs1.key.der", NULL, 0, 0);
}

TEST("an encrypted key opens with its passphrase only")
{
	pairs("client.der", "client.encrypted.key.der", "tls419", 0, 0);
	pairs("client.der", "client.encrypted.key.der", "tls418", MBEDTLS_ERR_PK_PASSWORD_MISMATCH, TLS_ERROR_KEY_MISSING);
	pairs("client.der", "client.encrypted.key.der", NULL, MBEDTLS_ERR_PK_PASSWORD_REQUIRED, TLS_ERROR_KEY_MISSING);
	pairs("client.der", "client.encrypted.key.der", "", MBEDTLS_ERR_PK_PASSWORD_REQUIRED, TLS_ERROR_KEY_MISSING);
}

/* With these the last byte of the nonsense looks like the padding of a text, as with one wrong passphrase in 256. */
TEST("G18 a wrong passphrase that seems to open a key is told as wrong")
{
	pairs("client.der", "client.encrypted.key.der", "wrong233", MBEDTLS_ERR_PK_PASSWORD_MISMATCH, TLS_ERROR_KEY_MISSING);
	pairs("client.der", "client.encrypted.key.der", "wrong279", MBEDTLS_ERR_PK_PASSWORD_MISMATCH, TLS_ERROR_KEY_MISSING);
	pairs("client.der", "client.encrypted.key.der", "wrong715", MBEDTLS_ERR_PK_PASSWORD_MISMATCH, TLS_ERROR_KEY_MISSING);
}

TEST("G18 a key of a kind that TLS has no signatures for, and an encryption that is not known, have errors of their own")
{
	static const uint8_t ed25519[48] = { 0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 4, 34, 4, 32 };
	/* An encryption's algorithm by the name 1.2.3. */
	static const uint8_t encrypted[] = { 0x30, 14, 0x30, 4, 6, 2, 0x2A, 3, 4, 6, 1, 2, 3, 4, 5, 6 };
	tls_credentials *credentials = fresh();

	CHECK_EQUAL(tls_credentials_set_key(credentials, ed25519, sizeof(ed25519), NULL, 0), TLS_ERROR_KEY_KIND);
	CHECK_EQUAL(tls_credentials_set_key(credentials, encrypted, sizeof(encrypted), (const uint8_t *)"x", 1), TLS_ERROR_KEY_ENCRYPTION);
	CHECK_EQUAL(tls_credentials_set_key(credentials, encrypted, sizeof(encrypted), NULL, 0), MBEDTLS_ERR_PK_PASSWORD_REQUIRED);
	tls_credentials_release(credentials);
}

TEST("a passphrase for a key that is not encrypted does no harm")
{
	pairs("client.der", "client.key.der", "tls419", 0, 0);
}

TEST("a key of another certificate is refused, also one of another kind")
{
	pairs("client.der", "mismatched.key.der", NULL, 0, TLS_ERROR_KEY_MISMATCH);
	pairs("client.der", "rsa-client.key.der", NULL, 0, TLS_ERROR_KEY_MISMATCH);
	pairs("rsa-client.der", "rsa-localhost.key.der", NULL, 0, TLS_ERROR_KEY_MISMATCH);
	pairs("rsa-client.der", "client.key.der", NULL, 0, TLS_ERROR_KEY_MISMATCH);
}

TEST("a certificate without key, and a key without certificate, are refused")
{
	tls_credentials *credentials = fresh();

	CHECK_EQUAL(tls_credentials_check(credentials), 0);
	add_certificate(credentials, "client.der");
	CHECK_EQUAL(tls_credentials_check(credentials), TLS_ERROR_KEY_MISSING);
	tls_credentials_release(credentials);
	credentials = fresh();
	set_key(credentials, "client.key.der", NULL);
	CHECK_EQUAL(tls_credentials_check(credentials), TLS_ERROR_KEY_MISSING);
	tls_credentials_release(credentials);
}

TEST("a second key takes the place of the first, and a bad one that of a good one")
{
	tls_credentials *credentials = fresh();

	add_certificate(credentials, "client.der");
	CHECK_EQUAL(set_key(credentials, "rsa-client.key.der", NULL), 0);
	CHECK_EQUAL(set_key(credentials, "client.key.der", NULL), 0);
	CHECK_EQUAL(tls_credentials_check(credentials), 0);
	CHECK_EQUAL(set_key(credentials, "client.encrypted.key.der", "wrong"), MBEDTLS_ERR_PK_PASSWORD_MISMATCH);
	CHECK_EQUAL(tls_credentials_check(credentials), TLS_ERROR_KEY_MISSING);
	tls_credentials_release(credentials);
}

TEST("trust needs an authority or a store of the host")
{
	tls_credentials *credentials = fresh();
	blob der = file_read("authority.der");

	CHECK_EQUAL(tls_credentials_trust(credentials), TLS_ERROR_STORE_MISSING);
	host_store_add(der.bytes, 0, der.bytes, der.length);
	CHECK_EQUAL(tls_credentials_trust(credentials), 0);
	host_reset();
	CHECK_EQUAL(tls_credentials_add_authority(credentials, der.bytes, der.length), 0);
	CHECK_EQUAL(tls_credentials_trust(credentials), 0);
	tls_credentials_release(credentials);
	blob_free(&der);
}

TEST("certificates may stand one after the other in one piece")
{
	blob chain = file_chain("long-chain");
	tls_credentials *credentials = fresh();

	CHECK_EQUAL(tls_credentials_add_certificate(credentials, chain.bytes, chain.length), 0);
	CHECK_EQUAL(tls_credentials_add_authority(credentials, chain.bytes, chain.length), 0);
	tls_credentials_release(credentials);
	blob_free(&chain);
}

/* Everything that is not exactly one or more structures. */
static void refuse_certificate(const uint8_t *bytes, size_t length)
{
	uint8_t *exact = malloc(length + 1);
	tls_credentials *credentials = fresh();
	int result;

	if (length > 0)
		memcpy(exact, bytes, length);
	exact = realloc(exact, length ? length : 1);
	result = tls_credentials_add_authority(credentials, exact, length);
	if (!CHECK(result < 0))
		test_note("%zu bytes", length);
	test_met(result);
	tls_credentials_release(credentials);
	free(exact);
}

TEST("trailing garbage, PEM text, no bytes and zeros are no certificates")
{
	static const uint8_t zeros[100];
	blob der = file_read("authority.der"), pem = file_read("authority.pem");
	uint8_t *longer = calloc(1, der.length + 100);

	memcpy(longer, der.bytes, der.length);
	refuse_certificate(longer, der.length + 1);
	refuse_certificate(longer, der.length + 100);
	longer[der.length] = 0x30;
	refuse_certificate(longer, der.length + 2);
	refuse_certificate(pem.bytes, pem.length);
	refuse_certificate(pem.bytes, pem.length + 1);
	refuse_certificate(zeros, 0);
	refuse_certificate(zeros, sizeof(zeros));
	refuse_certificate((const uint8_t *)"\x30\x80\x00\x00", 4);
	refuse_certificate((const uint8_t *)"\x30\x84\xff\xff\xff\xff", 6);
	refuse_certificate((const uint8_t *)"\x30\x83\xff\xff", 4);
	free(longer);
	blob_free(&der);
	blob_free(&pem);
}

TEST("a certificate cut off at any length is refused")
{
	blob der = file_read("authority.der");
	size_t length;

	for (length = 0; length < der.length; length++)
		refuse_certificate(der.bytes, length);
	blob_free(&der);
}

/* Cut off, and the outermost length made to fit: so the parser is reached. */
TEST("a certificate or key whose inside is cut off at any length is refused")
{
	static const char *const files[] = { "authority.der", "rsa-authority.der" };
	static const char *const keys[] = { "client.key.der", "client.sec1.key.der", "rsa-client.pkcs1.key.der", "client.encrypted.key.der" };
	unsigned i;
	size_t length;

	for (i = 0; i < 2; i++) {
		blob der = file_read(files[i]);
		for (length = 4; length < der.length; length++) {
			der.bytes[2] = (uint8_t)((length - 4) >> 8);
			der.bytes[3] = (uint8_t)(length - 4);
			refuse_certificate(der.bytes, length);
		}
		blob_free(&der);
	}
	for (i = 0; i < 4; i++) {
		blob der = file_read(keys[i]);
		size_t header = der.bytes[1] < 0x80 ? 2 : 2 + (der.bytes[1] & 0x7F);
		for (length = header; length < der.length; length++) {
			tls_credentials *credentials = fresh();
			uint8_t *exact = malloc(length);
			int result;
			memcpy(exact, der.bytes, length);
			if (header == 2)
				exact[1] = (uint8_t)(length - 2);
			else if (header == 3)
				exact[2] = (uint8_t)(length - 3);
			else {
				exact[2] = (uint8_t)((length - 4) >> 8);
				exact[3] = (uint8_t)(length - 4);
			}
			result = tls_credentials_set_key(credentials, exact, length, (const uint8_t *)"tls419", i == 3 ? 6 : 0);
			/* The public half at the end of a SEC1 key may be missing. */
			if (result == 0)
				CHECK(i == 1);
			else
				test_met(result);
			tls_credentials_release(credentials);
			free(exact);
		}
		blob_free(&der);
	}
}

TEST("a certificate with a critical extension that mbedTLS does not know is refused")
{
	blob chain = file_chain("outside-constraint");
	tls_credentials *credentials = fresh();

	CHECK(tls_credentials_add_certificate(credentials, chain.bytes, chain.length) < 0);
	tls_credentials_release(credentials);
	blob_free(&chain);
}

TEST("a key with trailing garbage, as PEM text, cut off, and no key at all are refused as malformed")
{
	blob der = file_read("client.key.der"), pem = file_read("client.key");
	uint8_t *longer = calloc(1, der.length + 1);
	tls_credentials *credentials = fresh();
	size_t length;

	memcpy(longer, der.bytes, der.length);
	CHECK_EQUAL(tls_credentials_set_key(credentials, longer, der.length + 1, NULL, 0), TLS_ERROR_MALFORMED);
	CHECK_EQUAL(tls_credentials_set_key(credentials, pem.bytes, pem.length + 1, NULL, 0), TLS_ERROR_MALFORMED);
	for (length = 0; length < der.length; length++)
		CHECK_EQUAL(tls_credentials_set_key(credentials, der.bytes, length, NULL, 0), TLS_ERROR_MALFORMED);
	CHECK_EQUAL(tls_credentials_set_key(credentials, NULL, 0, NULL, 0), TLS_ERROR_MALFORMED);
	CHECK_EQUAL(tls_credentials_check(credentials), 0);
	tls_credentials_release(credentials);
	free(longer);
	blob_free(&der);
	blob_free(&pem);
}

TEST("a certificate or key with any byte changed does no harm")
{
	static const char *const files[] = { "authority.der", "client.key.der", "rsa-client.pkcs1.key.der", "client.encrypted.key.der" };
	unsigned i, turn;

	for (i = 0; i < 4; i++) {
		blob der = file_read(files[i]);
		for (turn = 0; turn < (i == 3 ? 30 : 400); turn++) {
			tls_credentials *credentials = fresh();
			size_t at = test_random((uint32_t)der.length);
			uint8_t was = der.bytes[at];
			int result;
			der.bytes[at] = (uint8_t)test_random(256);
			result = i == 0 ? tls_credentials_add_authority(credentials, der.bytes, der.length)
				: tls_credentials_set_key(credentials, der.bytes, der.length, (const uint8_t *)"tls419", i == 3 ? 6 : 0);
			CHECK(result <= 0);
			if (result)
				test_met(result);
			der.bytes[at] = was;
			tls_credentials_release(credentials);
		}
		blob_free(&der);
	}
}
