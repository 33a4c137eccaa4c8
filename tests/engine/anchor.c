/* Authorities of which a store has the name and the key only, and ESP-IDF's bundle of such. */
#include "support.h"
#include "host.h"
#include "test.h"

#include "anchor.h"
#include "bundle.h"
#include "keybundle.h"

#include <stdlib.h>
#include <string.h>

static const char *const roots[] = { "authority.der", "rsa-authority.der", "unknown-authority.der", "intermediate.der", "self-signed.der" };
enum { most = sizeof(roots) / sizeof(roots[0]) };

/* A certificate, and where in it the two things are that a store keeps. */
typedef struct {
	blob file;
	mbedtls_x509_crt parsed;
} root;

static void root_open(root *one, const char *name)
{
	one->file = file_read(name);
	mbedtls_x509_crt_init(&one->parsed);
	CHECK_EQUAL(mbedtls_x509_crt_parse_der(&one->parsed, one->file.bytes, one->file.length), 0);
}

static void root_free(root *one)
{
	mbedtls_x509_crt_free(&one->parsed);
	blob_free(&one->file);
}

static bool same(const mbedtls_x509_buf *a, const mbedtls_x509_buf *b)
{
	return a->len == b->len && memcmp(a->p, b->p, a->len) == 0;
}

/* Of exact size on the heap, so that a sanitizer sees what is written or read beyond it. */
static blob anchor_of(const mbedtls_x509_buf *subject, const mbedtls_x509_buf *key)
{
	blob result = { NULL, tls_anchor_length(subject->len, key->len) };

	result.bytes = malloc(result.length);
	tls_anchor_write(result.bytes, subject->p, subject->len, key->p, key->len);
	return result;
}

TEST("G2 an anchor is a certificate of an authority with the name, the key and no end")
{
	unsigned i;

	for (i = 0; i < most; i++) {
		root one;
		mbedtls_x509_crt anchor;
		blob der;
		root_open(&one, roots[i]);
		der = anchor_of(&one.parsed.subject_raw, &one.parsed.pk_raw);
		mbedtls_x509_crt_init(&anchor);
		if (CHECK_EQUAL(mbedtls_x509_crt_parse_der(&anchor, der.bytes, der.length), 0)) {
			CHECK_EQUAL(anchor.raw.len, der.length);
			CHECK_EQUAL(anchor.version, 3);
			CHECK(mbedtls_x509_crt_get_ca_istrue(&anchor));
			CHECK(same(&anchor.subject_raw, &one.parsed.subject_raw) && same(&anchor.issuer_raw, &one.parsed.subject_raw));
			CHECK(same(&anchor.pk_raw, &one.parsed.pk_raw));
			CHECK_EQUAL(anchor.valid_from.year, 1970);
			CHECK_EQUAL(anchor.valid_to.year, 9999);
		}
		CHECK(tls_anchor_is_key(one.parsed.pk_raw.p, one.parsed.pk_raw.len));
		CHECK(!tls_anchor_is_key(one.parsed.pk_raw.p, one.parsed.pk_raw.len - 1));
		CHECK(!tls_anchor_is_key(one.file.bytes, one.file.length));
		CHECK(!tls_anchor_is_key(der.bytes, der.length));
		mbedtls_x509_crt_free(&anchor);
		blob_free(&der);
		root_free(&one);
	}
}

TEST("an anchor has the length that was told, whatever the lengths of name and key")
{
	static const size_t lengths[] = { 0, 1, 20, 40, 100, 127, 128, 200, 255, 256, 1000, 30000, 65535 };
	static uint8_t content[65535];
	size_t i, k, header;

	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		for (k = 0; k < sizeof(lengths) / sizeof(lengths[0]); k++) {
			blob der = { NULL, tls_anchor_length(lengths[i], lengths[k]) };
			der.bytes = malloc(der.length);
			tls_anchor_write(der.bytes, content, lengths[i], content, lengths[k]);
			CHECK_EQUAL(der.bytes[0], 0x30);
			/* The signature, which stands last. */
			CHECK(memcmp(der.bytes + der.length - 4, "\x03\x02\0\0", 4) == 0);
			/* An element's length is read up to three octets. */
			CHECK_EQUAL(tls_der_element(der.bytes, der.length, &header), der.length);
			blob_free(&der);
		}
	}
}

/* What a client finds out about a server whose authority is in the store with this key. */
static void connect(uint16_t version, const char *certificate, const char *name, const char *key, int expected)
{
	root subject, holder;
	pair both;

	root_open(&subject, name);
	root_open(&holder, key);
	host_store_clear();
	host_store_add(subject.parsed.subject_raw.p, subject.parsed.subject_raw.len, holder.parsed.pk_raw.p, holder.parsed.pk_raw.len);
	if (pair_open(&both, &(pair_options){ .version = version, .certificate = certificate, .store = true })) {
		pair_run(&both, &(pace){ 0 });
		CHECK_EQUAL(tls_session_verdict(both.client.session), expected);
		CHECK_EQUAL(pair_connected(&both), expected == TLS_VERDICT_ACCEPTED);
	}
	pair_free(&both);
	host_store_clear();
	root_free(&subject);
	root_free(&holder);
}

TEST("G1 G2 a server is verified against the key of its authority, which is all that the store has of it")
{
	unsigned k;

	for (k = 0; k < 2; k++) {
		uint16_t version = k ? TLS13 : TLS12;
		connect(version, "localhost", "authority.der", "authority.der", TLS_VERDICT_ACCEPTED);
		connect(version, "rsa-localhost", "rsa-authority.der", "rsa-authority.der", TLS_VERDICT_ACCEPTED);
		connect(version, "expired", "authority.der", "authority.der", TLS_VERDICT_EXPIRED);
		connect(version, "wrong-name", "authority.der", "authority.der", TLS_VERDICT_WRONG_NAME);
	}
}

TEST("G1 G2 what is wrong below an authority is as wrong where the store has only its key")
{
	static const char *const chains[] = { "signed-by-leaf", "no-certificate-signing", "signed-without-right", "client-as-server", "no-signature",
		"long-chain", "under-expired", "not-yet-valid", "sha1", "weak", "self-signed", "unknown", "common-name", "ip-as-name", "p384" };
	unsigned i, refused = 0;

	for (i = 0; i < sizeof(chains) / sizeof(chains[0]); i++) {
		pair both;
		if (pair_open(&both, &(pair_options){ .version = TLS12, .certificate = chains[i] })) {
			tls_verdict verdict;
			pair_run(&both, &(pace){ 0 });
			verdict = tls_session_verdict(both.client.session);
			refused += verdict != TLS_VERDICT_ACCEPTED;
			connect(TLS12, chains[i], "authority.der", "authority.der", (int)verdict);
			connect(TLS13, chains[i], "authority.der", "authority.der", (int)verdict);
		}
		pair_free(&both);
	}
	test_note("%u of %u are refused", refused, i);
	CHECK(refused > 10);
}

TEST("G1 the name of an authority with the key of another one is none to trust")
{
	unsigned k;

	for (k = 0; k < 2; k++) {
		connect(k ? TLS13 : TLS12, "localhost", "authority.der", "unknown-authority.der", TLS_VERDICT_UNKNOWN_ISSUER_IN_CHAIN);
		connect(k ? TLS13 : TLS12, "localhost", "authority.der", "rsa-authority.der", TLS_VERDICT_UNKNOWN_ISSUER_IN_CHAIN);
		connect(k ? TLS13 : TLS12, "localhost", "unknown-authority.der", "authority.der", TLS_VERDICT_UNKNOWN_ISSUER_IN_CHAIN);
	}
}

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
		root_open(&items[i], roots[i]);
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

	for (count = 1; count <= most; count++) {
		root items[most], stranger;
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
		const mbedtls_x509_buf *twice = same(&items[0].parsed.subject_raw, &items[1].parsed.subject_raw) ? &items[0].parsed.subject_raw : &items[2].parsed.subject_raw;
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
	root items[most], exchanged[most];
	tls_key_bundle bundle;
	blob bytes;
	size_t length;

	open_roots(items, most);
	bytes = make_bundle(items, most);
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
	bytes = make_bundle(exchanged, most);
	CHECK(!tls_key_bundle_open(&bundle, bytes.bytes, bytes.length));
	blob_free(&bytes);
	free_roots(items, most);
}

TEST("a bundle of ESP-IDF's that was changed anywhere is refused, or gives keys that lie in it")
{
	root items[most];
	unsigned turn, i, opened = 0;

	open_roots(items, most);
	for (turn = 0; turn < 20000; turn++) {
		blob bytes = make_bundle(items, most);
		unsigned changes = 1 + test_random(3);
		tls_key_bundle bundle;
		while (changes-- > 0)
			bytes.bytes[test_random((uint32_t)(test_random(2) ? bytes.length : 4 * most + 100))] = (uint8_t)test_random(256);
		if (tls_key_bundle_open(&bundle, bytes.bytes, bytes.length)) {
			opened++;
			for (i = 0; i < most; i++) {
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
	free_roots(items, most);
}
