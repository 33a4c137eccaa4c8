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

enum { contextParameters = 0xA0 };

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

/* Whether a curve is given by the name of one that TLS uses; a curve that is described by its numbers is not. */
static bool is_known_curve(elements *parameters)
{
	elements name;
	size_t i;

	if (!take(parameters, MBEDTLS_ASN1_OID, &name))
		return false;
	for (i = 0; i < sizeof(curves) / sizeof(curves[0]); i++) {
		if (is(&name, &curves[i]))
			return true;
	}
	return false;
}

bool tls_key_is_encrypted(const uint8_t *der, size_t length)
{
	elements all = { der, length }, key, algorithm;

	/* It begins with the identifier of its algorithm, every plain key with its version, which is a number. */
	return take(&all, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE, &key)
		&& take(&key, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE, &algorithm) && algorithm.length > 0 && algorithm.at[0] == MBEDTLS_ASN1_OID;
}

int tls_key_failure(const uint8_t *der, size_t length, int error)
{
	elements all = { der, length }, key, part, identifier;

	if (error == MBEDTLS_ERR_PK_PASSWORD_MISMATCH || error == MBEDTLS_ERR_PK_PASSWORD_REQUIRED)
		return error;
	if (tls_key_is_encrypted(der, length))
		return TLS_ERROR_KEY_ENCRYPTION;
	if (!take(&all, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE, &key) || !take(&key, MBEDTLS_ASN1_INTEGER, &part))
		return error;
	/* PKCS#8 (RFC 5958): version, algorithm with its parameters, the key. */
	if (take(&key, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE, &part)) {
		if (!take(&part, MBEDTLS_ASN1_OID, &identifier))
			return error;
		return is(&identifier, &rsa) || (is(&identifier, &elliptic) && is_known_curve(&part)) ? error : TLS_ERROR_KEY_KIND;
	}
	/* SEC1 (RFC 5915): version, the number, the curve. PKCS#1 goes on with numbers. */
	if (take(&key, MBEDTLS_ASN1_OCTET_STRING, &part) && take(&key, contextParameters, &part))
		return is_known_curve(&part) ? error : TLS_ERROR_KEY_KIND;
	return error;
}
