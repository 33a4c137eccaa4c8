/* Sessions of the engine that talk through memory. */
#include "support.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { fullRoom = 65536, patience = 2000000 };

static size_t amount(size_t limit, const pace *speed, size_t all)
{
	size_t result = limit ? limit : all;

	return speed->random ? 1 + test_random((uint32_t)result) : result;
}

static const char *given(const char *value, const char *otherwise)
{
	return value ? value : otherwise;
}

static int add_lists(tls_credentials *credentials, const char *const lists[4])
{
	int error = 0, i;

	for (i = 0; i < 4 && lists[i] && !error; i++) {
		char name[64];
		blob list;
		snprintf(name, sizeof(name), "%s.der", lists[i]);
		list = file_read(name);
		error = tls_credentials_add_revocations(credentials, list.bytes, list.length);
		blob_free(&list);
	}
	return error;
}

int side_open(side *result, bool server, const pair_options *options)
{
	uint16_t version = server && options->serverVersion ? options->serverVersion : options->version;
	const char *authority = options->store ? NULL : given(options->authority, "authority");
	const char *certificate = server ? given(options->certificate, "localhost") : options->clientCertificate;
	const char *protocols = server ? given(options->serverProtocols, options->protocols) : options->protocols;
	const char *host = server ? NULL : given(options->host, "localhost");
	bool judges = server == (options->clientPolicy != TLS_PEER_IGNORED);
	tls_credentials *credentials;
	tls_configuration *configuration = NULL;
	tls_settings settings = {
		.time = judges ? options->time : TLS_TIME_REQUIRE,
		.pins = judges ? options->pins : NULL,
		.pinsLength = judges ? options->pinsLength : 0,
		.server = server,
		.peer = server ? options->clientPolicy : options->optional ? TLS_PEER_OPTIONAL : TLS_PEER_REQUIRED,
		.minimumVersion = version ? version : TLS12,
		.maximumVersion = version ? version : TLS13,
		.maximumFragmentLength = server ? 0 : options->fragment,
		.questions = server ? options->serverQuestions : options->questions,
		.protocols = (const uint8_t *)protocols,
		.protocolsLength = protocols ? strlen(protocols) : 0,
		.sessions = server ? options->given : options->save ? 2 : options->session ? 1 : 0,
		.tickets = server ? options->tickets : NULL
	};
	int error;

	memset(result, 0, sizeof(*result));
	error = credentials_of(&credentials, server && options->clientPolicy == TLS_PEER_IGNORED ? NULL : authority, certificate);
	if (error)
		return result->error = error;
	if (judges)
		error = add_lists(credentials, options->lists);
	if (!error)
		error = tls_configuration_new(&configuration, credentials, &settings);
	tls_credentials_release(credentials);
	if (!error) {
		error = tls_session_new(&result->session, configuration, host && *host ? host : NULL);
		tls_configuration_release(configuration);
	}
	if (!error && !server && options->session) {
		result->resumes = tls_session_resume(result->session, options->session->bytes, options->session->length);
		if (result->resumes < 0)
			error = result->resumes;
	}
	if (error)
		test_met(error);
	return result->error = error;
}

void side_free(side *one)
{
	tls_session_delete(one->session);
	stream_free(&one->in);
	stream_free(&one->sent);
	blob_free(&one->saved);
	one->session = NULL;
}

/* A window in of exactly the given length, and one out: an access beyond either, or after the call, is one that a sanitizer sees. */
static tls_window lend(const stream *in, size_t inLength, size_t outLength)
{
	tls_window window = { malloc(inLength ? inLength : 1), inLength, malloc(outLength ? outLength : 1), outLength };

	if (inLength > 0)
		memcpy((uint8_t *)window.in, in->bytes + in->start, inLength);
	return window;
}

static void give_back(side *one, stream *out, const tls_window *before, const tls_window *after)
{
	size_t used = before->inLength - after->inLength, sent = before->outLength - after->outLength;

	CHECK(after->inLength <= before->inLength && after->outLength <= before->outLength);
	CHECK(after->in == before->in + used && after->out == before->out + sent);
	stream_take(&one->in, used);
	one->arrived -= used;
	if (sent > 0)
		stream_put(out, before->out, sent);
	if (one->keep)
		stream_put(&one->sent, before->out, sent);
	free((void *)before->in);
	free(before->out);
}

static void save(side *one)
{
	size_t length = tls_session_save_length(one->session);
	int error;

	blob_free(&one->saved);
	if (!CHECK(length > 0))
		return;
	one->saved = (blob){ malloc(length), length };
	error = tls_session_save(one->session, one->saved.bytes, length);
	CHECK_EQUAL(error, 0);
	one->saves++;
}

bool side_step(side *one, stream *out, const pace *speed)
{
	size_t length = stream_length(&one->in), arrived = one->arrived, more, lent;
	size_t wanted = tls_session_wanted(one->session);
	tls_window before, window;
	int result;

	more = amount(speed->in, speed, length + 1);
	one->arrived = length - one->arrived < more ? length : one->arrived + more;
	lent = one->arrived;
	if (speed->wanted && lent > wanted)
		lent = wanted;
	before = window = lend(&one->in, lent, amount(speed->out, speed, fullRoom));
	result = tls_session_step(one->session, &window);
	if (speed->wanted && lent == wanted && result >= 0 && lent >= 5)
		CHECK_EQUAL(window.inLength, 0);
	arrived = one->arrived > arrived;
	give_back(one, out, &before, &window);
	if (result < 0) {
		test_met(result);
		if (one->error)
			CHECK_EQUAL(result, one->error);
		arrived = one->error != result;
		one->error = result;
		return arrived || window.outLength != before.outLength;
	}
	if (result & TLS_EVENT_TICKET)
		save(one);
	if (one->events & TLS_EVENT_ENDED)
		result &= ~TLS_EVENT_ENDED;
	one->events |= result;
	return arrived || result > 0 || window.inLength != before.inLength || window.outLength != before.outLength;
}

int side_write(side *one, stream *out, const void *data, size_t length, size_t room)
{
	tls_window before = lend(&one->in, 0, room), window = before;
	tls_gather none = { NULL, 0, 0 };
	int result = tls_session_write(one->session, data, length, &window, &none);

	give_back(one, out, &before, &window);
	if (result < 0)
		test_met(result);
	return result;
}

int side_read(side *one, void *data, size_t length, size_t window)
{
	size_t lent = stream_length(&one->in) < window ? stream_length(&one->in) : window;
	tls_window before = lend(&one->in, lent, 0), after = before;
	uint8_t *exact = malloc(length ? length : 1);
	int result;

	if (one->arrived < lent)
		one->arrived = lent;
	result = tls_session_read(one->session, exact, length, &after);
	if (result > 0)
		memcpy(data, exact, (size_t)result);
	free(exact);
	give_back(one, NULL, &before, &after);
	return result;
}

int side_close(side *one, stream *out, size_t room)
{
	tls_window before = lend(&one->in, 0, room), window = before;
	int result = tls_session_close(one->session, &window);

	give_back(one, out, &before, &window);
	return result;
}

bool pair_open(pair *both, const pair_options *options)
{
	memset(both, 0, sizeof(*both));
	return CHECK_EQUAL(side_open(&both->client, false, options), 0) && CHECK_EQUAL(side_open(&both->server, true, options), 0);
}

void pair_free(pair *both)
{
	side_free(&both->client);
	side_free(&both->server);
}

void pair_run(pair *both, const pace *speed)
{
	unsigned turns = 0, quiet = 0;

	/* Both may have nothing to do in one turn and something in the next, when what they get and send at a time is random. */
	while (quiet < 3 && CHECK(turns++ < patience)) {
		bool moved = side_step(&both->client, &both->server.in, speed);
		moved = side_step(&both->server, &both->client.in, speed) || moved;
		quiet = moved ? 0 : quiet + 1;
	}
}

bool pair_connected(const pair *both)
{
	return tls_session_connected(both->client.session) && !both->client.error && tls_session_connected(both->server.session)
		&& !both->server.error;
}

bool pair_connect(pair *both, const pair_options *options)
{
	static const pace full;

	if (!pair_open(both, options))
		return false;
	pair_run(both, &full);
	if (CHECK(pair_connected(both)))
		return true;
	CHECK_EQUAL(both->client.error, 0);
	CHECK_EQUAL(both->server.error, 0);
	return false;
}

static uint8_t pattern(size_t position)
{
	return (uint8_t)(position * 31 + (position >> 8) * 7 + (position >> 16));
}

bool transfer(side *from, side *to, size_t total, const pace *speed)
{
	uint8_t *data = malloc(fullRoom);
	size_t sent = 0, received = 0, i;
	unsigned turns = 0;
	bool right = true;

	while (right && received < total && CHECK(turns++ < patience)) {
		/* Less than that holds no record, so nothing could ever be written. */
		size_t room = 64 + amount(speed->out, speed, fullRoom - 64);
		size_t length = tls_session_writable(from->session, room, 0);
		if (length > fullRoom)
			length = fullRoom;
		if (length > total - sent)
			length = total - sent;
		if (length > 0 && test_random(2))
			length = 1 + test_random((uint32_t)length);
		if (length > 0 && stream_length(&to->in) < 4 * fullRoom) {
			for (i = 0; i < length; i++)
				data[i] = pattern(sent + i);
			right = CHECK_EQUAL(side_write(from, &to->in, data, length, room), length);
			sent += length;
		}
		side_step(to, &from->in, speed);
		right = right && CHECK_EQUAL(to->error, 0);
		while (right && (length = tls_session_readable(to->session)) > 0) {
			size_t piece = test_random(2) ? length : 1 + test_random((uint32_t)length);
			size_t more = speed->wanted ? 0 : amount(speed->in, speed, fullRoom);
			int count = side_read(to, data, piece, test_random(2) ? more : 0);
			right = CHECK_EQUAL(count, piece);
			for (i = 0; right && i < piece; i++)
				right = CHECK(data[i] == pattern(received + i));
			received += piece;
		}
	}
	free(data);
	return right && CHECK_EQUAL(received, total);
}
