#include "client.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "esp_timer.h"

#include "heap.h"
#include "peer.h"
#include "dialogue.h"

#define EMBEDDED(name, symbol)                                      \
	extern const uint8_t name[] asm("_binary_" symbol "_start"); \
	extern const uint8_t name##_end[] asm("_binary_" symbol "_end")

EMBEDDED(authority, "authority_der");
EMBEDDED(rsa_authority, "rsa_authority_der");
EMBEDDED(certificate, "client_der");
EMBEDDED(intermediate, "intermediate_der");
EMBEDDED(key, "client_key_der");

#define LENGTH(name) ((size_t)(name##_end - name))

static const char identity[] = "chip";
static const uint8_t shared[16] = "0123456789abcdef";

static struct {
	uint8_t *blob;
	size_t length;
} saved;

/* What is kept from one command to the next is no leak. */
static int saved_size(void)
{
	return saved.blob ? heap_size(saved.blob) : 0;
}

static bool is(const char *line, const char *name, const char *expected)
{
	char value[16];

	return dialogue_word(line, name, value, sizeof(value)) && strcmp(value, expected) == 0;
}

static int gather_credentials(tls_credentials *credentials, const char *line)
{
	int result = 0;

	if (is(line, "trust", "authority"))
		result = tls_credentials_add_authority(credentials, authority, LENGTH(authority));
	if (result == 0 && is(line, "trust", "rsa"))
		result = tls_credentials_add_authority(credentials, rsa_authority, LENGTH(rsa_authority));
	if (result == 0 && is(line, "certificate", "client")) {
		result = tls_credentials_add_certificate(credentials, certificate, LENGTH(certificate));
		if (result == 0)
			result = tls_credentials_add_certificate(credentials, intermediate, LENGTH(intermediate));
		if (result == 0)
			result = tls_credentials_set_key(credentials, key, LENGTH(key), NULL, 0);
	}
	if (result == 0 && is(line, "psk", "yes"))
		result = tls_credentials_set_shared_key(credentials, (const uint8_t *)identity, strlen(identity), shared, sizeof(shared));
	return result;
}

static int configure(tls_configuration **configuration, const char *line)
{
	static const uint8_t ccm8[] = { 0xC0, 0xA8 };
	int version = dialogue_number(line, "version", 0), result;
	tls_settings settings = {
		.peer = is(line, "psk", "yes") ? TLS_PEER_OPTIONAL : TLS_PEER_REQUIRED,
		.minimumVersion = version == 13 ? 0x0304 : 0x0303,
		.maximumVersion = version == 12 ? 0x0303 : 0x0304,
		.keyOnly = is(line, "psk", "yes"),
		.sessions = 2,
		.datagram = is(line, "datagram", "yes"), .mtu = 1232, .connectionIds = is(line, "ids", "yes"),
		.suites = is(line, "ccm8", "yes") ? ccm8 : NULL, .suitesLength = is(line, "ccm8", "yes") ? sizeof(ccm8) : 0,
	};
	tls_credentials *credentials = NULL;

	result = tls_credentials_new(&credentials);
	if (result == 0)
		result = gather_credentials(credentials, line);
	if (result == 0)
		result = tls_configuration_new(configuration, credentials, &settings);
	tls_credentials_release(credentials);
	return result;
}

static int keep_session(tls_session *session)
{
	size_t length = tls_session_save_length(session);
	uint8_t *blob = length > 0 ? malloc(length) : NULL;

	if (!blob)
		return 0;
	free(saved.blob);
	saved.blob = blob;
	saved.length = length;
	return tls_session_save(session, blob, length);
}

static int converse(peer *connection)
{
	const char *sent = connection->datagram ? "ping\n" : "hello, chip\n";
	char received[16] = "";
	int result = peer_write(connection, sent, strlen(sent));

	if (result == 0)
		result = peer_read(connection, received, strlen(sent));
	if (result == 0)
		printf("heard %.*s\n", (int)strcspn(received, "\n"), received);
	return result;
}

static void tell(const peer *connection, int result)
{
	const char *name = tls_error_name(result);
	char suite[64] = "";

	if (result == 0) {
		tls_session_cipher_suite_name(connection->session, suite, sizeof(suite));
		printf("connected %04x %s%s\n", tls_session_version(connection->session), suite, tls_session_resumed(connection->session) ? " resumed" : "");
		return;
	}
	printf("failed %d %s", result, name ? name : "-");
	if (connection->session)
		printf(" verdict %d %s", tls_session_verdict(connection->session), tls_session_explanation(connection->session));
	printf("\n");
}

/* Everything from the credentials to the last byte; what it costs is printed if `loud`. */
static int connect_once(const char *line, bool loud)
{
	static peer connection;
	tls_configuration *configuration = NULL;
	bool resume = is(line, "resume", "yes");
	int64_t begin;
	int before = heap_used(), result;

	heap_mark();
	result = peer_reach(&connection, (uint16_t)dialogue_number(line, "port", 0), is(line, "datagram", "yes"));
	heap_count(true);
	if (result == 0)
		result = configure(&configuration, line);
	if (loud)
		printf("figure configuration %d\n", heap_used() - before);
	before = heap_used();
	begin = esp_timer_get_time();
	if (result == 0)
		result = peer_open(&connection, configuration, "localhost", resume ? saved.blob : NULL, saved.length);
	if (loud) {
		printf("figure microseconds %" PRId64 "\n", esp_timer_get_time() - begin);
		printf("figure peak %d\nfigure idle %d\nfigure allocations %u\n", heap_peak() - before, heap_used() - before, heap_allocations());
		tell(&connection, result);
	}
	if (result == 0)
		result = converse(&connection);
	if (result == 0)
		result = keep_session(connection.session);
	if (result == 0 && loud && connection.datagram)
		printf("figure association %d\n", tls_session_suspend(connection.session, NULL, 0));
	peer_close(&connection);
	tls_configuration_release(configuration);
	heap_count(false);
	return result;
}

void client_connect(const char *line)
{
	printf("ended with %d\n", connect_once(line, true));
	printf("figure left %d\n", heap_used() - saved_size());
}

static bool names_memory(int error)
{
	const char *name = tls_error_name(error);

	return name && (strstr(name, "ALLOC") || strstr(name, "MEMORY"));
}

void client_starve(const char *line)
{
	unsigned number, tries = 0, others = 0, step = (unsigned)dialogue_number(line, "step", 1);
	int result;

	for (number = 1;; number += step, tries++) {
		heap_mark();
		heap_fail(number);
		result = connect_once(line, false);
		heap_fail(0);
		if (result == 0 || result == PEER_ERROR_NETWORK)
			break;
		if (!names_memory(result)) {
			printf("failed with allocation %u: %d %s\n", number, result, tls_error_name(result) ? tls_error_name(result) : "-");
			others++;
		}
	}
	printf("ended with %d\n", result);
	printf("figure starved %u\nfigure others %u\nfigure left %d\n", tries, others, heap_used() - saved_size());
}
