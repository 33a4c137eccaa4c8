/*
 * Cipher suites, groups and signature algorithms: what this build has, and what a configuration chooses of it.
 *
 * What there is comes from mbedTLS's own lists, so that it is true of each build; only the names of groups and signature algorithms are
 * ours, since mbedTLS does not tell them.
 */
#include "internal.h"

#include "mbedtls/ssl_ciphersuites.h"

#include <string.h>

enum { numberSize = 2 };

typedef struct {
	uint16_t number;
	const char *name;
} named;

/*
 * IANA's registry "TLS Supported Groups", in the words of RFC 8446, 4.2.7, and RFC 8422. mbedTLS 3.6 lists the two largest groups of numbers without looking whether
 * the build has them.
 */
static const named groups[] = {
	{ 23, "secp256r1" }, { 24, "secp384r1" }, { 25, "secp521r1" },
	{ 26, "brainpoolP256r1" }, { 27, "brainpoolP384r1" }, { 28, "brainpoolP512r1" },
	{ 29, "x25519" }, { 30, "x448" },
	{ 256, "ffdhe2048" }, { 257, "ffdhe3072" }, { 258, "ffdhe4096" },
#if defined(PSA_WANT_DH_RFC7919_6144)
	{ 259, "ffdhe6144" },
#endif
#if defined(PSA_WANT_DH_RFC7919_8192)
	{ 260, "ffdhe8192" },
#endif
	{ 0, NULL }
};

/* RFC 8446, 4.2.3. In TLS 1.2 the first three mean the hash, with a key on any curve. */
static const named signatures[] = {
	{ 0x0403, "ecdsa_secp256r1_sha256" }, { 0x0503, "ecdsa_secp384r1_sha384" }, { 0x0603, "ecdsa_secp521r1_sha512" },
	{ 0x0804, "rsa_pss_rsae_sha256" }, { 0x0805, "rsa_pss_rsae_sha384" }, { 0x0806, "rsa_pss_rsae_sha512" },
	{ 0x0401, "rsa_pkcs1_sha256" }, { 0x0501, "rsa_pkcs1_sha384" }, { 0x0601, "rsa_pkcs1_sha512" },
	{ 0, NULL }
};

static const char *name_in(const named *table, uint16_t number)
{
	for (; table->name; table++) {
		if (table->number == number)
			return table->name;
	}
	return NULL;
}

/* mbedTLS spells TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256 and TLS1-3-AES-128-GCM-SHA256; IANA has underscores and no version. */
size_t tls_suite_name(int suite, char *name, size_t size)
{
	static const char old[] = "TLS1-3-", standard[] = "TLS_";
	const mbedtls_ssl_ciphersuite_t *info = mbedtls_ssl_ciphersuite_from_id(suite);
	const char *from = info ? mbedtls_ssl_ciphersuite_get_name(info) : "";
	size_t length = 0;

	if (size == 0)
		return 0;
	if (strncmp(from, old, sizeof(old) - 1) == 0) {
		from += sizeof(old) - 1;
		while (standard[length] && length + 1 < size) {
			name[length] = standard[length];
			length++;
		}
	}
	for (; *from && length + 1 < size; from++)
		name[length++] = *from == '-' ? '_' : *from;
	name[length] = 0;
	return length;
}

/*
 * Of the key exchanges with a shared key those stay out in which something else has a say as well: the certificate of RSA-PSK, the
 * server's own group of DHE-PSK. No suite without encryption, none with a password in place of a key.
 */
static bool is_offered(int suite)
{
	const mbedtls_ssl_ciphersuite_t *info = mbedtls_ssl_ciphersuite_from_id(suite);
	tls_exchange exchange = info ? tls_compat_exchange(info) : TLS_EXCHANGE_OTHER;

	return exchange != TLS_EXCHANGE_OTHER && mbedtls_ssl_ciphersuite_get_cipher_key_bitlen(info) > 0;
}

bool tls_suite_uses_key(int suite)
{
	const mbedtls_ssl_ciphersuite_t *info = mbedtls_ssl_ciphersuite_from_id(suite);

	return info && tls_compat_exchange(info) == TLS_EXCHANGE_KEY;
}

static int copy_name(const char *from, char *name, size_t size, int number)
{
	size_t length = strlen(from);

	if (length >= size)
		return 0;
	memcpy(name, from, length + 1);
	return number;
}

static int number_at(const uint16_t *list, const named *names, size_t index, char *name, size_t size)
{
	for (; list && *list; list++) {
		const char *text = name_in(names, *list);
		if (text && index-- == 0)
			return copy_name(text, name, size, *list);
	}
	return 0;
}

static int suite_at(size_t index, char *name, size_t size)
{
	const int *list;

	for (list = mbedtls_ssl_list_ciphersuites(); *list; list++) {
		if (is_offered(*list) && index-- == 0)
			return tls_suite_name(*list, name, size) > 0 ? *list : 0;
	}
	return 0;
}

int tls_choice_at(tls_choice choice, size_t index, char *name, size_t size)
{
	mbedtls_ssl_config defaults;
	int number = 0;

	if (choice == TLS_CHOICE_CIPHER_SUITE)
		return suite_at(index, name, size);
	mbedtls_ssl_config_init(&defaults);
	/* Without memory nothing is listed; in these versions of mbedTLS the defaults of a stream take none. */
	if (mbedtls_ssl_config_defaults(&defaults, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT) == 0) {
		if (choice == TLS_CHOICE_GROUP)
			number = number_at(tls_compat_groups(&defaults), groups, index, name, size);
		else
			number = number_at(tls_compat_signatures(&defaults), signatures, index, name, size);
	}
	mbedtls_ssl_config_free(&defaults);
	return number;
}

static int number_of(const uint8_t *bytes)
{
	return bytes[0] << 8 | bytes[1];
}

/*
 * Whether a suite can be used with a shared key alone. In TLS 1.3 a key that was agreed elsewhere belongs to one hash, which is SHA-256
 * unless it was agreed otherwise (RFC 8446, 4.2.11); mbedTLS knows no other.
 */
static bool suits_key(int suite)
{
	const mbedtls_ssl_ciphersuite_t *info = mbedtls_ssl_ciphersuite_from_id(suite);

	if (!info)
		return false;
	return tls_compat_is_modern(info) ? tls_compat_has_sha256(info) : tls_suite_uses_key(suite);
}

static size_t choose_suites(int *into, const tls_settings *settings, bool keyOnly)
{
	const int *list = mbedtls_ssl_list_ciphersuites();
	size_t count = 0, i;
	int suite;

	for (i = 0; settings->suites ? i < settings->suitesLength : list[i] != 0; i += settings->suites ? numberSize : 1) {
		suite = settings->suites ? number_of(settings->suites + i) : list[i];
		if (!is_offered(suite) || (keyOnly && !suits_key(suite)))
			continue;
		into[count++] = suite;
	}
	into[count] = 0;
	return count;
}

static void choose_numbers(uint16_t *into, const uint8_t *numbers, size_t length)
{
	size_t i;

	for (i = 0; i < length; i += numberSize)
		*into++ = (uint16_t)number_of(numbers + i);
	*into = 0;
}

int tls_choice_apply(tls_configuration *configuration, const tls_settings *settings, bool withKey, bool keyOnly)
{
	bool suites = settings->suites || withKey;
	size_t most = 0, i;
	int *chosen;
	uint16_t *numbers;

	if (settings->suitesLength % numberSize || settings->groupsLength % numberSize || settings->signaturesLength % numberSize)
		return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
	if (!suites && !settings->groups && !settings->signatures)
		return 0;
	if (settings->suites)
		most = settings->suitesLength / numberSize;
	else if (suites) {
		for (i = 0; mbedtls_ssl_list_ciphersuites()[i]; i++)
			most++;
	}
	/* One block: suites, groups, signature algorithms, each with its final zero. */
	chosen = mbedtls_calloc(1, (most + 1) * sizeof(*chosen) + settings->groupsLength + settings->signaturesLength + 2 * numberSize);
	if (!chosen)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	configuration->choice = chosen;
	if (suites) {
		if (choose_suites(chosen, settings, keyOnly) == 0)
			return TLS_ERROR_NO_SUITE;
		mbedtls_ssl_conf_ciphersuites(&configuration->ssl, chosen);
	}
	numbers = (uint16_t *)(chosen + most + 1);
	if (settings->groups) {
		choose_numbers(numbers, settings->groups, settings->groupsLength);
		mbedtls_ssl_conf_groups(&configuration->ssl, numbers);
		numbers += settings->groupsLength / numberSize + 1;
	}
	if (settings->signatures) {
		choose_numbers(numbers, settings->signatures, settings->signaturesLength);
		mbedtls_ssl_conf_sig_algs(&configuration->ssl, numbers);
	}
	return 0;
}
