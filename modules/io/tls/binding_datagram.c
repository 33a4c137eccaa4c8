/* The native functions that move the datagrams of a session. The rules are those of binding.c. */
#include "binding.h"

#include <string.h>

/* After binding.h, which brings the types that it uses. */
#include "mc.xs.h"

/* What the scripts and the engine tell each other about a datagram: an Int32Array there, and this here. The order is that of the places in cursor.ts. */
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

/* Beside the events of a step: what of the progress is worth a look. See results.ts. */
enum { wasTaken = 0x100, hasOutput = 0x200, hasTimer = 0x400, isReadable = 0x800, hasMore = 0x1000, aboveBits = 0x10000, newTimer = 0x10000 };

/* Beside these, of exchangeDatagrams: one was sent; one could not be, and what the socket has thrown lies in `thrown`. */
enum { hasSent = 0x2000, hasThrown = 0x4000 };

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

/* Hands the beginning of the output buffer to a socket, which may be closed already. Returns `hasSent`, or `hasThrown` if it has thrown. */
static int hand(xsMachine *the, xsSlot *socket, xsSlot *remote, xsSlot *output, int32_t length)
{
	volatile int result = hasSent;

	if (!xsmcTest(*socket))
		return result;
	{
		xsTry {
			xsmcGet(xsVar(0), *output, xsID_buffer);
			xsmcSetInteger(xsVar(1), 0);
			xsmcSetInteger(xsVar(2), length);
			xsmcNew(xsVar(0), *output, xsID_constructor, &xsVar(0), &xsVar(1), &xsVar(2), NULL);
			xsmcGet(xsVar(1), *remote, xsID_address);
			xsmcGet(xsVar(2), *remote, xsID_port);
			xsmcCall(xsVar(0), *socket, xsID_write, &xsVar(0), &xsVar(1), &xsVar(2), NULL);
		}
		xsCatch {
			xsVar(0) = xsException;
			xsmcSet(xsThis, xsID_thrown, xsVar(0));
			result = hasThrown;
		}
	}
	return result;
}

/*
 * The socket, undefined for none; where the peer is; how many bytes the datagram has; the buffer in which it lies, undefined for none; the output buffer; the progress. Steps,
 * and sends what that makes, for as long as there is nothing else to tell. The socket is an object of the program and may do anything while it is called, close the
 * session too: so behind a call everything is looked up again. The events and bits. What was made by a step that has failed is left in the output buffer.
 */
void xs_tls_session_exchangeDatagrams(xsMachine *the)
{
	xsSlot *socket = &xsArg(0), *remote = &xsArg(1), *datagram = &xsArg(3), *output = &xsArg(4), *state = &xsArg(5);
	xsIntegerValue count = xsmcToInteger(xsArg(2));
	tls_session *session = tls_binding_vetted_session(the, 3);
	int result, bits, told = 0;
	int32_t timer = -1, length;

	xsmcVars(3);
	do {
		tls_window before = { NULL, 0, NULL, 0 }, window;
		xsUnsignedValue inSize, outSize;
		progress now;
		void *out;

		if (!(told & wasTaken)) {
			before.in = tls_binding_bytes(the, datagram, &inSize);
			before.inLength = count >= 0 && (xsUnsignedValue)count < inSize ? (size_t)count : inSize;
		}
		xsmcGetBufferWritable(*output, &out, &outSize);
		before.out = out;
		before.outLength = outSize;
		window = before;
		result = tls_session_step(session, &window);
		bits = look(session, &before, &window, &now);
		length = result < 0 ? 0 : now.length;
		now.length -= length;
		if (now.timer < 0)
			now.timer = timer;
		timer = now.timer;
		memcpy(progress_of(the, state), &now, offsetof(progress, events));
		told |= (bits & wasTaken) | (timer >= 0 ? hasTimer : 0);
		if (length > 0) {
			told |= hand(the, socket, remote, output, length);
			session = xsmcGetHostDataValidate(xsThis, (void *)xs_tls_session_destructor);
		}
	} while (session && length > 0 && result == 0 && (bits & hasMore) && !(bits & isReadable) && !(told & hasThrown));
	xsmcSetInteger(xsResult, result < 0 ? result : result | told | (bits & (isReadable | hasMore)));
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

/* The socket, undefined for none; where the peer is; the output buffer. Sends the goodbye, which may be lost as any datagram may be. */
void xs_tls_session_closeDatagram(xsMachine *the)
{
	tls_session *session = tls_binding_vetted_session(the, 2);
	tls_window window = { NULL, 0, NULL, 0 };
	xsUnsignedValue outSize;
	void *out;

	xsmcVars(3);
	xsmcGetBufferWritable(xsArg(2), &out, &outSize);
	window.out = out;
	window.outLength = outSize;
	(void)tls_session_close(session, &window);
	if (window.outLength < outSize)
		(void)hand(the, &xsArg(0), &xsArg(1), &xsArg(2), (int32_t)(outSize - window.outLength));
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
