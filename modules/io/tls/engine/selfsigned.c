/*
 * A certificate that a key makes for itself.
 *
 * Where two sides know each other's keys, nobody has to vouch for them; raw public keys (RFC 7250) are made for that, and mbedTLS does not know them. So the key travels
 * in the smallest certificate there is: no name that means anything, no end, its own signature. It is worth as much as a raw key to who has its pin, and nothing to others.
 *
 * DER has the length of a thing before it, so it is written from the end to the beginning.
 */
#include "internal.h"
#include "platform.h"

#include <string.h>

enum { tagInteger = 0x02, tagBits = 0x03, tagTime = 0x18, tagSequence = 0x30, tagVersion = 0xA0 };

typedef struct {
	uint8_t *start, *at;
	bool full;
} writer;

static void put(writer *to, const void *bytes, size_t length)
{
	if ((size_t)(to->at - to->start) < length) {
		to->full = true;
		return;
	}
	to->at -= length;
	memcpy(to->at, bytes, length);
}

/* Puts tag and length before what was written since `end`. */
static void wrap(writer *to, uint8_t tag, const uint8_t *end)
{
	size_t length = (size_t)(end - to->at);
	uint8_t header[4] = { tag, 0x82, (uint8_t)(length >> 8), (uint8_t)length };

	if (length > 0xFF)
		put(to, header, 4);
	else if (length > 0x7F)
		put(to, (uint8_t[]){ tag, 0x81, (uint8_t)length }, 3);
	else
		put(to, (uint8_t[]){ tag, (uint8_t)length }, 2);
}

static void put_algorithm(writer *to, bool rsa)
{
	/* sha256WithRSAEncryption (RFC 8017) and ecdsa-with-SHA256 (RFC 5758). */
	static const uint8_t withRSA[] = { 0x30, 13, 0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 11, 0x05, 0 };
	static const uint8_t withECDSA[] = { 0x30, 10, 0x06, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2 };

	put(to, rsa ? withRSA : withECDSA, rsa ? sizeof(withRSA) : sizeof(withECDSA));
}

/* CN=self: some libraries take no certificate without a name. */
static void put_name(writer *to)
{
	static const uint8_t name[] = { 0x30, 15, 0x31, 13, 0x30, 11, 0x06, 3, 0x55, 4, 3, 0x0C, 4, 's', 'e', 'l', 'f' };

	put(to, name, sizeof(name));
}

/* RFC 5280, 4.1.2.5: for ever. */
static void put_validity(writer *to)
{
	static const char from[] = "19700101000000Z", until[] = "99991231235959Z";
	const uint8_t *end = to->at, *inner = end;

	put(to, until, sizeof(until) - 1);
	wrap(to, tagTime, inner);
	inner = to->at;
	put(to, from, sizeof(from) - 1);
	wrap(to, tagTime, inner);
	wrap(to, tagSequence, end);
}

/* What is signed, before `end`. */
static void put_body(writer *to, const uint8_t *key, size_t keyLength, bool rsa)
{
	static const uint8_t version[] = { tagInteger, 1, 2 }, serial[] = { tagInteger, 1, 1 };
	const uint8_t *end = to->at, *inner;

	put(to, key, keyLength);
	put_name(to);
	put_validity(to);
	put_name(to);
	put_algorithm(to, rsa);
	put(to, serial, sizeof(serial));
	inner = to->at;
	put(to, version, sizeof(version));
	wrap(to, tagVersion, inner);
	wrap(to, tagSequence, end);
}

/* Writes the certificate to the end of `bytes`; its length or an error. `scratch` has as many bytes. */
static int certify(mbedtls_pk_context *key, bool rsa, uint8_t *bytes, uint8_t *scratch, size_t size)
{
	writer body = { scratch, scratch + size, false }, whole = { bytes, bytes + size, false };
	uint8_t digest[digestLength], signature[MBEDTLS_PK_SIGNATURE_MAX_SIZE];
	size_t length, signatureLength;
	int result = mbedtls_pk_write_pubkey_der(key, bytes, size);

	if (result < 0)
		return result;
	put_body(&body, bytes + size - result, (size_t)result, rsa);
	if (body.full)
		return MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL;
	length = (size_t)(scratch + size - body.at);
	result = tls_digest(body.at, length, digest, sizeof(digest));
	if (!result)
		result = tls_compat_sign(key, digest, sizeof(digest), signature, sizeof(signature), &signatureLength);
	if (result)
		return result;
	put(&whole, signature, signatureLength);
	put(&whole, (uint8_t[]){ 0 }, 1);
	wrap(&whole, tagBits, bytes + size);
	put_algorithm(&whole, rsa);
	put(&whole, body.at, length);
	wrap(&whole, tagSequence, bytes + size);
	return whole.full ? MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL : (int)(bytes + size - whole.at);
}

int tls_key_certify(uint32_t handle, uint8_t *bytes, size_t size)
{
	uint32_t failures = tls_platform_allocation_failures();
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	mbedtls_pk_context key;
	uint8_t *scratch;
	bool rsa;
	int result = tls_initialize();

	if (result)
		return result;
	if (handle == 0 || psa_get_key_attributes(mbedtls_svc_key_id_make(0, handle), &attributes) != PSA_SUCCESS)
		return TLS_ERROR_HANDLE_UNKNOWN;
	rsa = psa_get_key_type(&attributes) == PSA_KEY_TYPE_RSA_KEY_PAIR;
	psa_reset_key_attributes(&attributes);
	scratch = mbedtls_calloc(1, size);
	if (!scratch)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	mbedtls_pk_init(&key);
	result = tls_compat_wrap_key(&key, handle);
	if (!result)
		result = certify(&key, rsa, bytes, scratch, size);
	mbedtls_pk_free(&key);
	mbedtls_free(scratch);
	return tls_cause(result, failures);
}
