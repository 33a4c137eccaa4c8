/* Makes a certificate of an authority that is known by its name and key only; anchor.h tells why. */
#include "anchor.h"
#include "bundle.h"

#include <string.h>

enum { sequence = 0x30, objectIdentifier = 0x06 };

/* Version 3, and a serial number. */
static const uint8_t beginning[] = { 0xA0, 0x03, 0x02, 0x01, 0x02, 0x02, 0x01, 0x01 };
/* ecdsa-with-SHA256, which every build knows. */
static const uint8_t algorithm[] = { 0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02 };
/* From 1970 on, without an end (RFC 5280, 4.1.2.5): what ends is the firmware that holds the store. */
static const uint8_t validity[] = { 0x30, 0x20, 0x17, 0x0D, '7', '0', '0', '1', '0', '1', '0', '0', '0', '0', '0', '0', 'Z', 0x18, 0x0F, '9', '9', '9', '9', '1', '2',
	'3', '1', '2', '3', '5', '9', '5', '9', 'Z' };
/* basicConstraints, critical: an authority. */
static const uint8_t extensions[] = { 0xA3, 0x13, 0x30, 0x11, 0x30, 0x0F, 0x06, 0x03, 0x55, 0x1D, 0x13, 0x01, 0x01, 0xFF, 0x04, 0x05, 0x30, 0x03, 0x01, 0x01, 0xFF };
/* No signature: eight bits that are zero. */
static const uint8_t signature[] = { 0x03, 0x02, 0x00, 0x00 };

/* Bytes of the tag and the length in front of a content. */
static size_t header_length(size_t content)
{
	return content < 0x80 ? 2 : content < 0x100 ? 3 : content < 0x10000 ? 4 : 5;
}

static uint8_t *put_header(uint8_t *to, size_t content)
{
	size_t octets = header_length(content) - 2;

	*to++ = sequence;
	*to++ = (uint8_t)(octets ? 0x80 | octets : content);
	while (octets-- > 0)
		*to++ = (uint8_t)(content >> 8 * octets);
	return to;
}

static uint8_t *put(uint8_t *to, const void *bytes, size_t length)
{
	memcpy(to, bytes, length);
	return to + length;
}

static size_t body_length(size_t subjectLength, size_t keyLength)
{
	return sizeof(beginning) + sizeof(algorithm) + subjectLength + sizeof(validity) + subjectLength + keyLength + sizeof(extensions);
}

/* What is around the body, without the outermost header. */
static size_t content_length(size_t body)
{
	return header_length(body) + body + sizeof(algorithm) + sizeof(signature);
}

bool tls_anchor_is_key(const uint8_t *der, size_t length)
{
	size_t header, inner, element = tls_der_element(der, length, &header);

	/* Both are a SEQUENCE that begins with one; in a key's the first element is the name of its algorithm. */
	if (element == 0 || element != length || der[0] != sequence)
		return false;
	der += header;
	length -= header;
	inner = tls_der_element(der, length, &header);
	return inner > header && der[0] == sequence && der[header] == objectIdentifier;
}

size_t tls_anchor_length(size_t subjectLength, size_t keyLength)
{
	size_t content = content_length(body_length(subjectLength, keyLength));

	return header_length(content) + content;
}

void tls_anchor_write(uint8_t *certificate, const uint8_t *subject, size_t subjectLength, const uint8_t *key, size_t keyLength)
{
	size_t body = body_length(subjectLength, keyLength);
	uint8_t *at = put_header(certificate, content_length(body));

	at = put_header(at, body);
	at = put(at, beginning, sizeof(beginning));
	at = put(at, algorithm, sizeof(algorithm));
	at = put(at, subject, subjectLength);
	at = put(at, validity, sizeof(validity));
	at = put(at, subject, subjectLength);
	at = put(at, key, keyLength);
	at = put(at, extensions, sizeof(extensions));
	at = put(at, algorithm, sizeof(algorithm));
	put(at, signature, sizeof(signature));
}
