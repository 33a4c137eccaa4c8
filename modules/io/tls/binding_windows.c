/*
 * The native functions that move bytes: each opens windows over buffers of JavaScript for the length of one call. The rules are those of binding.c.
 */
#include "binding_windows.h"

#include <string.h>

/* After binding_windows.h, which brings the types that it uses. */
#include "mc.xs.h"

/* The end of an output buffer is for plaintext that waits: a record's worth, or half of a buffer that is smaller than two. */
enum { gatherSize = 16384 + 256 };

/* Bytes of ciphertext that are worth telling of. */
enum { little = 128 };

void *tls_binding_open_window(xsMachine *the, xsSlot *input, xsSlot *output, xsSlot *state, cursor *at, tls_window *window, tls_gather *gather)
{
	xsUnsignedValue inSize = 0, outSize = 0, size;
	const uint8_t *in = input ? tls_binding_bytes(the, input, &inSize) : NULL;
	void *out = NULL, *data;

	if (output)
		xsmcGetBufferWritable(*output, &out, &outSize);
	xsmcGetBufferWritable(*state, &data, &size);
	if (size < sizeof(*at))
		xsUnknownError("cursor too small");
	memcpy(at, data, sizeof(*at));
	size = outSize / 2 < gatherSize ? outSize / 2 : gatherSize;
	outSize -= size;
	memset(window, 0, sizeof(*window));
	if (gather) {
		gather->bytes = (uint8_t *)out + outSize;
		gather->capacity = size;
		gather->length = at->gathered >= 0 && (xsUnsignedValue)at->gathered <= size ? (size_t)at->gathered : 0;
	}
	if (outSize > (xsUnsignedValue)at->available)
		outSize = (xsUnsignedValue)at->available;
	if (in && at->inStart >= 0 && at->inStart <= at->inEnd && (xsUnsignedValue)at->inEnd <= inSize) {
		window->in = in + at->inStart;
		window->inLength = (size_t)(at->inEnd - at->inStart);
	}
	if (window->inLength > 0 && out && window->in < (uint8_t *)out + outSize && (uint8_t *)out < window->in + window->inLength)
		xsUnknownError("input and output overlap");
	if (out && at->outLength >= 0 && (xsUnsignedValue)at->outLength <= outSize) {
		window->out = (uint8_t *)out + at->outLength;
		window->outLength = outSize - (xsUnsignedValue)at->outLength;
	}
	return data;
}

/* The room as if the output buffer, which has `size` bytes for ciphertext, were sent before: a write that needs it sends that. */
static size_t room_of(const cursor *at, size_t size)
{
	size_t room = at->outLength >= 0 && at->available > at->outLength ? (size_t)(at->available - at->outLength) : 0;

	return room < size ? room : size;
}

void tls_binding_close_window(tls_session *session, const tls_window *before, const tls_window *after, cursor *at, void *data)
{
	at->inStart += (int32_t)(before->inLength - after->inLength);
	at->outLength += (int32_t)(before->outLength - after->outLength);
	at->readable = (int32_t)tls_session_readable(session);
	at->owed = (int32_t)tls_session_owed(session);
	at->pending = tls_session_pending(session);
	memcpy(data, at, sizeof(*at));
}

void xs_tls_session_step(xsMachine *the)
{
	tls_session *session = tls_binding_vetted_session(the, 0);
	tls_window before, window;
	cursor at;
	void *data = tls_binding_open_window(the, &xsArg(0), &xsArg(1), &xsArg(2), &at, &before, NULL);
	int result;

	window = before;
	result = tls_session_step(session, &window);
	tls_binding_close_window(session, &before, &window, &at, data);
	xsmcSetInteger(xsResult, result);
}

static void was_read(cursor *at, int count)
{
	/* A read into a large buffer may have gone on into records that were not announced. */
	if (count > 0)
		at->announced = at->announced > count ? at->announced - count : 0;
}

void xs_tls_session_read(xsMachine *the)
{
	tls_session *session = tls_binding_vetted_session(the, 0);
	tls_window before, window;
	cursor at;
	void *data = tls_binding_open_window(the, &xsArg(1), NULL, &xsArg(2), &at, &before, NULL), *target;
	xsUnsignedValue size;
	int result;

	xsmcGetBufferWritable(xsArg(0), &target, &size);
	window = before;
	result = tls_session_read(session, target, size, &window);
	was_read(&at, result);
	tls_binding_close_window(session, &before, &window, &at, data);
	xsmcSetInteger(xsResult, result);
}

/* Reads into a new ArrayBuffer of exactly the given length, which is not more than what is readable. */
void xs_tls_session_take(xsMachine *the)
{
	tls_session *session;
	tls_window before, window;
	cursor at;
	void *data, *target;
	xsUnsignedValue size;

	xsmcSetArrayBuffer(xsResult, NULL, xsmcToInteger(xsArg(0)));
	session = tls_binding_vetted_session(the, 1);
	data = tls_binding_open_window(the, &xsArg(1), NULL, &xsArg(2), &at, &before, NULL);
	xsmcGetBufferWritable(xsResult, &target, &size);
	window = before;
	was_read(&at, tls_session_read(session, target, size, &window));
	tls_binding_close_window(session, &before, &window, &at, data);
}

void xs_tls_session_takeByte(xsMachine *the)
{
	tls_session *session = tls_binding_vetted_session(the, 0);
	tls_window before, window;
	cursor at;
	void *data = tls_binding_open_window(the, &xsArg(0), NULL, &xsArg(1), &at, &before, NULL);
	uint8_t byte;
	int result;

	window = before;
	result = tls_session_read(session, &byte, 1, &window);
	was_read(&at, result);
	tls_binding_close_window(session, &before, &window, &at, data);
	xsmcSetInteger(xsResult, result == 1 ? byte : -1);
}

static void write_bytes(xsMachine *the, tls_session *session, const void *from, xsUnsignedValue length)
{
	tls_window before, window;
	tls_gather gather;
	cursor at;
	void *data = tls_binding_open_window(the, NULL, &xsArg(1), &xsArg(2), &at, &before, &gather), *out;
	xsUnsignedValue size;
	int result = TLS_ERROR_OVERFLOW;

	window = before;
	if (!tls_session_connected(session) || (at.room >= 0 && length <= (xsUnsignedValue)at.room))
		result = tls_session_write(session, from, length, &window, &gather);
	at.gathered = (int32_t)gather.length;
	tls_binding_close_window(session, &before, &window, &at, data);
	if (result >= 0) {
		xsmcGetBufferWritable(xsArg(1), &out, &size);
		at.room -= (int32_t)length;
		result = (int32_t)tls_session_writable(session, room_of(&at, size - gather.capacity), (size_t)at.gathered);
		if (result > at.room)
			result = at.room;
		at.room = result;
		memcpy(data, &at, sizeof(at));
	}
	xsmcSetInteger(xsResult, result);
}

void xs_tls_session_write(xsMachine *the)
{
	tls_session *session = tls_binding_vetted_session(the, 0);
	xsUnsignedValue length;
	void *from;

	xsmcGetBufferReadable(xsArg(0), &from, &length);
	write_bytes(the, session, from, length);
}

void xs_tls_session_writeByte(xsMachine *the)
{
	uint8_t byte = (uint8_t)xsmcToInteger(xsArg(0));

	write_bytes(the, tls_binding_vetted_session(the, 1), &byte, 1);
}

void xs_tls_session_close(xsMachine *the)
{
	tls_session *session = tls_binding_vetted_session(the, 0);
	tls_window before, window;
	cursor at;
	void *data = tls_binding_open_window(the, NULL, &xsArg(0), &xsArg(1), &at, &before, NULL);
	int result;

	window = before;
	result = tls_session_close(session, &window);
	tls_binding_close_window(session, &before, &window, &at, data);
	xsmcSetInteger(xsResult, result);
}

void xs_tls_session_end(xsMachine *the)
{
	xsmcSetInteger(xsResult, tls_session_end(tls_binding_session(the)));
}

/*
 * Whether the transport has little room, and has had more: then it will have more again. Who is told of a few bytes uses them for a record, which is nearly all frame;
 * and who counts on several writes finds no room for the second.
 */
static bool is_tight(cursor *at)
{
	int32_t left = at->outLength >= 0 && at->available > at->outLength ? at->available - at->outLength : 0;

	if (left > at->most)
		at->most = left;
	return left < little && left < at->most / 2;
}

/* The room there is, if that is more than the application knows of and worth telling; else 0. */
void xs_tls_session_offer(xsMachine *the)
{
	tls_session *session = tls_binding_vetted_session(the, 0);
	tls_window before;
	tls_gather gather;
	cursor at;
	void *data = tls_binding_open_window(the, NULL, &xsArg(0), &xsArg(1), &at, &before, &gather), *out;
	bool any = xsmcArgc > 2 && xsmcTest(xsArg(2));
	xsUnsignedValue size;
	int32_t room = 0;

	xsmcGetBufferWritable(xsArg(0), &out, &size);
	if (!is_tight(&at) || any)
		room = (int32_t)tls_session_promise(session, room_of(&at, size - gather.capacity), (size_t)at.gathered);
	xsmcSetInteger(xsResult, room > at.room ? room : 0);
	if (room > at.room)
		at.room = room;
	memcpy(data, &at, sizeof(at));
}

int tls_binding_seal(xsMachine *the, tls_session *session, xsSlot *output, xsSlot *state)
{
	tls_window before, window;
	tls_gather gather;
	cursor at;
	void *data = tls_binding_open_window(the, NULL, output, state, &at, &before, &gather);
	int result;

	window = before;
	result = tls_session_seal(session, &window, &gather);
	at.gathered = (int32_t)gather.length;
	tls_binding_close_window(session, &before, &window, &at, data);
	return result;
}

/* As many bytes as there is room for. */
void xs_tls_copy(xsMachine *the)
{
	xsUnsignedValue length, size;
	const uint8_t *from;
	void *to;

	tls_binding_vet(the, 0);
	from = tls_binding_bytes(the, &xsArg(1), &length);
	xsmcGetBufferWritable(xsArg(0), &to, &size);
	if (length > size)
		length = size;
	if (length > 0)
		memmove(to, from, length);
	xsmcSetInteger(xsResult, (xsIntegerValue)length);
}
