/* The store of authorities that is read in place. */
#include "support.h"
#include "host.h"
#include "test.h"

#include "bundle.h"

#include <stdlib.h>
#include <string.h>

enum { headerSize = 16, entrySize = 10 };

static const char *const roots[] = { "authority.der", "rsa-authority.der", "unknown-authority.der", "intermediate.der", "self-signed.der" };

typedef struct {
	const uint8_t *der, *subject;
	size_t length, subjectLength;
} item;

static int compare_items(const void *left, const void *right)
{
	const item *a = left, *b = right;
	int order;

	if (a->subjectLength != b->subjectLength)
		return a->subjectLength < b->subjectLength ? -1 : 1;
	order = memcmp(a->subject, b->subject, a->subjectLength);
	if (order || a->length != b->length)
		return order ? order : a->length < b->length ? -1 : 1;
	return memcmp(a->der, b->der, a->length);
}

static uint8_t *put(uint8_t *at, size_t value, unsigned count)
{
	while (count-- > 0)
		*at++ = (uint8_t)(value >> 8 * count);
	return at;
}

/* As they come. Of exact size on the heap, so that a sanitizer sees what is read beyond it. */
static blob make_unsorted(const item *items, unsigned count)
{
	blob result = { NULL, headerSize + count * entrySize };
	uint8_t *index;
	size_t at = result.length;
	unsigned i;

	for (i = 0; i < count; i++)
		result.length += items[i].length;
	result.bytes = malloc(result.length);
	memcpy(result.bytes, "tls419b1", 8);
	index = put(put(result.bytes + 8, count, 4), result.length, 4);
	for (i = 0; i < count; i++) {
		index = put(put(index, at, 4), items[i].length, 2);
		index = put(put(index, (size_t)(items[i].subject - items[i].der), 2), items[i].subjectLength, 2);
		memcpy(result.bytes + at, items[i].der, items[i].length);
		at += items[i].length;
	}
	return result;
}

static blob make_bundle(item *items, unsigned count)
{
	qsort(items, count, sizeof(*items), compare_items);
	return make_unsorted(items, count);
}

static item item_of(const blob *der)
{
	item result = { der->bytes, NULL, der->length, 0 };

	result.subject = tls_der_subject(der->bytes, der->length, &result.subjectLength);
	CHECK(result.subject);
	return result;
}

/* A bundle of the first `count` of the roots, and their certificates. */
static blob bundle_of(unsigned count, blob *files)
{
	item items[5];
	unsigned i;

	for (i = 0; i < count; i++) {
		files[i] = file_read(roots[i]);
		items[i] = item_of(&files[i]);
	}
	return make_bundle(items, count);
}

static void free_files(blob *files, unsigned count)
{
	while (count > 0)
		blob_free(&files[--count]);
}

TEST("G21 a bundle finds each of its certificates by subject, and no other")
{
	blob files[5], bytes, other = file_read("client.der");
	item stranger = item_of(&other);
	tls_bundle bundle;
	size_t length = 0;
	unsigned count, i;

	for (count = 1; count <= 5; count++) {
		bytes = bundle_of(count, files);
		CHECK(tls_bundle_is(bytes.bytes, bytes.length));
		if (CHECK(tls_bundle_open(&bundle, bytes.bytes, bytes.length))) {
			for (i = 0; i < count; i++) {
				item one = item_of(&files[i]);
				const uint8_t *der = tls_bundle_find(&bundle, one.subject, one.subjectLength, 0, &length);
				CHECK(der && length == one.length && memcmp(der, one.der, length) == 0);
				CHECK(!tls_bundle_find(&bundle, one.subject, one.subjectLength, 1, &length));
				CHECK(!tls_bundle_find(&bundle, one.subject, one.subjectLength - 1, 0, &length));
			}
			CHECK(!tls_bundle_find(&bundle, stranger.subject, stranger.subjectLength, 0, &length));
			CHECK(!tls_bundle_find(&bundle, NULL, 0, 0, &length));
		}
		blob_free(&bytes);
		free_files(files, count);
	}
	blob_free(&other);
}

TEST("G21 several certificates of one subject are all found, in the order of their bytes")
{
	blob files[5], twin, bytes;
	item items[3];
	tls_bundle bundle;
	size_t length;
	unsigned i, found = 0;

	files[0] = file_read("authority.der");
	files[1] = file_read("rsa-authority.der");
	/* The same name with another signature: what a renewed root looks like to a store. */
	twin = file_read("authority.der");
	twin.bytes[twin.length - 1] ^= 1;
	items[0] = item_of(&files[0]);
	items[1] = item_of(&files[1]);
	items[2] = item_of(&twin);
	bytes = make_bundle(items, 3);
	if (CHECK(tls_bundle_open(&bundle, bytes.bytes, bytes.length))) {
		item one = item_of(&files[0]);
		for (i = 0; tls_bundle_find(&bundle, one.subject, one.subjectLength, i, &length); i++)
			found++;
		CHECK_EQUAL(found, 2);
		CHECK(!tls_bundle_find(&bundle, one.subject, one.subjectLength, SIZE_MAX, &length));
	}
	blob_free(&bytes);
	blob_free(&twin);
	free_files(files, 2);
}

TEST("G21 a bundle that is not sorted, or has a certificate twice, is refused")
{
	blob files[5], bytes = bundle_of(3, files), other;
	item items[3], swapped;
	tls_bundle bundle;
	unsigned i, k;

	blob_free(&bytes);
	for (i = 0; i < 3; i++)
		items[i] = item_of(&files[i]);
	qsort(items, 3, sizeof(*items), compare_items);
	for (i = 0; i < 2; i++) {
		for (k = 0; k < 2; k++) {
			swapped = items[i];
			items[i] = items[i + 1];
			/* First the two change places, then the second stands in both. */
			if (k == 0)
				items[i + 1] = swapped;
			other = make_unsorted(items, 3);
			CHECK(!tls_bundle_open(&bundle, other.bytes, other.length));
			blob_free(&other);
			items[i + 1] = k == 0 ? items[i] : items[i + 1];
			items[i] = swapped;
		}
	}
	other = make_unsorted(items, 3);
	CHECK(tls_bundle_open(&bundle, other.bytes, other.length));
	blob_free(&other);
	free_files(files, 3);
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
			put(longer + 12, length, 4);
			CHECK(!opens(longer, length));
		}
	}
	memcpy(longer, bytes.bytes, bytes.length);
	CHECK(!opens(longer, bytes.length + 1));
	put(longer + 12, bytes.length + 1, 4);
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
	put(put(longer + 8, 0, 4), headerSize, 4);
	CHECK(!opens(longer, headerSize));
	put(longer + 8, UINT32_MAX, 4);
	CHECK(!opens(longer, headerSize));
	free(longer);
	blob_free(&bytes);
	free_files(files, 3);
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
				item one = item_of(&files[i]);
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
	free_files(files, 5);
}

/* A server as the options have it, and a client that trusts the bundle. */
static void judge(const blob *bundle, bool lasting, const pair_options *options, tls_verdict verdict)
{
	tls_settings settings = { .peer = TLS_PEER_REQUIRED, .minimumVersion = TLS12, .maximumVersion = TLS13 };
	static const pace full;
	tls_credentials *credentials;
	tls_configuration *configuration;
	pair both = { 0 };

	CHECK_EQUAL(tls_credentials_new(&credentials), 0);
	CHECK_EQUAL(tls_credentials_trust(credentials), TLS_ERROR_STORE_MISSING);
	CHECK_EQUAL(tls_credentials_set_store(credentials, bundle->bytes, bundle->length, lasting), 0);
	CHECK_EQUAL(tls_credentials_trust(credentials), 0);
	CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), 0);
	CHECK_EQUAL(tls_session_new(&both.client.session, configuration, "localhost"), 0);
	tls_configuration_release(configuration);
	tls_credentials_release(credentials);
	if (CHECK_EQUAL(side_open(&both.server, true, options), 0)) {
		pair_run(&both, &full);
		CHECK_EQUAL(tls_session_verdict(both.client.session), verdict);
		CHECK_EQUAL(pair_connected(&both), verdict == TLS_VERDICT_ACCEPTED);
	}
	pair_free(&both);
}

TEST("G21 a session trusts what is in the store of its credentials, copied or in place, and nothing else")
{
	blob files[5], bytes = bundle_of(3, files), one = bundle_of(1, files + 3);
	int version;

	for (version = TLS12; version <= TLS13; version++) {
		judge(&bytes, true, &(pair_options){ .version = (uint16_t)version }, TLS_VERDICT_ACCEPTED);
		judge(&bytes, false, &(pair_options){ .version = (uint16_t)version, .certificate = "rsa-localhost" }, TLS_VERDICT_ACCEPTED);
		judge(&one, true, &(pair_options){ .version = (uint16_t)version }, TLS_VERDICT_ACCEPTED);
		judge(&one, true, &(pair_options){ .version = (uint16_t)version, .certificate = "rsa-localhost" }, TLS_VERDICT_UNKNOWN_ISSUER_IN_CHAIN);
	}
	/* The store of the host does not count where there is one of the credentials. */
	blob_free(&one);
	blob_free(&bytes);
	free_files(files, 4);
}

TEST("G21 a store costs nothing until an authority is looked up, and a copied one its own size")
{
	blob files[5], bytes = bundle_of(5, files);
	tls_credentials *credentials;
	size_t before;

	CHECK_EQUAL(tls_credentials_new(&credentials), 0);
	before = host_heap()->current;
	CHECK_EQUAL(tls_credentials_set_store(credentials, bytes.bytes, bytes.length, true), 0);
	CHECK_EQUAL(host_heap()->current, before);
	CHECK_EQUAL(tls_credentials_set_store(credentials, bytes.bytes, bytes.length, false), 0);
	CHECK_EQUAL(host_heap()->current, before + bytes.length);
	CHECK_EQUAL(tls_credentials_set_store(credentials, bytes.bytes, bytes.length - 1, false), TLS_ERROR_BUNDLE);
	CHECK_EQUAL(tls_credentials_set_store(credentials, bytes.bytes, bytes.length, true), 0);
	CHECK_EQUAL(host_heap()->current, before);
	host_heap_fail(host_heap()->allocations + 1, false);
	CHECK_EQUAL(tls_credentials_set_store(credentials, bytes.bytes, bytes.length, false), MBEDTLS_ERR_SSL_ALLOC_FAILED);
	tls_credentials_release(credentials);
	blob_free(&bytes);
	free_files(files, 5);
}

TEST("G21 what was looked up in a store is freed when the handshake is done")
{
	blob files[5], bytes = bundle_of(5, files);
	blob root = file_read("authority.der");
	tls_settings settings = { .peer = TLS_PEER_REQUIRED, .minimumVersion = TLS13, .maximumVersion = TLS13 };
	static const pace full;
	size_t with[3];
	int i;

	/* The first one only makes PSA's store of keys as large as the others need it. */
	for (i = 0; i < 3; i++) {
		tls_credentials *credentials;
		tls_configuration *configuration;
		pair both = { 0 };
		size_t before = host_heap()->current;
		CHECK_EQUAL(tls_credentials_new(&credentials), 0);
		if (i < 2)
			CHECK_EQUAL(tls_credentials_set_store(credentials, bytes.bytes, bytes.length, true), 0);
		else
			CHECK_EQUAL(tls_credentials_add_authority(credentials, root.bytes, root.length), 0);
		CHECK_EQUAL(tls_configuration_new(&configuration, credentials, &settings), 0);
		CHECK_EQUAL(tls_session_new(&both.client.session, configuration, "localhost"), 0);
		tls_configuration_release(configuration);
		tls_credentials_release(credentials);
		CHECK_EQUAL(side_open(&both.server, true, &(pair_options){ .version = TLS13 }), 0);
		pair_run(&both, &full);
		CHECK(pair_connected(&both));
		with[i] = host_heap()->current - before;
		pair_free(&both);
	}
	/* Credentials of one connection are freed then: no trace is left of either kind. */
	CHECK_EQUAL(with[1], with[2]);
	blob_free(&bytes);
	blob_free(&root);
	free_files(files, 5);
}
