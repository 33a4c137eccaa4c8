/* mbedTLS as a program without the engine uses it, and a little rougher. */
#include "support.h"

#include "compat.h"
#include "host.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

/* Not in a public header; it is how a peer sends what no call of mbedTLS would send. */
int mbedtls_ssl_write_record(mbedtls_ssl_context *ssl, int force_flush);

static int send_all(void *context, const unsigned char *bytes, size_t length)
{
	peer *one = context;

	stream_put(one->out, bytes, length);
	return (int)length;
}

static int receive_some(void *context, unsigned char *bytes, size_t length)
{
	peer *one = context;

	if (stream_length(&one->in) == 0)
		return MBEDTLS_ERR_SSL_WANT_READ;
	if (length > stream_length(&one->in))
		length = stream_length(&one->in);
	memcpy(bytes, one->in.bytes + one->in.start, length);
	stream_take(&one->in, length);
	return (int)length;
}

static void must(int error)
{
	if (error) {
		test_note("the peer cannot be set up: -0x%x", (unsigned)-error);
		abort();
	}
}

#if MBEDTLS_VERSION_MAJOR < 4
static void set_up_tickets(mbedtls_ssl_ticket_context *tickets)
{
	must(mbedtls_ssl_ticket_setup(tickets, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE, MBEDTLS_CIPHER_AES_256_GCM, 3600));
}

/* Nobody checks that it is a prime. */
static void use_small_group(mbedtls_ssl_config *configuration)
{
	uint8_t modulus[128], generator = 2;

	memset(modulus, 0xA5, sizeof(modulus));
	must(mbedtls_ssl_conf_dh_param_bin(configuration, modulus, sizeof(modulus), &generator, 1));
}
#else
static void set_up_tickets(mbedtls_ssl_ticket_context *tickets)
{
	must(mbedtls_ssl_ticket_setup(tickets, PSA_ALG_GCM, PSA_KEY_TYPE_AES, 256, 3600));
}

static void use_small_group(mbedtls_ssl_config *configuration)
{
	(void)configuration;
	test_note("mbedTLS 4 knows no Diffie-Hellman without curves in TLS 1.2");
	abort();
}
#endif

/* Leaf and intermediate: puts other bytes where mbedTLS takes them from when it sends its certificates. */
static void present(peer *one, const char *name)
{
	mbedtls_x509_crt *leaf = &one->certificates, *issuer = leaf->next;
	size_t length;

	one->presented = file_chain(name);
	length = 4 + (size_t)(one->presented.bytes[2] << 8 | one->presented.bytes[3]);
	one->own[0] = leaf->raw;
	one->own[1] = issuer->raw;
	leaf->raw.p = one->presented.bytes;
	leaf->raw.len = length;
	issuer->raw.p = one->presented.bytes + length;
	issuer->raw.len = one->presented.length - length;
}

void peer_open(peer *result, const peer_options *options)
{
	const char *name = options->certificate ? options->certificate : options->server ? "localhost" : NULL;
	mbedtls_ssl_config *configuration = &result->configuration;

	memset(result, 0, sizeof(*result));
	result->alert = -1;
	host_heap_exempt_begin();
	mbedtls_ssl_init(&result->ssl);
	mbedtls_ssl_config_init(configuration);
	mbedtls_x509_crt_init(&result->certificates);
	mbedtls_pk_init(&result->key);
	mbedtls_ssl_ticket_init(&result->tickets);
	must(mbedtls_ssl_config_defaults(configuration, options->server ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT,
		MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT));
	tls_compat_set_random(configuration);
	mbedtls_ssl_conf_authmode(configuration, MBEDTLS_SSL_VERIFY_NONE);
	if (options->version) {
		mbedtls_ssl_conf_min_tls_version(configuration, (mbedtls_ssl_protocol_version)options->version);
		mbedtls_ssl_conf_max_tls_version(configuration, (mbedtls_ssl_protocol_version)options->version);
	}
	if (name) {
		blob chain = file_chain(name), key = file_key(options->presented ? options->presented : name);
		while (chain.length > 0) {
			const mbedtls_x509_crt *last = &result->certificates;
			must(mbedtls_x509_crt_parse_der(&result->certificates, chain.bytes, chain.length));
			while (last->next)
				last = last->next;
			chain.length -= last->raw.len;
			memmove(chain.bytes, chain.bytes + last->raw.len, chain.length);
		}
		must(tls_compat_parse_key(&result->key, key.bytes, key.length, NULL, 0));
		must(mbedtls_ssl_conf_own_cert(configuration, &result->certificates, &result->key));
		blob_free(&chain);
		blob_free(&key);
	}
	if (options->presented)
		present(result, options->presented);
	if (options->suites)
		mbedtls_ssl_conf_ciphersuites(configuration, options->suites);
	if (options->tickets) {
		set_up_tickets(&result->tickets);
		mbedtls_ssl_conf_session_tickets_cb(configuration, mbedtls_ssl_ticket_write, mbedtls_ssl_ticket_parse, &result->tickets);
	}
	if (options->renegotiation)
		mbedtls_ssl_conf_renegotiation(configuration, MBEDTLS_SSL_RENEGOTIATION_ENABLED);
	if (options->fragment)
		must(mbedtls_ssl_conf_max_frag_len(configuration, (unsigned char)options->fragment));
	if (options->smallGroup)
		use_small_group(configuration);
	must(mbedtls_ssl_setup(&result->ssl, configuration));
	if (!options->server)
		must(mbedtls_ssl_set_hostname(&result->ssl, "localhost"));
	mbedtls_ssl_set_bio(&result->ssl, result, send_all, receive_some, NULL);
	host_heap_exempt_end();
}

void peer_free(peer *one)
{
	host_heap_exempt_begin();
	if (one->presented.bytes) {
		one->certificates.raw = one->own[0];
		one->certificates.next->raw = one->own[1];
		blob_free(&one->presented);
	}
	mbedtls_ssl_free(&one->ssl);
	mbedtls_ssl_config_free(&one->configuration);
	mbedtls_x509_crt_free(&one->certificates);
	mbedtls_pk_free(&one->key);
	mbedtls_ssl_ticket_free(&one->tickets);
	host_heap_exempt_end();
	stream_free(&one->in);
}

static void begin(peer *one, stream *out)
{
	one->out = out;
	host_heap_exempt_begin();
}

static int end(peer *one, int result)
{
	host_heap_exempt_end();
	one->out = NULL;
	if (result >= 0 || result == MBEDTLS_ERR_SSL_WANT_READ || result == MBEDTLS_ERR_SSL_WANT_WRITE)
		return result;
	if (result == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) {
		one->ended = true;
		return 0;
	}
	if (result == MBEDTLS_ERR_SSL_FATAL_ALERT_MESSAGE)
		one->alert = tls_compat_fatal_alert(&one->ssl);
	one->error = result;
	return result;
}

bool peer_connected(const peer *one)
{
	return mbedtls_ssl_is_handshake_over((mbedtls_ssl_context *)&one->ssl) && !one->error;
}

bool peer_step(peer *one, stream *out)
{
	size_t before = stream_length(&one->in), sent = stream_length(out);
	int result;

	if (one->error || one->ended || mbedtls_ssl_is_handshake_over(&one->ssl))
		return false;
	begin(one, out);
	result = mbedtls_ssl_handshake(&one->ssl);
	end(one, result);
	return stream_length(&one->in) != before || stream_length(out) != sent;
}

int peer_read(peer *one, void *data, size_t length, stream *out)
{
	int result;

	if (one->error || one->ended)
		return 0;
	begin(one, out);
	do {
		result = mbedtls_ssl_read(&one->ssl, data, length);
	} while (result == 0 || result == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET
		|| (result == MBEDTLS_ERR_SSL_WANT_READ && stream_length(&one->in) >= 5));
	result = end(one, result);
	return result > 0 ? result : 0;
}

void peer_write(peer *one, const void *data, size_t length, stream *out)
{
	const unsigned char *bytes = data;

	begin(one, out);
	while (length > 0) {
		int result = mbedtls_ssl_write(&one->ssl, bytes, length);
		if (result == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET)
			continue;
		if (result < 0)
			must(result);
		bytes += result;
		length -= (size_t)result;
	}
	end(one, 0);
}

void peer_record(peer *one, int type, const void *bytes, size_t length, stream *out)
{
	mbedtls_ssl_context *ssl = &one->ssl;

	begin(one, out);
	ssl->MBEDTLS_PRIVATE(out_msgtype) = type;
	ssl->MBEDTLS_PRIVATE(out_msglen) = length;
	if (length > 0)
		memcpy(ssl->MBEDTLS_PRIVATE(out_msg), bytes, length);
	must(mbedtls_ssl_write_record(ssl, 1));
	end(one, 0);
}

void peer_alert(peer *one, int level, int description, stream *out)
{
	begin(one, out);
	must(mbedtls_ssl_send_alert_message(&one->ssl, (unsigned char)level, (unsigned char)description));
	end(one, 0);
}

void meet(side *one, peer *other, const pace *speed)
{
	unsigned quiet = 0, turns = 0;

	while (quiet < 3 && CHECK(turns++ < 1000000)) {
		bool moved = side_step(one, &other->in, speed);
		moved = peer_step(other, &one->in) || moved;
		quiet = moved ? 0 : quiet + 1;
	}
}

bool meet_new(side *one, peer *other, const pair_options *ours, const peer_options *theirs)
{
	static const pace full;

	peer_open(other, theirs);
	if (!CHECK_EQUAL(side_open(one, !theirs->server, ours), 0))
		return false;
	meet(one, other, &full);
	CHECK_EQUAL(one->error, 0);
	CHECK_EQUAL(other->error, 0);
	return CHECK(tls_session_connected(one->session) && peer_connected(other));
}
