/* The native functions that move the datagrams of a session. The rules are those of binding.c. */
#include "binding.h"

#include <string.h>

/* What session.ts and the engine tell each other about a datagram: an Int32Array there, and this here. The order is that of the places in session.ts. */
typedef struct {
	int32_t length;       /* of the datagram in the output buffer; 0: there is none */
	int32_t taken;        /* whether the datagram that came in was taken */
	int32_t readable;     /* bytes of the datagram that can be read */
	int32_t more;         /* whether there is more to do although nothing arrives */
	int32_t timer;        /* milliseconds to set the timer to, 0 to stop it, -1 to leave it */
	int32_t payload;      /* the most that can be written */
	/* Of pullDatagram. */
	int32_t events;       /* what stepDatagram would have given */
	int32_t left;         /* how many more may be pulled */
} progress;

/* Beside the events of a step: what of the progress is worth a look. See session.ts. */
enum { wasTaken = 0x100, hasOutput = 0x200, hasTimer = 0x400, isReadable = 0x800, hasMore = 0x1000, aboveBits = 0x10000, newTimer = 0x10000 };

/* Returns these bits. */
static int look(tls_session *session, const tls_window *before, const tls_window *after, progress *now)
{
	uint32_t milliseconds;

	now->length = (int32_t)(before->outLength - after->outLength);
	now->taken = after->inLength == 0;
	now->readable = (int32_t)tls_session_readable(session);
	now->more = tls_session_owed(session) > 0 || tls_session_pending(session);
	now->timer = tls_session_timer(session, &milliseconds) ? (int32_t)milliseconds : -1;
	now->payload = (int32_t)tls_session_writable(session, 0, 0);
	return (now->taken ? wasTaken : 0) | (now->length > 0 ? hasOutput : 0) | (now->timer >= 0 ? hasTimer : 0) | (now->readable > 0 ? isReadable : 0)
		| (now->more ? hasMore : 0);
}

static void *progress_of(xsMachine *the, xsSlot *state)
{
	xsUnsignedValue size;
	void *data;

	xsmcGetBufferWritable(*state, &data, &size);
	if (size < sizeof(progress))
		xsUnknownError("progress too small");
	return data;
}

/* Tells the same. */
static int report(xsMachine *the, xsSlot *state, tls_session *session, const tls_window *before, const tls_window *after)
{
	progress now;
	int bits = look(session, before, after, &now);

	memcpy(progress_of(the, state), &now, offsetof(progress, events));
	return bits;
}

/*
 * How many bytes the datagram has; the buffer in which it lies, undefined for none; a buffer to read into, undefined for none; the output buffer; the progress. A datagram
 * that finds no room stays to be read. The events and bits, and above them, in units of `aboveBits`, the bytes that were read or, if there are such, can be.
 */
void xs_tls_session_stepDatagram(xsMachine *the)
{
	xsIntegerValue count = xsmcToInteger(xsArg(0));
	tls_session *session = tls_binding_vetted_session(the, 1);
	tls_window before, window;
	xsUnsignedValue inSize, intoSize = 0, outSize;
	void *out, *into = NULL;
	int result, bits;
	size_t length;

	before.in = tls_binding_bytes(the, &xsArg(1), &inSize);
	before.inLength = count >= 0 && (xsUnsignedValue)count < inSize ? (size_t)count : inSize;
	if (xsmcTest(xsArg(2)))
		xsmcGetBufferWritable(xsArg(2), &into, &intoSize);
	xsmcGetBufferWritable(xsArg(3), &out, &outSize);
	before.out = out;
	before.outLength = outSize;
	window = before;
	result = tls_session_step(session, &window);
	length = tls_session_readable(session);
	if (result >= 0 && length > 0 && length <= intoSize)
		length = (size_t)tls_session_read(session, into, intoSize, &(tls_window){ 0 });
	bits = report(the, &xsArg(4), session, &before, &window);
	xsmcSetInteger(xsResult, result < 0 ? result : result | bits | (int)length * aboveBits);
}

typedef struct {
	void *bytes;
	xsUnsignedValue length;
} region;

/* Returns whether the arguments of pullDatagram are XS's own buffers, which need no vetting; takes their addresses in any case. */
static bool take_regions(xsMachine *the, region *in, region *into, region *state)
{
	bool isOwn = _xsmcGetBuffer(the, &xsArg(1), &in->bytes, &in->length, 0) == xsBufferRelocatable;

	isOwn &= _xsmcGetBuffer(the, &xsArg(2), &into->bytes, &into->length, 1) == xsBufferRelocatable;
	isOwn &= _xsmcGetBuffer(the, &xsArg(3), &state->bytes, &state->length, 1) == xsBufferRelocatable;
	return isOwn;
}

/*
 * How many bytes the datagram has; the buffer in which it lies; a buffer to read into; the progress. It goes the short way of one that brings data, and needs no room for
 * an answer: the bytes that were read, if there is nothing else to tell; 0 if the progress tells; -1, and nothing was done, if the datagram may be another one's or brings
 * no data, or there is none.
 */
void xs_tls_session_pullDatagram(xsMachine *the)
{
	tls_window before = { NULL, 0, NULL, 0 }, window;
	int result, bits, length = 0, count;
	region in, into, state;
	tls_session *session;
	progress now;

	xsmcSetInteger(xsResult, -1);
	if (xsmcTypeOf(xsArg(0)) != xsIntegerType)
		return;
	count = xsmcToInteger(xsArg(0));
	if (!take_regions(the, &in, &into, &state)) {
		tls_binding_vet(the, 1);
		(void)take_regions(the, &in, &into, &state);
	}
	session = tls_binding_session(the);
	if (state.length < sizeof(now))
		xsUnknownError("progress too small");
	memcpy(&now, state.bytes, sizeof(now));
	before.in = in.bytes;
	before.inLength = count >= 0 && (xsUnsignedValue)count < in.length ? (size_t)count : in.length;
	if (!tls_session_expects(session, before.in, before.inLength))
		return;
	window = before;
	result = tls_session_step(session, &window);
	if (result >= 0)
		length = (int)tls_session_readable(session);
	if (length > 0 && (xsUnsignedValue)length <= into.length)
		length = tls_session_read(session, into.bytes, into.length, &(tls_window){ 0 });
	if (length < 0)
		result = length;
	bits = look(session, &before, &window, &now);
	now.left--;
	now.events = result < 0 ? result : result | bits | length * aboveBits;
	memcpy(state.bytes, &now, sizeof(now));
	xsmcSetInteger(xsResult, (result & ~TLS_EVENT_NEWER) == 0 && bits == wasTaken && now.left > 0 ? length : 0);
}

/* The data, the output buffer, the progress. The length of the datagram that was made, with `newTimer` if the timer is to be set, or an error. */
void xs_tls_session_sendDatagram(xsMachine *the)
{
	tls_session *session = tls_binding_vetted_session(the, 0);
	tls_window before = { NULL, 0, NULL, 0 }, window;
	xsUnsignedValue length, outSize;
	const uint8_t *bytes;
	void *from, *out;
	int result, bits;

	xsmcGetBufferReadable(xsArg(0), &from, &length);
	bytes = from;
	xsmcGetBufferWritable(xsArg(1), &out, &outSize);
	before.out = out;
	before.outLength = outSize;
	window = before;
	result = tls_session_send(session, bytes, length, &window);
	bits = report(the, &xsArg(2), session, &before, &window);
	xsmcSetInteger(xsResult, result < 0 ? result : (int)(before.outLength - window.outLength) | (bits & hasTimer ? newTimer : 0));
}

/* The output buffer, the progress. */
void xs_tls_session_closeDatagram(xsMachine *the)
{
	tls_session *session = tls_binding_vetted_session(the, 0);
	tls_window before = { NULL, 0, NULL, 0 }, window;
	xsUnsignedValue outSize;
	void *out;
	int result;

	xsmcGetBufferWritable(xsArg(0), &out, &outSize);
	before.out = out;
	before.outLength = outSize;
	window = before;
	result = tls_session_close(session, &window);
	(void)report(the, &xsArg(1), session, &before, &window);
	xsmcSetInteger(xsResult, result);
}

/* Reads one datagram that fits, and tells what is left: another one may have come with it. The count; 0 if it does not fit. */
static int take(xsMachine *the, tls_session *session, xsSlot *into, xsSlot *state)
{
	tls_window none = { NULL, 0, NULL, 0 };
	xsUnsignedValue size;
	void *target;
	int result;

	xsmcGetBufferWritable(*into, &target, &size);
	result = tls_session_readable(session) <= size ? tls_session_read(session, target, size, &none) : 0;
	(void)report(the, state, session, &none, &none);
	return result;
}

/* The progress. The datagram that can be read, as a new ArrayBuffer. */
void xs_tls_session_takeDatagram(xsMachine *the)
{
	xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)tls_session_readable(tls_binding_session(the)));
	(void)take(the, tls_binding_vetted_session(the, 0), &xsResult, &xsArg(0));
}

/* A buffer, the progress. The count; 0 if the datagram does not fit. */
void xs_tls_session_readDatagram(xsMachine *the)
{
	xsmcSetInteger(xsResult, take(the, tls_binding_vetted_session(the, 0), &xsArg(0), &xsArg(1)));
}

void xs_tls_session_expire(xsMachine *the)
{
	tls_session_expire(tls_binding_session(the));
}
