/*
 * Cookies (RFC 6347, 4.2.1): before a stranger costs this side anything it has to show that it receives what is sent to its address.
 *
 * A hello without a good cookie is answered with one, which is made of a secret, of the address, and of what the hello says; nothing is kept of it. The answer is
 * shorter than any hello, so that nobody can have us send more than he has sent himself. The same hello with that cookie begins a session, and what is asked for a
 * session was not spent on anything before. Two secrets are held: one makes cookies for a while, and the one before is good for as long again.
 */
#include "internal.h"
#include "reader.h"

#include "mbedtls/constant_time.h"

#include <string.h>

#if defined(MBEDTLS_SSL_PROTO_DTLS) && defined(MBEDTLS_SSL_SRV_C)

enum {
	recordLength = 13,               /* type, version, epoch, sequence number, length */
	messageLength = 12,              /* type, length, number, offset and length of the fragment */
	versionLength = 2,
	randomLength = 32,
	cookieLength = 16,
	answerLength = recordLength + messageLength + versionLength + 1 + cookieLength,
	secretLength = 32
};

_Static_assert((int)answerLength <= (int)TLS_COOKIE_ANSWER_SIZE, "an answer fits");

/* Milliseconds. */
enum { validity = 30000 };

struct tls_cookies {
	uint8_t secrets[2][secretLength];      /* the current one, and the one before */
	mbedtls_ms_time_t since;
};

/* The parts of a hello. */
typedef struct {
	const uint8_t *message;          /* the version, and the random number behind it */
	tls_reader session, cookie, suites, compression, extensions;
} parts;

int tls_cookies_new(tls_cookies **result)
{
	tls_cookies *cookies;
	int error = tls_initialize();

	if (error)
		return error;
	cookies = mbedtls_calloc(1, sizeof(*cookies));
	if (!cookies)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	error = (int)psa_generate_random(cookies->secrets[0], sizeof(cookies->secrets));
	if (error) {
		tls_cookies_delete(cookies);
		return error;
	}
	cookies->since = mbedtls_ms_time();
	*result = cookies;
	return 0;
}

void tls_cookies_delete(tls_cookies *cookies)
{
	if (cookies)
		mbedtls_platform_zeroize(cookies, sizeof(*cookies));
	mbedtls_free(cookies);
}

static int refresh(tls_cookies *cookies)
{
	mbedtls_ms_time_t age = mbedtls_ms_time() - cookies->since;

	if (age >= 0 && age < validity)
		return 0;
	memcpy(cookies->secrets[1], cookies->secrets[0], secretLength);
	cookies->since += age;
	/* After a long silence, or when the clock has jumped, both are new. */
	return (int)psa_generate_random(cookies->secrets[0], age >= 0 && age < 2 * validity ? secretLength : 2 * secretLength);
}

/* Takes a datagram apart that is a hello, whole and in clear. Others are not for us to answer. */
static bool take_apart(parts *into, const uint8_t *bytes, size_t length)
{
	tls_reader datagram = { bytes, length }, record, message;
	size_t type, major, epoch, offset, whole, fragment;

	memset(into, 0, sizeof(*into));
	if (!tls_reader_number(&datagram, 1, &type) || !tls_reader_number(&datagram, 1, &major) || !tls_reader_skip(&datagram, 1)
		|| !tls_reader_number(&datagram, 2, &epoch) || !tls_reader_skip(&datagram, 6) || !tls_reader_vector(&datagram, 2, &record))
		return false;
	if (type != MBEDTLS_SSL_MSG_HANDSHAKE || major != 0xFE || epoch != 0)
		return false;
	if (!tls_reader_number(&record, 1, &type) || !tls_reader_number(&record, 3, &whole) || !tls_reader_skip(&record, 2)
		|| !tls_reader_number(&record, 3, &offset) || !tls_reader_vector(&record, 3, &message))
		return false;
	fragment = message.left;
	into->message = message.at;
	if (type != MBEDTLS_SSL_HS_CLIENT_HELLO || offset != 0 || fragment != whole)
		return false;
	if (!tls_reader_skip(&message, versionLength + randomLength) || !tls_reader_vector(&message, 1, &into->session)
		|| !tls_reader_vector(&message, 1, &into->cookie) || !tls_reader_vector(&message, 2, &into->suites)
		|| !tls_reader_vector(&message, 1, &into->compression))
		return false;
	return message.left == 0 || (tls_reader_vector(&message, 2, &into->extensions) && message.left == 0);
}

/* What RFC 6347 names: the address, and the parts of the hello that are the same in the second one. */
static int make_cookie(const uint8_t secret[secretLength], const parts *hello, const uint8_t *peer, size_t peerLength, uint8_t cookie[cookieLength])
{
	const psa_algorithm_t algorithm = PSA_ALG_TRUNCATED_MAC(PSA_ALG_HMAC(PSA_ALG_SHA_256), cookieLength);
	psa_mac_operation_t operation = PSA_MAC_OPERATION_INIT;
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	psa_key_id_t key = PSA_KEY_ID_NULL;
	psa_status_t status, destroyed;
	uint8_t lengths[4] = { (uint8_t)peerLength, (uint8_t)hello->session.left, (uint8_t)(hello->suites.left >> 8), (uint8_t)hello->suites.left };
	size_t length;

	psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_MESSAGE);
	psa_set_key_algorithm(&attributes, algorithm);
	psa_set_key_type(&attributes, PSA_KEY_TYPE_HMAC);
	status = psa_import_key(&attributes, secret, secretLength, &key);
	if (status == PSA_SUCCESS)
		status = psa_mac_sign_setup(&operation, key, algorithm);
	if (status == PSA_SUCCESS)
		status = psa_mac_update(&operation, lengths, sizeof(lengths));
	if (status == PSA_SUCCESS)
		status = psa_mac_update(&operation, peer, peerLength);
	if (status == PSA_SUCCESS)
		status = psa_mac_update(&operation, hello->message, versionLength + randomLength);
	if (status == PSA_SUCCESS && hello->session.left > 0)
		status = psa_mac_update(&operation, hello->session.at, hello->session.left);
	if (status == PSA_SUCCESS && hello->suites.left > 0)
		status = psa_mac_update(&operation, hello->suites.at, hello->suites.left);
	if (status == PSA_SUCCESS && hello->compression.left > 0)
		status = psa_mac_update(&operation, hello->compression.at, hello->compression.left);
	if (status == PSA_SUCCESS)
		status = psa_mac_sign_finish(&operation, cookie, cookieLength, &length);
	/* Does nothing after a finish. */
	(void)psa_mac_abort(&operation);
	destroyed = psa_destroy_key(key);
	return (int)(status == PSA_SUCCESS ? destroyed : status);
}

/* HelloVerifyRequest: RFC 6347, 4.2.1. Its numbers are those of the hello, so that none has to be kept. */
static void write_answer(const uint8_t *hello, const uint8_t cookie[cookieLength], uint8_t *answer)
{
	enum { content = messageLength + versionLength + 1 + cookieLength, body = content - messageLength };

	memcpy(answer, hello, recordLength + messageLength);
	/* Whatever the version will be: OpenSSL and others read the answer before one was agreed on. */
	answer[1] = 0xFE;
	answer[2] = 0xFF;
	tls_put(answer + recordLength - 2, content, 2);
	answer[recordLength] = MBEDTLS_SSL_HS_HELLO_VERIFY_REQUEST;
	tls_put(answer + recordLength + 1, body, 3);
	tls_put(answer + recordLength + 6, 0, 3);
	tls_put(answer + recordLength + 9, body, 3);
	answer += recordLength + messageLength;
	answer[0] = 0xFE;
	answer[1] = 0xFF;
	answer[2] = cookieLength;
	memcpy(answer + versionLength + 1, cookie, cookieLength);
}

int tls_cookies_judge(tls_cookies *cookies, const uint8_t *datagram, size_t length, const uint8_t *peer, size_t peerLength,
	uint8_t answer[TLS_COOKIE_ANSWER_SIZE])
{
	uint8_t made[2][cookieLength];
	parts hello;
	int error, i;

	if (peerLength > UINT8_MAX)
		return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
	if (!take_apart(&hello, datagram, length))
		return TLS_COOKIE_NONE;
	error = refresh(cookies);
	/* A cookie that the current secret has not made may be of the one before. */
	for (i = 0; i < 2 && !error && (i == 0 || hello.cookie.left == cookieLength); i++) {
		error = make_cookie(cookies->secrets[i], &hello, peer, peerLength, made[i]);
		if (!error && hello.cookie.left == cookieLength && mbedtls_ct_memcmp(hello.cookie.at, made[i], cookieLength) == 0)
			return TLS_COOKIE_GOOD;
	}
	if (error)
		return error;
	write_answer(datagram, made[0], answer);
	return answerLength;
}

uint32_t tls_hello_mark(const uint8_t *datagram, size_t length)
{
	enum { randomStart = recordLength + messageLength + versionLength };
	uint32_t mark = 0x811C9DC5;
	size_t i;

	/* FNV-1a. */
	for (i = randomStart; i < randomStart + randomLength && i < length; i++)
		mark = (mark ^ datagram[i]) * 0x01000193;
	return mark;
}

int tls_hello_read_datagram(tls_hello *hello, const uint8_t *datagram, size_t length)
{
	parts read;

	memset(hello, 0, sizeof(*hello));
	if (!take_apart(&read, datagram, length)) {
		hello->alert = MBEDTLS_SSL_ALERT_MSG_DECODE_ERROR;
		return MBEDTLS_ERR_SSL_DECODE_ERROR;
	}
	tls_hello_session(hello, read.session);
	return tls_hello_extensions(hello, read.extensions);
}

#else

int tls_cookies_new(tls_cookies **result)
{
	(void)result;
	return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
}

void tls_cookies_delete(tls_cookies *cookies)
{
	(void)cookies;
}

int tls_cookies_judge(tls_cookies *cookies, const uint8_t *datagram, size_t length, const uint8_t *peer, size_t peerLength,
	uint8_t answer[TLS_COOKIE_ANSWER_SIZE])
{
	(void)cookies;
	(void)datagram;
	(void)length;
	(void)peer;
	(void)peerLength;
	(void)answer;
	return TLS_COOKIE_NONE;
}

uint32_t tls_hello_mark(const uint8_t *datagram, size_t length)
{
	(void)datagram;
	(void)length;
	return 0;
}

int tls_hello_read_datagram(tls_hello *hello, const uint8_t *datagram, size_t length)
{
	(void)datagram;
	(void)length;
	memset(hello, 0, sizeof(*hello));
	return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
}

#endif
