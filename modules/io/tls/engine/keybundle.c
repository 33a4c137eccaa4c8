/* Reads ESP-IDF's bundle of names and keys in place; keybundle.h tells its form. */
#include "keybundle.h"

#include "anchor.h"
#include "bundle.h"

#include <string.h>

enum { offsetSize = 4, headerSize = 4, sequence = 0x30 };

typedef struct {
	const uint8_t *subject, *key;
	size_t subjectLength, keyLength;
} entry;

static uint32_t read_number(const uint8_t *bytes, unsigned count)
{
	uint32_t result = 0;

	while (count-- > 0)
		result = result << 8 | bytes[count];
	return result;
}

static int compare(const uint8_t *a, size_t aLength, const uint8_t *b, size_t bLength)
{
	size_t shorter = aLength < bLength ? aLength : bLength;
	int order = shorter > 0 ? memcmp(a, b, shorter) : 0;

	return order ? order : aLength < bLength ? -1 : aLength > bLength;
}

static uint32_t offset_of(const tls_key_bundle *bundle, uint32_t index)
{
	return read_number(bundle->bytes + (size_t)index * offsetSize, offsetSize);
}

static entry entry_at(const tls_key_bundle *bundle, uint32_t index)
{
	const uint8_t *at = bundle->bytes + offset_of(bundle, index);
	entry result;

	result.subjectLength = read_number(at, 2);
	result.keyLength = read_number(at + 2, 2);
	result.subject = at + headerSize;
	result.key = result.subject + result.subjectLength;
	return result;
}

static bool is_name(const uint8_t *der, size_t length)
{
	size_t header;

	return length > 0 && der[0] == sequence && tls_der_element(der, length, &header) == length;
}

bool tls_key_bundle_open(tls_key_bundle *bundle, const uint8_t *bytes, size_t length)
{
	tls_key_bundle opened = { bytes, (uint32_t)length, 0 };
	entry last = { bytes, NULL, 0, 0 };
	size_t at;
	uint32_t i;

	if (length < offsetSize || length > UINT32_MAX)
		return false;
	at = offset_of(&opened, 0);
	if (at < offsetSize || at % offsetSize || at > length)
		return false;
	opened.count = (uint32_t)(at / offsetSize);
	for (i = 0; i < opened.count; i++) {
		entry one;
		/* The offset is compared as a number: until it is known to be right no pointer is made of it. */
		if (offset_of(&opened, i) != at || length - at < headerSize)
			return false;
		one.subjectLength = read_number(bytes + at, 2);
		one.keyLength = read_number(bytes + at + 2, 2);
		if (length - at - headerSize < one.subjectLength + one.keyLength)
			return false;
		one = entry_at(&opened, i);
		if (!is_name(one.subject, one.subjectLength) || !tls_anchor_is_key(one.key, one.keyLength))
			return false;
		if (compare(last.subject, last.subjectLength, one.subject, one.subjectLength) > 0)
			return false;
		last = one;
		at += headerSize + one.subjectLength + one.keyLength;
	}
	if (at != length)
		return false;
	*bundle = opened;
	return true;
}

const uint8_t *tls_key_bundle_find(const tls_key_bundle *bundle, const uint8_t *subject, size_t subjectLength, size_t index, size_t *length)
{
	uint32_t low = 0, high = bundle->count;
	entry one;

	/* The first authority that does not come before the subject. */
	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		one = entry_at(bundle, middle);
		if (compare(one.subject, one.subjectLength, subject, subjectLength) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (index >= bundle->count - low)
		return NULL;
	one = entry_at(bundle, low + (uint32_t)index);
	if (compare(one.subject, one.subjectLength, subject, subjectLength) != 0)
		return NULL;
	*length = one.keyLength;
	return one.key;
}
