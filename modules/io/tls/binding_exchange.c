/*
 * Moves bytes between a transport and a session for as long as there is nothing that JavaScript has to hear of. The transport is an object of the program and may do
 * anything while it is called, close the connection too: so behind a call everything is looked up again. What it throws is kept for JavaScript, which hears of it like
 * of any other end. The rules are those of binding.c.
 */
#include "binding_windows.h"

#include <string.h>

/* After binding_windows.h, which brings the types that it uses. */
#include "mc.xs.h"

/* What is being called; see cursor.ts. */
enum { callingNothing, callingRead, callingWrite };

/* Beside the events; see results.ts. */
enum { isReadable = 0x800, hasMore = 0x1000, isOwing = 0x2000, hasHello = 0x4000 };

/* In place of the events: what the transport has thrown lies in `thrown`; see results.ts. */
enum { hasThrown = -0x20000 };

/* As long as less than a record's header is left in the input buffer, more is read behind it. */
enum { recordHeader = 5 };

/* The arguments of a call. The buffers may be missing: without the one for input nothing is read or stepped, without the one for output nothing is stepped or written. */
typedef struct {
	xsSlot *transport, *input, *output, *state;
	bool stands;          /* whether there is a transport */
	volatile int32_t calling; /* what of it this exchange is calling; read where a call has left by longjmp */
} places;

static void *state_of(xsMachine *the, const places *at)
{
	xsUnsignedValue size;
	void *data;

	xsmcGetBufferWritable(*at->state, &data, &size);
	if (size < sizeof(cursor))
		xsUnknownError("cursor too small");
	return data;
}

static void load(xsMachine *the, const places *at, cursor *now)
{
	memcpy(now, state_of(the, at), sizeof(*now));
}

static void store(xsMachine *the, const places *at, const cursor *now)
{
	memcpy(state_of(the, at), now, sizeof(*now));
}

/*
 * Calls a method of the transport with a part of a buffer, and puts what it gives into xsVar(0). A method may come back here, so what was being called is so again. It
 * is blamed for what is thrown until `calling` is taken back.
 */
static void call(xsMachine *the, places *at, cursor *now, int32_t calling, xsIdentifier method, xsSlot *buffer, int32_t start, int32_t length)
{
	int32_t before = now->calling;

	xsmcGet(xsVar(0), *buffer, xsID_buffer);
	xsmcSetInteger(xsVar(1), start);
	xsmcSetInteger(xsVar(2), length);
	xsmcNew(xsVar(0), *buffer, xsID_constructor, &xsVar(0), &xsVar(1), &xsVar(2), NULL);
	now->calling = at->calling = calling;
	store(the, at, now);
	xsmcCall(xsVar(0), *at->transport, method, &xsVar(0), NULL);
	load(the, at, now);
	now->calling = before;
}

/* What a transport says that it has read: 0 for undefined. */
static int32_t count_of(xsMachine *the, int32_t most)
{
	xsType type = xsmcTypeOf(xsVar(0));
	double count = type == xsIntegerType || type == xsNumberType ? xsmcToNumber(xsVar(0)) : type == xsUndefinedType || type == xsNullType ? 0 : -1;

	/* This way round, as it may be no number. */
	if (!(count >= 0 && count <= most) || count != (int32_t)count)
		xsUnknownError("it says that it has read %g bytes into a buffer of %d", count, (int)most);
	return (int32_t)count;
}

/* What a transport says that it takes next. One that has no end of room says Infinity. */
static int32_t room_of(xsMachine *the)
{
	xsType type = xsmcTypeOf(xsVar(0));
	double room = type == xsIntegerType || type == xsNumberType ? xsmcToNumber(xsVar(0)) : 0;

	return room > INT32_MAX ? INT32_MAX : room > 0 ? (int32_t)room : 0;
}

/* Reads behind what is left in the input buffer, if that is less than a record's header. */
static void fill(xsMachine *the, places *at)
{
	xsUnsignedValue size;
	cursor now;
	uint8_t *bytes;
	void *data;
	int32_t announced, count, left, length;

	load(the, at, &now);
	if (!at->stands || now.incoming <= 0)
		return;
	xsmcGetBufferWritable(*at->input, &data, &size);
	bytes = data;
	if (size > INT32_MAX || now.inStart < 0 || now.inEnd < now.inStart || (xsUnsignedValue)now.inEnd > size)
		xsUnknownError("no part of the input");
	left = now.inEnd - now.inStart;
	if (left >= recordHeader)
		return;
	memmove(bytes, bytes + now.inStart, (size_t)left);
	now.inStart = 0;
	now.inEnd = left;
	announced = now.incoming;
	now.incoming = 0;
	/* Not more than was announced: Moddable's TCP refuses to read into a buffer that is larger than what there is. */
	length = announced < (int32_t)size - left ? announced : (int32_t)size - left;
	call(the, at, &now, callingRead, xsID_read, at->input, left, length);
	/* A count that is none is the transport's failure too. */
	count = count_of(the, length);
	at->calling = callingNothing;
	now.inEnd = left + count;
	/* What the transport has announced meanwhile is newer. */
	if (now.incoming == 0 && announced > count && count > 0)
		now.incoming = announced - count;
	store(the, at, &now);
}

/* Hands what is sealed to the transport. */
static void transmit(xsMachine *the, places *at)
{
	cursor now;
	int32_t length;

	load(the, at, &now);
	length = now.outLength;
	if (!at->stands || length <= 0)
		return;
	now.outLength = 0;
	call(the, at, &now, callingWrite, xsID_write, at->output, 0, length);
	at->calling = callingNothing;
	now.available = room_of(the);
	store(the, at, &now);
}

/* The session; NULL if the transport has closed the connection when it was called. */
static tls_session *open_session(xsMachine *the)
{
	return xsmcGetHostDataValidate(xsThis, (void *)xs_tls_session_destructor);
}

static int seal(xsMachine *the, const places *at)
{
	tls_session *session = open_session(the);

	return session ? tls_binding_seal(the, session, at->output, at->state) : 0;
}

/* Seals what was gathered and hands all that is sealed to the transport. Without room what was gathered waits until there is some. Returns an error or 0. */
static int flush(xsMachine *the, places *at)
{
	int result = 0;
	cursor now;

	load(the, at, &now);
	if (now.gathered > 0) {
		result = seal(the, at);
		if (result == TLS_ERROR_OVERFLOW) {
			transmit(the, at);
			result = seal(the, at);
		}
	}
	transmit(the, at);
	return result == TLS_ERROR_OVERFLOW ? 0 : result;
}

static int step(xsMachine *the, const places *at, tls_session *session, cursor *now)
{
	tls_window before, window;
	void *data = tls_binding_open_window(the, at->input, at->output, at->state, now, &before, NULL);
	int result;

	window = before;
	result = tls_session_step(session, &window);
	tls_binding_close_window(session, &before, &window, now, data);
	return result;
}

/* Goes on until there are events, plaintext, or no more to do. Returns the events, and bits beside them. */
static int advance(xsMachine *the, places *at)
{
	tls_session *session = open_session(the);
	cursor before, now;
	int events = 0;

	load(the, at, &now);
	if (!session && now.awaiting) {
		fill(the, at);
		events = tls_binding_greet(the, at->input, at->state);
		if (events <= 0)
			return events ? hasHello : 0;
		session = open_session(the);
		load(the, at, &now);
	}
	while (session && tls_session_readable(session) == 0) {
		before = now;
		fill(the, at);
		session = open_session(the);
		if (!session)
			break;
		events = step(the, at, session, &now);
		if (events < 0)
			return events;
		if (events || now.readable > 0)
			break;
		if (now.owed > 0) {
			transmit(the, at);
			session = open_session(the);
			load(the, at, &now);
			if (now.available <= 0)
				break;
		}
		else if (now.incoming <= 0 && !now.pending)
			break;
		/* Buffers of which nothing fits into anything. */
		if (memcmp(&before, &now, sizeof(now)) == 0)
			break;
	}
	if (!session)
		return 0;
	if (tls_session_readable(session) > 0)
		events |= isReadable;
	if (events)
		return events | (now.owed > 0 ? isOwing : 0)
			| (!(events & TLS_EVENT_ENDED) && (now.incoming > 0 || now.pending || (events & TLS_EVENT_TICKET)) ? hasMore : 0);
	return flush(the, at) < 0 ? hasMore : 0;
}

static int exchange(xsMachine *the, places *at)
{
	if (xsmcTest(*at->input) && xsmcTest(*at->output))
		return advance(the, at);
	if (!xsmcTest(*at->input))
		return flush(the, at);
	fill(the, at);
	return 0;
}

/* Keeps what the transport has thrown. What was thrown while it was not called is thrown on. `outer` is what of it is being called all the same, by an exchange around this. */
static int keep_thrown(xsMachine *the, const places *at, int32_t outer)
{
	cursor now;

	if (at->calling == callingNothing)
		xsThrow(xsException);
	xsVar(0) = xsException;
	xsmcSet(xsThis, xsID_thrown, xsVar(0));
	load(the, at, &now);
	now.calling = outer;
	if (at->calling == callingWrite)
		now.available = 0;
	store(the, at, &now);
	return hasThrown;
}

void xs_tls_session_exchange(xsMachine *the)
{
	places at = { &xsArg(0), &xsArg(1), &xsArg(2), &xsArg(3), false, callingNothing };
	volatile int result = 0;
	cursor now;

	tls_binding_vet(the, 1);
	xsmcVars(3);
	at.stands = xsmcTest(*at.transport);
	load(the, &at, &now);
	{
		xsTry {
			result = exchange(the, &at);
		}
		xsCatch {
			result = keep_thrown(the, &at, now.calling);
		}
	}
	xsmcSetInteger(xsResult, result);
}
