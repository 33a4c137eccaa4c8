#include "bundle_make.h"
#include "root.h"
#include "test.h"

#include "bundle.h"

#include <stdlib.h>
#include <string.h>

int bundle_compare(const void *left, const void *right)
{
	const bundle_item *a = left, *b = right;
	int order;

	if (a->subjectLength != b->subjectLength)
		return a->subjectLength < b->subjectLength ? -1 : 1;
	order = memcmp(a->subject, b->subject, a->subjectLength);
	if (order || a->length != b->length)
		return order ? order : a->length < b->length ? -1 : 1;
	return memcmp(a->der, b->der, a->length);
}

uint8_t *bundle_put(uint8_t *at, size_t value, unsigned count)
{
	while (count-- > 0)
		*at++ = (uint8_t)(value >> 8 * count);
	return at;
}

blob bundle_make_unsorted(const bundle_item *items, unsigned count)
{
	blob result = { NULL, headerSize + count * entrySize };
	uint8_t *index;
	size_t at = result.length;
	unsigned i;

	for (i = 0; i < count; i++)
		result.length += items[i].length;
	result.bytes = malloc(result.length);
	memcpy(result.bytes, "tls419b1", 8);
	index = bundle_put(bundle_put(result.bytes + 8, count, 4), result.length, 4);
	for (i = 0; i < count; i++) {
		index = bundle_put(bundle_put(index, at, 4), items[i].length, 2);
		index = bundle_put(bundle_put(index, (size_t)(items[i].subject - items[i].der), 2), items[i].subjectLength, 2);
		memcpy(result.bytes + at, items[i].der, items[i].length);
		at += items[i].length;
	}
	return result;
}

blob bundle_make(bundle_item *items, unsigned count)
{
	qsort(items, count, sizeof(*items), bundle_compare);
	return bundle_make_unsorted(items, count);
}

bundle_item bundle_item_of(const blob *der)
{
	bundle_item result = { der->bytes, NULL, der->length, 0 };

	result.subject = tls_der_subject(der->bytes, der->length, &result.subjectLength);
	CHECK(result.subject);
	return result;
}

blob bundle_of(unsigned count, blob *files)
{
	bundle_item items[5];
	unsigned i;

	for (i = 0; i < count; i++) {
		files[i] = file_read(root_names[i]);
		items[i] = bundle_item_of(&files[i]);
	}
	return bundle_make(items, count);
}

void bundle_free_files(blob *files, unsigned count)
{
	while (count > 0)
		blob_free(&files[--count]);
}
