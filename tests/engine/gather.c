/* Small writes that share a record. */
#include "support.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

static const pace full;

typedef struct {
	pair both;
	uint8_t memory[1000], out[4000];
	tls_gather gather;
	tls_window window;
} fixture;

static bool open_fixture(fixture *f, size_t capacity)
{
	f->gather = (tls_gather){ f->memory, 0, capacity };
	f->window = (tls_window){ NULL, 0, f->out, sizeof(f->out) };
	return pair_connect(&f->both, &(pair_options){ .version = TLS12 });
}

static int put(fixture *f, const char *text)
{
	return tls_session_write(f->both.client.session, text, strlen(text), &f->window, &f->gather);
}

/* What the server reads of all that is in the window out; the records' count goes into `records`. */
static void arrive(fixture *f, char *text, size_t size, unsigned *records)
{
	side *server = &f->both.server;
	size_t length = 0;

	stream_put(&server->in, f->out, (size_t)(f->window.out - f->out));
	f->window.out = f->out;
	f->window.outLength = sizeof(f->out);
	for (*records = 0; record_length(&server->in) > 0; ++*records) {
		side_step(server, &f->both.client.in, &full);
		length += (size_t)side_read(server, text + length, size - 1 - length, 0);
	}
	text[length] = 0;
}

TEST("small writes wait in the gather and leave in one record, in order")
{
	unsigned records;
	char text[100];
	fixture f;

	if (open_fixture(&f, sizeof(f.memory))) {
		CHECK_EQUAL(put(&f, "one "), 4);
		CHECK_EQUAL(put(&f, "two "), 4);
		CHECK_EQUAL(put(&f, "three"), 5);
		CHECK_EQUAL(f.window.out - f.out, 0);
		CHECK_EQUAL(f.gather.length, 13);
		CHECK_EQUAL(tls_session_seal(f.both.client.session, &f.window, &f.gather), 0);
		CHECK_EQUAL(f.gather.length, 0);
		arrive(&f, text, sizeof(text), &records);
		CHECK(strcmp(text, "one two three") == 0);
		CHECK_EQUAL(records, 1);
	}
	pair_free(&f.both);
}

TEST("what was gathered is wiped once it is sealed")
{
	static const uint8_t zeros[6];
	fixture f;

	if (open_fixture(&f, sizeof(f.memory))) {
		put(&f, "secret");
		CHECK(memcmp(f.memory, "secret", 6) == 0);
		tls_session_seal(f.both.client.session, &f.window, &f.gather);
		CHECK(memcmp(f.memory, zeros, 6) == 0);
	}
	pair_free(&f.both);
}

TEST("a large write comes behind what was gathered before it, and a full gather before what follows")
{
	unsigned records;
	char text[100];
	fixture f;

	if (open_fixture(&f, 10)) {
		put(&f, "abc");
		CHECK_EQUAL(put(&f, "DEFGHIJKL"), 9);
		CHECK_EQUAL(f.gather.length, 0);
		put(&f, "mnop");
		put(&f, "qrst");
		CHECK_EQUAL(put(&f, "uvw"), 3);
		CHECK_EQUAL(f.gather.length, 3);
		tls_session_seal(f.both.client.session, &f.window, &f.gather);
		arrive(&f, text, sizeof(text), &records);
		CHECK(strcmp(text, "abcDEFGHIJKLmnopqrstuvw") == 0);
		CHECK_EQUAL(records, 4);
	}
	pair_free(&f.both);
}

TEST("sealing an empty gather, at any time, does nothing")
{
	tls_window none = { 0 };
	tls_gather empty = { NULL, 0, 0 };
	pair both;

	if (pair_open(&both, &(pair_options){ .version = 0 })) {
		CHECK_EQUAL(tls_session_seal(both.client.session, &none, &empty), 0);
		pair_run(&both, &full);
		CHECK_EQUAL(tls_session_seal(both.client.session, &none, &empty), 0);
		side_close(&both.client, &both.server.in, 1000);
		CHECK_EQUAL(tls_session_seal(both.client.session, &none, &empty), 0);
	}
	pair_free(&both);
}

TEST("without room for it what was gathered stays, and nothing is sealed")
{
	fixture f;

	if (open_fixture(&f, sizeof(f.memory))) {
		put(&f, "hello");
		f.window.outLength = 5;
		CHECK_EQUAL(tls_session_seal(f.both.client.session, &f.window, &f.gather), TLS_ERROR_OVERFLOW);
		CHECK_EQUAL(f.gather.length, 5);
		CHECK_EQUAL(f.window.outLength, 5);
	}
	pair_free(&f.both);
}

TEST("what was gathered and not sealed before close is not sent after it")
{
	fixture f;

	if (open_fixture(&f, sizeof(f.memory))) {
		put(&f, "late");
		tls_session_close(f.both.client.session, &f.window);
		CHECK_EQUAL(tls_session_seal(f.both.client.session, &f.window, &f.gather), TLS_ERROR_CLOSED);
	}
	pair_free(&f.both);
}

TEST("writes of random sizes, gathered or not, fit whenever writable says so, and arrive whole")
{
	static const uint16_t versions[] = { TLS12, TLS13 };
	unsigned i, turn;

	for (i = 0; i < 8; i++) {
		size_t capacity = i < 2 ? 16384 : 1 + test_random(3000), sent = 0, received = 0, k;
		tls_gather gather = { malloc(capacity), 0, capacity };
		uint8_t *data = malloc(40000);
		pair both;
		if (pair_connect(&both, &(pair_options){ .version = versions[i % 2] })) {
			for (turn = 0; turn < 200; turn++) {
				size_t room = 100 + test_random(39000), writes = test_random(30);
				uint8_t *out = malloc(room);
				tls_window window = { NULL, 0, out, room };
				while (writes-- > 0) {
					size_t writable = tls_session_writable(both.client.session, window.outLength, gather.length);
					size_t length = test_random(3) ? test_random(200) : test_random(40000);
					size_t gathered = gather.length, left = window.outLength;
					for (k = 0; k < length; k++)
						data[k] = (uint8_t)(sent + k);
					if (length > writable) {
						CHECK_EQUAL(tls_session_write(both.client.session, data, length, &window, &gather), TLS_ERROR_OVERFLOW);
						CHECK(gather.length == gathered && window.outLength == left);
						continue;
					}
					CHECK_EQUAL(tls_session_write(both.client.session, data, length, &window, &gather), length);
					sent += length;
				}
				CHECK_EQUAL(tls_session_seal(both.client.session, &window, &gather), 0);
				CHECK_EQUAL(tls_session_owed(both.client.session), 0);
				stream_put(&both.server.in, out, room - window.outLength);
				free(out);
				while (record_length(&both.server.in) > 0) {
					int count;
					side_step(&both.server, &both.client.in, &full);
					count = side_read(&both.server, data, 40000, 0);
					for (k = 0; (int)k < count && CHECK(data[k] == (uint8_t)(received + k)); k++);
					received += (size_t)count;
				}
			}
			CHECK_EQUAL(received, sent);
		}
		pair_free(&both);
		free(gather.bytes);
		free(data);
	}
}

TEST("what was promised can be used up by a sequence of writes that count nothing but their bytes")
{
	static const uint16_t versions[] = { TLS12, TLS13 };
	static uint8_t data[40000], out[40000];
	unsigned i, k, part;

	for (i = 0; i < 2; i++) {
		tls_gather gather = { malloc(16384), 0, 16384 };
		pair both;
		if (pair_connect(&both, &(pair_options){ .version = versions[i] })) {
			for (k = 0; k < 200; k++) {
				size_t room = 200 + test_random(k % 2 ? 2000 : 19000);
				size_t promise = tls_session_promise(both.client.session, room, 0), lengths[3];
				tls_window window = { NULL, 0, out, room };
				lengths[0] = 1 + test_random(8);
				lengths[2] = test_random(8);
				lengths[1] = promise - lengths[0] - lengths[2];
				for (part = 0; part < 3; part++)
					CHECK_EQUAL(tls_session_write(both.client.session, data, lengths[part], &window, &gather), lengths[part]);
				CHECK_EQUAL(tls_session_seal(both.client.session, &window, &gather), 0);
				CHECK_EQUAL(tls_session_owed(both.client.session), 0);
			}
			for (k = 30; k < 100; k++)
				CHECK((tls_session_promise(both.client.session, k, 0) > 0) == (tls_session_writable(both.client.session, k, 0) > 0));
		}
		pair_free(&both);
		free(gather.bytes);
	}
}
