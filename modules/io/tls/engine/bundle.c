/* Reads a bundle of certificate authorities in place; bundle.h tells its form. */
#include "bundle.h"

#include <string.h>

enum { headerSize = 16, entrySize = 10, sequence = 0x30, versionTag = 0xA0 };

static const uint8_t magic[8] = { 't', 'l', 's', '4', '1', '9', 'b', '1' };

typedef struct {
	const uint8_t *certificate, *subject;
	size_t length, subjectLength;
} entry;

static uint32_t read_number(const uint8_t *bytes, unsigned count)
{
	uint32_t result = 0;

	while (count-- > 0)
		result = result << 8 | *bytes++;
	return result;
}

size_t tls_der_element(const uint8_t *der, size_t length, size_t *header)
{
	size_t octets, content, at = 2;

	if (length < 2 || (der[0] & 0x1F) == 0x1F)
		return 0;
	content = der[1];
	if (content & 0x80) {
		octets = content & 0x7F;
		if (octets == 0 || octets > 3 || length < 2 + octets)
			return 0;
		content = read_number(der + 2, (unsigned)octets);
		at += octets;
	}
	if (content > length - at)
		return 0;
	*header = at;
	return at + content;
}

/* The subject is the sixth element of a TBSCertificate (RFC 5280, 4.1), whose first, the version, may be missing. */
const uint8_t *tls_der_subject(const uint8_t *certificate, size_t length, size_t *subjectLength)
{
	const uint8_t *at = certificate;
	size_t header, one = tls_der_element(at, length, &header);
	int i;

	if (one != length || one == 0 || at[0] != sequence)
		return NULL;
	at += header;
	length = one = tls_der_element(at, length - header, &header);
	if (one == 0 || at[0] != sequence)
		return NULL;
	at += header;
	length -= header;
	for (i = 0; i < 5; i++) {
		one = tls_der_element(at, length, &header);
		if (one == 0)
			return NULL;
		/* The version is not one of the four that stand between it and the subject. */
		if (i == 0 && at[0] != versionTag)
			i = 1;
		at += one;
		length -= one;
	}
	one = tls_der_element(at, length, &header);
	if (one == 0 || at[0] != sequence)
		return NULL;
	*subjectLength = one;
	return at;
}

static int compare(const uint8_t *a, size_t aLength, const uint8_t *b, size_t bLength)
{
	if (aLength != bLength)
		return aLength < bLength ? -1 : 1;
	return memcmp(a, b, aLength);
}

static entry entry_at(const tls_bundle *bundle, uint32_t index)
{
	const uint8_t *at = bundle->bytes + headerSize + (size_t)index * entrySize;
	entry result;

	result.certificate = bundle->bytes + read_number(at, 4);
	result.length = read_number(at + 4, 2);
	result.subject = result.certificate + read_number(at + 6, 2);
	result.subjectLength = read_number(at + 8, 2);
	return result;
}

bool tls_bundle_is(const uint8_t *bytes, size_t length)
{
	return length >= sizeof(magic) && memcmp(bytes, magic, sizeof(magic)) == 0;
}

bool tls_bundle_open(tls_bundle *bundle, const uint8_t *bytes, size_t length)
{
	tls_bundle opened = { bytes, (uint32_t)length, 0 };
	entry last = { NULL, NULL, 0, 0 };
	size_t at;
	uint32_t i;

	if (length < headerSize || !tls_bundle_is(bytes, length) || read_number(bytes + 12, 4) != length)
		return false;
	opened.count = read_number(bytes + 8, 4);
	if (opened.count == 0 || opened.count > (length - headerSize) / entrySize)
		return false;
	at = headerSize + (size_t)opened.count * entrySize;
	for (i = 0; i < opened.count; i++) {
		const uint8_t *subject;
		size_t subjectLength;
		entry one;
		int order;
		/* The offset is compared as a number: until it is known to be right no pointer is made of it. */
		if (read_number(bytes + headerSize + (size_t)i * entrySize, 4) != at)
			return false;
		one = entry_at(&opened, i);
		if (one.length > length - at)
			return false;
		subject = tls_der_subject(one.certificate, one.length, &subjectLength);
		if (!subject || subject != one.subject || subjectLength != one.subjectLength)
			return false;
		order = i == 0 ? -1 : compare(last.subject, last.subjectLength, one.subject, one.subjectLength);
		if (order > 0 || (order == 0 && compare(last.certificate, last.length, one.certificate, one.length) >= 0))
			return false;
		last = one;
		at += one.length;
	}
	if (at != length)
		return false;
	*bundle = opened;
	return true;
}

uint32_t tls_subject_find(const void *store, uint32_t count, tls_subject_order *order, const uint8_t *subject, size_t subjectLength, size_t index)
{
	uint32_t low = 0, high = count;

	/* The first entry that does not come before the subject. */
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		if (order(store, middle, subject, subjectLength) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (index >= count - low)
		return count;
	low += (uint32_t)index;
	return order(store, low, subject, subjectLength) == 0 ? low : count;
}

static int order_of(const void *store, uint32_t index, const uint8_t *subject, size_t subjectLength)
{
	entry one = entry_at(store, index);

	return compare(one.subject, one.subjectLength, subject, subjectLength);
}

const uint8_t *tls_bundle_find(const tls_bundle *bundle, const uint8_t *subject, size_t subjectLength, size_t index, size_t *length)
{
	uint32_t found = tls_subject_find(bundle, bundle->count, order_of, subject, subjectLength, index);
	entry one;

	if (found == bundle->count)
		return NULL;
	one = entry_at(bundle, found);
	*length = one.length;
	return one.certificate;
}
