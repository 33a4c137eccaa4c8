/* A network for datagrams that is as bad as it is told to be. */
#include "network.h"
#include "host.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

enum { room = 20000 };

static const char peerName[] = "192.0.2.7 40000";

static bool happens(unsigned percent)
{
	return percent > 0 && test_random(100) < percent;
}

static void put(network *all, party *to, const uint8_t *bytes, size_t length)
{
	datagram *made = malloc(sizeof(*made) + length), **place = &to->arriving;

	made->length = length;
	memcpy(made->bytes, bytes, length);
	made->due = all->now + all->weather.delay + (all->weather.jitter ? test_random(all->weather.jitter + 1) : 0);
	if (happens(all->weather.corrupt))
		made->bytes[test_random((uint32_t)length)] ^= (uint8_t)(1u << test_random(8));
	while (*place && (*place)->due <= made->due)
		place = &(*place)->next;
	made->next = *place;
	*place = made;
}

void network_send(network *all, party *to, const uint8_t *bytes, size_t length)
{
	if (all->overheard)
		all->overheard(bytes, length);
	if (happens(all->weather.loss) || (all->weather.largest && length > all->weather.largest))
		return;
	put(all, to, bytes, length);
	if (happens(all->weather.duplicate))
		put(all, to, bytes, length);
}

int party_open(party *result, bool server, const datagram_options *options)
{
	static const uint8_t identity[TLS_IDENTITY_LIMIT] = { 's', 'e', 'n', 0, 'o', 'r' };
	const char *certificate = options->key ? NULL : server ? options->certificate ? options->certificate : "localhost" : options->clientCertificate;
	bool judges = options->clientPolicy != TLS_PEER_IGNORED;
	tls_credentials *credentials = NULL;
	tls_configuration *configuration = NULL;
	tls_settings settings = {
		.server = server, .datagram = true, .mtu = options->mtu,
		.peer = server ? options->clientPolicy : TLS_PEER_REQUIRED,
		.minimumVersion = TLS12, .maximumVersion = TLS13,
		.maximumFragmentLength = server ? 0 : options->fragment ? (uint16_t)(256u << options->fragment) : 0,
		.keyOnly = !server && options->key, .questions = server && options->ask ? TLS_EVENT_IDENTITY : 0,
		.suites = options->suite, .suitesLength = options->suite ? 2 : 0,
		.retransmitMinimum = options->minimum, .retransmitMaximum = options->maximum,
		.connectionIds = options->ids, .connectionIdLength = server ? 8 : 0,
		.sessions = server ? options->tickets ? 1 : 0 : options->save ? 2 : options->session ? 1 : 0,
		.tickets = server ? options->tickets : NULL
	};
	int error = credentials_of(&credentials, options->key || (server && !judges) ? NULL : "authority", certificate);

	memset(result, 0, sizeof(*result));
	if (!error && options->key && !(server && options->ask))
		error = tls_credentials_set_shared_key(credentials, identity, options->identityLength ? options->identityLength : 6, options->key, 16);
	if (!error)
		error = tls_configuration_new(&configuration, credentials, &settings);
	tls_credentials_release(credentials);
	if (!error) {
		error = tls_session_new(&result->session, configuration, server ? NULL : "localhost");
		tls_configuration_release(configuration);
	}
	if (!error && !server && options->session)
		result->resumes = tls_session_resume(result->session, options->session->bytes, options->session->length);
	if (error)
		test_met(error);
	return result->error = error;
}

void party_free(party *one)
{
	while (one->arriving) {
		datagram *first = one->arriving;
		one->arriving = first->next;
		free(first);
	}
	tls_session_delete(one->session);
	one->session = NULL;
	blob_free(&one->saved);
}

bool network_open(network *all, const datagram_options *options, const weather *weather)
{
	memset(all, 0, sizeof(*all));
	all->options = *options;
	all->weather = *weather;
	all->now = 1;
	all->answerKey = options->key;
	return CHECK_EQUAL(tls_cookies_new(&all->cookies), 0) && CHECK_EQUAL(party_open(&all->client, false, options), 0);
}

void network_free(network *all)
{
	party_free(&all->client);
	party_free(&all->server);
	tls_cookies_delete(all->cookies);
}

static void note_timer(network *all, party *one)
{
	uint32_t milliseconds;

	if (tls_session_timer(one->session, &milliseconds))
		one->timer = milliseconds ? all->now + milliseconds : 0;
}

static void take(party *one)
{
	size_t length;
	tls_window none = { 0 };
	int count;

	while ((length = tls_session_readable(one->session)) > 0) {
		uint8_t *data = malloc(length);
		count = tls_session_read(one->session, data, length, &none);
		CHECK_EQUAL(count, length);
		one->taken++;
		one->bytesIn += length;
		one->lastLength = length < sizeof(one->last) ? length : sizeof(one->last);
		memcpy(one->last, data, one->lastLength);
		free(data);
	}
}

static void save(party *one)
{
	size_t length = tls_session_save_length(one->session);

	blob_free(&one->saved);
	if (!CHECK(length > 0))
		return;
	one->saved = (blob){ malloc(length), length };
	CHECK_EQUAL(tls_session_save(one->session, one->saved.bytes, length), 0);
}

void party_step(network *all, party *one, const uint8_t *bytes, size_t length)
{
	party *other = one == &all->client ? &all->server : &all->client;
	/* Of exact size, and gone after the call. */
	uint8_t *in = malloc(length ? length : 1), *out = malloc(room);
	tls_window window = { in, length, out, room };
	unsigned turns = 0;
	int result;

	if (length > 0)
		memcpy(in, bytes, length);
	do {
		window.out = out;
		window.outLength = room;
		result = tls_session_step(one->session, &window);
		if (window.outLength < room) {
			one->sent++;
			network_send(all, other, out, room - window.outLength);
		}
		if (result < 0) {
			test_met(result);
			one->error = result;
		} else {
			one->events |= result;
			if (result & TLS_EVENT_TICKET)
				save(one);
			if (result & TLS_EVENT_IDENTITY && all->answerKey) {
				CHECK_EQUAL(tls_session_answer_key(one->session, all->answerKey, 16), 0);
				result |= TLS_EVENT_NEWER;
			}
			take(one);
		}
		note_timer(all, one);
	} while (CHECK(turns++ < 1000) && (tls_session_owed(one->session) > 0 || (result > 0 && !(result & TLS_EVENT_ENDED))
		|| (result == 0 && (window.inLength > 0 || tls_session_pending(one->session)))));
	free(in);
	free(out);
}

/* What a listener does: no session before the cookie. */
static void arrive_at_server(network *all, const uint8_t *bytes, size_t length)
{
	uint8_t answer[TLS_COOKIE_ANSWER_SIZE];
	int result;

	if (!all->server.session) {
		datagram *arriving = all->server.arriving;
		result = tls_cookies_judge(all->cookies, bytes, length, (const uint8_t *)peerName, sizeof(peerName), answer);
		if (result > TLS_COOKIE_GOOD) {
			CHECK((size_t)result <= length);
			all->answers++;
			network_send(all, &all->client, answer, (size_t)result);
		}
		if (result != TLS_COOKIE_GOOD)
			return;
		if (party_open(&all->server, true, &all->options))
			all->failed = true;
		all->server.arriving = arriving;
		if (all->failed)
			return;
	}
	all->server.received++;
	party_step(all, &all->server, bytes, length);
}

static uint64_t next_time(const network *all)
{
	const party *sides[2] = { &all->client, &all->server };
	uint64_t time = UINT64_MAX;
	unsigned i;

	for (i = 0; i < 2; i++) {
		if (sides[i]->arriving && sides[i]->arriving->due < time)
			time = sides[i]->arriving->due;
		if (sides[i]->timer && sides[i]->timer < time)
			time = sides[i]->timer;
	}
	return time;
}

static void let_happen(network *all, party *one)
{
	while (one->arriving && one->arriving->due <= all->now && !all->failed) {
		datagram *first = one->arriving;
		one->arriving = first->next;
		if (one == &all->server)
			arrive_at_server(all, first->bytes, first->length);
		else {
			one->received++;
			party_step(all, one, first->bytes, first->length);
		}
		free(first);
	}
	if (one->timer && one->timer <= all->now) {
		one->timer = 0;
		tls_session_expire(one->session);
		party_step(all, one, NULL, 0);
	}
}

bool network_connected(const network *all)
{
	return all->client.session && all->server.session && tls_session_connected(all->client.session) && tls_session_connected(all->server.session)
		&& !all->client.error && !all->server.error;
}

bool network_run(network *all, uint64_t milliseconds)
{
	uint64_t end = all->now + milliseconds;
	unsigned turns = 0;

	if (!tls_session_connected(all->client.session) && !all->client.error && !all->client.timer)
		party_step(all, &all->client, NULL, 0);
	while (!all->failed && CHECK(turns++ < 100000) && next_time(all) <= end) {
		all->now = next_time(all);
		let_happen(all, &all->client);
		let_happen(all, &all->server);
	}
	if (all->now < end && next_time(all) == UINT64_MAX)
		return network_connected(all);
	all->now = end;
	return network_connected(all);
}

int party_write(network *all, party *from, const void *data, size_t length)
{
	party *to = from == &all->client ? &all->server : &all->client;
	uint8_t out[room];
	tls_window window = { NULL, 0, out, room };
	int result = tls_session_send(from->session, data, length, &window);

	if (window.outLength < room)
		network_send(all, to, out, room - window.outLength);
	if (result > 0)
		from->bytesOut += length;
	return result;
}

void network_exchange(network *all)
{
	static const char hello[] = "from the client", reply[] = "and back from the server";

	if (!CHECK(network_connected(all)))
		return;
	CHECK_EQUAL(party_write(all, &all->client, hello, sizeof(hello)), sizeof(hello));
	network_run(all, 1000);
	CHECK_EQUAL(all->server.lastLength, sizeof(hello));
	CHECK(memcmp(all->server.last, hello, sizeof(hello)) == 0);
	CHECK_EQUAL(party_write(all, &all->server, reply, sizeof(reply)), sizeof(reply));
	network_run(all, 1000);
	CHECK_EQUAL(all->client.lastLength, sizeof(reply));
	CHECK(memcmp(all->client.last, reply, sizeof(reply)) == 0);
}
