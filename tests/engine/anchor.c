/* Authorities of which a store has the name and the key only. */
#include "root.h"
#include "host.h"
#include "test.h"

#include "anchor.h"
#include "bundle.h"

#include <stdlib.h>
#include <string.h>

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

	for (i = 0; i < ROOT_COUNT; i++) {
		root one;
		mbedtls_x509_crt anchor;
		blob der;
		root_open(&one, root_names[i]);
		der = anchor_of(&one.parsed.subject_raw, &one.parsed.pk_raw);
		mbedtls_x509_crt_init(&anchor);
		if (CHECK_EQUAL(mbedtls_x509_crt_parse_der(&anchor, der.bytes, der.length), 0)) {
			CHECK_EQUAL(anchor.raw.len, der.length);
			CHECK_EQUAL(anchor.version, 3);
			CHECK(mbedtls_x509_crt_get_ca_istrue(&anchor));
			CHECK(root_same(&anchor.subject_raw, &one.parsed.subject_raw) && root_same(&anchor.issuer_raw, &one.parsed.subject_raw));
			CHECK(root_same(&anchor.pk_raw, &one.parsed.pk_raw));
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
