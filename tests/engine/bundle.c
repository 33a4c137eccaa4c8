/* The store of authorities that is read in place. */
#include "bundle_make.h"
#include "test.h"

#include "bundle.h"

#include <stdlib.h>
#include <string.h>

TEST("G21 a bundle finds each of its certificates by subject, and no other")
{
	blob files[5], bytes, other = file_read("client.der");
	bundle_item stranger = bundle_item_of(&other);
	tls_bundle bundle;
	size_t length = 0;
	unsigned count, i;

	for (count = 1; count <= 5; count++) {
		bytes = bundle_of(count, files);
		CHECK(tls_bundle_is(bytes.bytes, bytes.length));
		if (CHECK(tls_bundle_open(&bundle, bytes.bytes, bytes.length))) {
			for (i = 0; i < count; i++) {
				bundle_item one = bundle_item_of(&files[i]);
				const uint8_t *der = tls_bundle_find(&bundle, one.subject, one.subjectLength, 0, &length);
				CHECK(der && length == one.length && memcmp(der, one.der, length) == 0);
				CHECK(!tls_bundle_find(&bundle, one.subject, one.subjectLength, 1, &length));
				CHECK(!tls_bundle_find(&bundle, one.subject, one.subjectLength - 1, 0, &length));
			}
			CHECK(!tls_bundle_find(&bundle, stranger.subject, stranger.subjectLength, 0, &length));
			CHECK(!tls_bundle_find(&bundle, NULL, 0, 0, &length));
		}
		blob_free(&bytes);
		bundle_free_files(files, count);
	}
	blob_free(&other);
}

TEST("G21 several certificates of one subject are all found, in the order of their bytes")
{
	blob files[5], twin, bytes;
	bundle_item items[3];
	tls_bundle bundle;
	size_t length;
	unsigned i, found = 0;

	files[0] = file_read("authority.der");
	files[1] = file_read("rsa-authority.der");
	/* The same name with another signature: what a renewed root looks like to a store. */
	twin = file_read("authority.der");
	twin.bytes[twin.length - 1] ^= 1;
	items[0] = bundle_item_of(&files[0]);
	items[1] = bundle_item_of(&files[1]);
	items[2] = bundle_item_of(&twin);
	bytes = bundle_make(items, 3);
	if (CHECK(tls_bundle_open(&bundle, bytes.bytes, bytes.length))) {
		bundle_item one = bundle_item_of(&files[0]);
		for (i = 0; tls_bundle_find(&bundle, one.subject, one.subjectLength, i, &length); i++)
			found++;
		CHECK_EQUAL(found, 2);
		CHECK(!tls_bundle_find(&bundle, one.subject, one.subjectLength, SIZE_MAX, &length));
	}
	blob_free(&bytes);
	blob_free(&twin);
	bundle_free_files(files, 2);
}

TEST("G21 a bundle that is not sorted, or has a certificate twice, is refused")
{
	blob files[5], bytes = bundle_of(3, files), other;
	bundle_item items[3], swapped;
	tls_bundle bundle;
	unsigned i, k;

	blob_free(&bytes);
	for (i = 0; i < 3; i++)
		items[i] = bundle_item_of(&files[i]);
	qsort(items, 3, sizeof(*items), bundle_compare);
	for (i = 0; i < 2; i++) {
		for (k = 0; k < 2; k++) {
			swapped = items[i];
			items[i] = items[i + 1];
			/* First the two change places, then the second stands in both. */
			if (k == 0)
				items[i + 1] = swapped;
			other = bundle_make_unsorted(items, 3);
			CHECK(!tls_bundle_open(&bundle, other.bytes, other.length));
			blob_free(&other);
			items[i + 1] = k == 0 ? items[i] : items[i + 1];
			items[i] = swapped;
		}
	}
	other = bundle_make_unsorted(items, 3);
	CHECK(tls_bundle_open(&bundle, other.bytes, other.length));
	blob_free(&other);
	bundle_free_files(files, 3);
}

/* A copy of exact size. */
static bool opens(const uint8_t *bytes, size_t length)
{
	uint8_t *exact = malloc(length ? length : 1);
	tls_bundle bundle;
	bool result;

	memcpy(exact, bytes, length);
	result = tls_bundle_open(&bundle, exact, length);
	free(exact);
	return result;
}

TEST("G21 a bundle that is cut off, longer, empty, out of order, or lies about anything in its index is refused")
{
	blob files[5], bytes = bundle_of(3, files);
	uint8_t *longer = calloc(1, bytes.length + 1), entry[entrySize];
	size_t length, i;

	CHECK(opens(bytes.bytes, bytes.length));
	for (length = 0; length < bytes.length; length++) {
		CHECK(!opens(bytes.bytes, length));
		memcpy(longer, bytes.bytes, length);
		if (length >= headerSize) {
			bundle_put(longer + 12, length, 4);
			CHECK(!opens(longer, length));
		}
	}
	memcpy(longer, bytes.bytes, bytes.length);
	CHECK(!opens(longer, bytes.length + 1));
	bundle_put(longer + 12, bytes.length + 1, 4);
	CHECK(!opens(longer, bytes.length + 1));
	/* The header and the index have no bit that may be another. */
	memcpy(longer, bytes.bytes, bytes.length);
	for (i = 0; i < (headerSize + 3 * entrySize) * 8; i++) {
		longer[i / 8] ^= (uint8_t)(1 << i % 8);
		if (!CHECK(!opens(longer, bytes.length)))
			test_note("bit %zu", i);
		longer[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	memcpy(entry, longer + headerSize, entrySize);
	memcpy(longer + headerSize, longer + headerSize + entrySize, entrySize);
	memcpy(longer + headerSize + entrySize, entry, entrySize);
	CHECK(!opens(longer, bytes.length));
	/* No certificates at all. */
	memcpy(longer, bytes.bytes, headerSize);
	bundle_put(bundle_put(longer + 8, 0, 4), headerSize, 4);
	CHECK(!opens(longer, headerSize));
	bundle_put(longer + 8, UINT32_MAX, 4);
	CHECK(!opens(longer, headerSize));
	free(longer);
	blob_free(&bytes);
	bundle_free_files(files, 3);
}

TEST("G21 a bundle with any byte changed is refused, or read within its bounds")
{
	blob files[5], bytes = bundle_of(5, files);
	unsigned turn, i;

	for (turn = 0; turn < 3000; turn++) {
		size_t at = test_random((uint32_t)bytes.length), length = 0, k;
		uint8_t was = bytes.bytes[at], sum = 0;
		tls_bundle bundle;
		bytes.bytes[at] = (uint8_t)test_random(256);
		if (tls_bundle_open(&bundle, bytes.bytes, bytes.length)) {
			for (i = 0; i < 5; i++) {
				bundle_item one = bundle_item_of(&files[i]);
				const uint8_t *der = tls_bundle_find(&bundle, one.subject, one.subjectLength, 0, &length);
				for (k = 0; der && k < length; k++)
					sum = (uint8_t)(sum + der[k]);
			}
		}
		/* What was read is used, so that reading it is not optimized away. */
		CHECK(test_random(256) < 256u + sum);
		bytes.bytes[at] = was;
	}
	blob_free(&bytes);
	bundle_free_files(files, 5);
}
