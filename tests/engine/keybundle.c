/* ESP-IDF's bundle, which has the names and the keys of authorities. */
#include "root.h"
#include "test.h"

#include "anchor.h"
#include "bundle.h"
#include "keybundle.h"

#include <stdlib.h>
#include <string.h>

static int compare_roots(const void *left, const void *right)
{
	const mbedtls_x509_buf *a = &((const root *)left)->parsed.subject_raw, *b = &((const root *)right)->parsed.subject_raw;
	int order = memcmp(a->p, b->p, a->len < b->len ? a->len : b->len);

	return order ? order : (int)a->len - (int)b->len;
}

static uint8_t *put(uint8_t *at, size_t value, unsigned count)
{
	for (; count > 0; count--, value >>= 8)
		*at++ = (uint8_t)value;
	return at;
}

/* As ESP-IDF's generator writes it, in the order given. */
static blob make_bundle(const root *items, unsigned count)
{
	blob result = { NULL, 4 * count };
	uint8_t *index, *at;
	unsigned i;

	for (i = 0; i < count; i++)
		result.length += 4 + items[i].parsed.subject_raw.len + items[i].parsed.pk_raw.len;
	index = result.bytes = malloc(result.length);
	at = result.bytes + 4 * count;
	for (i = 0; i < count; i++) {
		const mbedtls_x509_buf *subject = &items[i].parsed.subject_raw, *key = &items[i].parsed.pk_raw;
		index = put(index, (size_t)(at - result.bytes), 4);
		at = put(put(at, subject->len, 2), key->len, 2);
		memcpy(at, subject->p, subject->len);
		memcpy(at + subject->len, key->p, key->len);
		at += subject->len + key->len;
	}
	return result;
}

static void open_roots(root *items, unsigned count)
{
	unsigned i;

	for (i = 0; i < count; i++)
		root_open(&items[i], root_names[i]);
	qsort(items, count, sizeof(*items), compare_roots);
}

static void free_roots(root *items, unsigned count)
{
	while (count > 0)
		root_free(&items[--count]);
}

TEST("G2 ESP-IDF's bundle finds the key of each of its authorities, and no other")
{
	unsigned count, i;

	for (count = 1; count <= ROOT_COUNT; count++) {
		root items[ROOT_COUNT], stranger;
		tls_key_bundle bundle;
		size_t length = 0;
		blob bytes;
		open_roots(items, count);
		root_open(&stranger, "client.der");
		bytes = make_bundle(items, count);
		if (CHECK(tls_key_bundle_open(&bundle, bytes.bytes, bytes.length))) {
			CHECK_EQUAL(bundle.count, count);
			for (i = 0; i < count; i++) {
				const mbedtls_x509_buf *subject = &items[i].parsed.subject_raw, *key = &items[i].parsed.pk_raw;
				const uint8_t *found = tls_key_bundle_find(&bundle, subject->p, subject->len, 0, &length);
				CHECK(found && length == key->len && memcmp(found, key->p, length) == 0);
				CHECK(!tls_key_bundle_find(&bundle, subject->p, subject->len, 1, &length));
				/* ESP-IDF itself takes the beginning of a name for the name. */
				CHECK(!tls_key_bundle_find(&bundle, subject->p, subject->len - 1, 0, &length));
			}
			CHECK(!tls_key_bundle_find(&bundle, stranger.parsed.subject_raw.p, stranger.parsed.subject_raw.len, 0, &length));
			CHECK(!tls_key_bundle_find(&bundle, NULL, 0, 0, &length));
		}
		blob_free(&bytes);
		root_free(&stranger);
		free_roots(items, count);
	}
}

TEST("several keys of one name in ESP-IDF's bundle are found one after the other")
{
	root items[3];
	tls_key_bundle bundle;
	size_t length, i;
	blob bytes;

	root_open(&items[0], "authority.der");
	root_open(&items[1], "authority.der");
	root_open(&items[2], "rsa-authority.der");
	qsort(items, 3, sizeof(items[0]), compare_roots);
	bytes = make_bundle(items, 3);
	if (CHECK(tls_key_bundle_open(&bundle, bytes.bytes, bytes.length))) {
		const mbedtls_x509_buf *twice = root_same(&items[0].parsed.subject_raw, &items[1].parsed.subject_raw) ? &items[0].parsed.subject_raw : &items[2].parsed.subject_raw;
		for (i = 0; tls_key_bundle_find(&bundle, twice->p, twice->len, i, &length); i++)
			;
		CHECK_EQUAL(i, 2);
		CHECK(!tls_key_bundle_find(&bundle, twice->p, twice->len, SIZE_MAX, &length));
	}
	blob_free(&bytes);
	free_roots(items, 3);
}

TEST("bytes that are not exactly one bundle of ESP-IDF's are refused: cut, grown, unsorted, with a gap, empty")
{
	root items[ROOT_COUNT], exchanged[ROOT_COUNT];
	tls_key_bundle bundle;
	blob bytes;
	size_t length;

	open_roots(items, ROOT_COUNT);
	bytes = make_bundle(items, ROOT_COUNT);
	for (length = 0; length < bytes.length; length++) {
		uint8_t *cut = malloc(length ? length : 1);
		memcpy(cut, bytes.bytes, length);
		CHECK(!tls_key_bundle_open(&bundle, cut, length));
		free(cut);
	}
	bytes.bytes = realloc(bytes.bytes, bytes.length + 1);
	bytes.bytes[bytes.length] = 0;
	CHECK(!tls_key_bundle_open(&bundle, bytes.bytes, bytes.length + 1));
	put(bytes.bytes + 4, 0xFFFFFFFF, 4);
	CHECK(!tls_key_bundle_open(&bundle, bytes.bytes, bytes.length));
	CHECK(!tls_key_bundle_open(&bundle, (const uint8_t *)"\0\0\0\0", 4));
	blob_free(&bytes);
	memcpy(exchanged, items, sizeof(items));
	exchanged[0] = items[1];
	exchanged[1] = items[0];
	bytes = make_bundle(exchanged, ROOT_COUNT);
	CHECK(!tls_key_bundle_open(&bundle, bytes.bytes, bytes.length));
	blob_free(&bytes);
	free_roots(items, ROOT_COUNT);
}

TEST("a bundle of ESP-IDF's that was changed anywhere is refused, or gives keys that lie in it")
{
	root items[ROOT_COUNT];
	unsigned turn, i, opened = 0;

	open_roots(items, ROOT_COUNT);
	for (turn = 0; turn < 20000; turn++) {
		blob bytes = make_bundle(items, ROOT_COUNT);
		unsigned changes = 1 + test_random(3);
		tls_key_bundle bundle;
		while (changes-- > 0)
			bytes.bytes[test_random((uint32_t)(test_random(2) ? bytes.length : 4 * ROOT_COUNT + 100))] = (uint8_t)test_random(256);
		if (tls_key_bundle_open(&bundle, bytes.bytes, bytes.length)) {
			opened++;
			for (i = 0; i < ROOT_COUNT; i++) {
				const mbedtls_x509_buf *subject = &items[i].parsed.subject_raw;
				size_t length = 0, index;
				const uint8_t *key;
				for (index = 0; (key = tls_key_bundle_find(&bundle, subject->p, subject->len, index, &length)); index++) {
					CHECK(key > bytes.bytes && length <= bytes.length && key + length <= bytes.bytes + bytes.length);
					CHECK(tls_anchor_is_key(key, length));
				}
			}
		}
		blob_free(&bytes);
	}
	test_note("%u of 20000 changed bundles could be opened", opened);
	free_roots(items, ROOT_COUNT);
}
