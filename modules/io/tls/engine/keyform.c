/*
 * Why a private key could not be read. mbedTLS tries one form after the other and reports what the last one did not like, so a key of a kind that it does not
 * know is called malformed. This looks only at keys that mbedTLS has refused.
 */
#include "internal.h"

#include <string.h>

#define OID(...) { sizeof((const uint8_t[]){ __VA_ARGS__ }), { __VA_ARGS__ } }

typedef struct {
	uint8_t length, bytes[12];
} object_identifier;

static const object_identifier rsa = OID(0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01);
static const object_identifier elliptic = OID(0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01);
static const object_identifier curves[] = {
	OID(0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07), OID(0x2B, 0x81, 0x04, 0x00, 0x22), OID(0x2B, 0x81, 0x04, 0x00, 0x23)
};
static const object_identifier pbes2 = OID(0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0D);
static const object_identifier pbkdf2 = OID(0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x05, 0x0C);
/* What PBES2 encrypts with, and what is older than it. Both end where mbedTLS 4 begins. */
static const object_identifier ciphers[] = {
	OID(0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x02), OID(0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x16),
	OID(0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2A),
#if defined(PSA_WANT_KEY_TYPE_DES)
	OID(0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x03, 0x07),
#endif
};
#if defined(MBEDTLS_PKCS12_C)
static const object_identifier older[] = {
	OID(0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01, 0x03), OID(0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01, 0x04),
};
#endif
/* HMAC with SHA-1, SHA-224, ... SHA-512: the last byte is from 7 to 11. */
static const object_identifier digest = OID(0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x02, 0x07);

enum { contextParameters = 0xA0, structure = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE, lastDigest = 11 };

/* Bytes of which elements are taken, one after the other. */
typedef struct {
	const uint8_t *at;
	size_t length;
} elements;

/* Takes the next element, which must have that tag, and gives what is in it. */
static bool take(elements *from, uint8_t tag, elements *content)
{
	size_t header, length = from->length > 0 && from->at[0] == tag ? tls_der_element(from->at, from->length, &header) : 0;

	if (length == 0)
		return false;
	*content = (elements){ from->at + header, length - header };
	from->at += length;
	from->length -= length;
	return true;
}

static bool is(const elements *content, const object_identifier *identifier)
{
	return content->length == identifier->length && memcmp(content->at, identifier->bytes, identifier->length) == 0;
}

static bool is_one_of(const elements *content, const object_identifier *list, size_t count)
{
	while (count > 0) {
		if (is(content, &list[--count]))
			return true;
	}
	return false;
}
#define IS_ONE_OF(content, list) is_one_of(content, list, sizeof(list) / sizeof(list[0]))

/* Whether a curve is given by the name of one that TLS uses; a curve that is described by its numbers is not. */
static bool is_known_curve(elements *parameters)
{
	elements name;

	return take(parameters, MBEDTLS_ASN1_OID, &name) && IS_ONE_OF(&name, curves);
}

/* Whether mbedTLS can undo the encryption that an AlgorithmIdentifier describes, given the passphrase. */
static bool is_known_encryption(elements *algorithm)
{
	elements name, parameters, derivation, details, salt, function;
	bool known = true;

	if (!take(algorithm, MBEDTLS_ASN1_OID, &name))
		return false;
#if defined(MBEDTLS_PKCS12_C)
	if (IS_ONE_OF(&name, older))
		return true;
#endif
	if (!is(&name, &pbes2) || !take(algorithm, structure, &parameters) || !take(&parameters, structure, &derivation)
		|| !take(&derivation, MBEDTLS_ASN1_OID, &name) || !is(&name, &pbkdf2) || !take(&derivation, structure, &details)
		|| !take(&details, MBEDTLS_ASN1_OCTET_STRING, &salt))
		return false;
	/* The count of its turns, and perhaps the length of the key. */
	while (take(&details, MBEDTLS_ASN1_INTEGER, &salt));
	if (take(&details, structure, &function))
		known = take(&function, MBEDTLS_ASN1_OID, &name) && name.length == digest.length && memcmp(name.at, digest.bytes, digest.length - 1u) == 0
			&& name.at[digest.length - 1] >= digest.bytes[digest.length - 1] && name.at[digest.length - 1] <= lastDigest;
	return known && take(&parameters, structure, &details) && take(&details, MBEDTLS_ASN1_OID, &name) && IS_ONE_OF(&name, ciphers);
}

bool tls_key_is_encrypted(const uint8_t *der, size_t length)
{
	elements all = { der, length }, key, algorithm;

	/* It begins with the identifier of its algorithm, every plain key with its version, which is a number. */
	return take(&all, structure, &key) && take(&key, structure, &algorithm) && algorithm.length > 0 && algorithm.at[0] == MBEDTLS_ASN1_OID;
}

int tls_key_failure(const uint8_t *der, size_t length, int error)
{
	elements all = { der, length }, key, part, identifier;

	if (error == MBEDTLS_ERR_PK_PASSWORD_MISMATCH || error == MBEDTLS_ERR_PK_PASSWORD_REQUIRED)
		return error;
	if (!take(&all, structure, &key))
		return error;
	if (tls_key_is_encrypted(der, length))
		/* A wrong passphrase gives what looks like an end of the text once in 256 times: then mbedTLS has tried to read the nonsense before it. */
		return take(&key, structure, &part) && is_known_encryption(&part) ? MBEDTLS_ERR_PK_PASSWORD_MISMATCH : TLS_ERROR_KEY_ENCRYPTION;
	if (!take(&key, MBEDTLS_ASN1_INTEGER, &part))
		return error;
	/* PKCS#8 (RFC 5958): version, algorithm with its parameters, the key. */
	if (take(&key, structure, &part)) {
		if (!take(&part, MBEDTLS_ASN1_OID, &identifier))
			return error;
		return is(&identifier, &rsa) || (is(&identifier, &elliptic) && is_known_curve(&part)) ? error : TLS_ERROR_KEY_KIND;
	}
	/* SEC1 (RFC 5915): version, the number, the curve. PKCS#1 goes on with numbers. */
	if (take(&key, MBEDTLS_ASN1_OCTET_STRING, &part) && take(&key, contextParameters, &part))
		return is_known_curve(&part) ? error : TLS_ERROR_KEY_KIND;
	return error;
}
