/*
 * The native side of the TCP class. An instance owns a stream and remembers what it has told JavaScript about it: how many bytes
 * can be read and how many can be written. Whenever something may have changed, tell() compares that with the stream, from the
 * event loop, and calls back about what is new. So one function knows all the rules about callbacks.
 *
 * Room for writing is what was told last, less what was written since; it grows only in tell(). A program can therefore write at
 * most one round's worth before others get their turn, and what onWritable said stays true until it is used.
 */

#include "tcp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "later.h"
#include "loop.h"
#include "network.h"
#include "statistics.h"
#include "turn.h"

void xs_sim_tcp_destructor(void *data);

static const xsHostHooks tcpHooks = { xs_sim_tcp_destructor, NULL, NULL };

static void tell(tcp *self);

static void tell_later(io_later *later)
{
	tell((tcp *)((char *)later - offsetof(tcp, later)));
}

static void stream_changed(void *owner)
{
	tell(owner);
}

tcp *tcp_of(xsMachine *the, xsSlot *slot)
{
	tcp *self = xsmcGetHostDataValidate(*slot, (void *)&tcpHooks);
	if (!self)
		xsSyntaxError("the TCP instance is closed");
	return self;
}

static void release_hold(tcp *self)
{
	sim_hold_while(&self->holding, false);
}

void tcp_free(tcp *self)
{
	self->stream = NULL;
	io_later_cancel(&self->later);
	sim_root_clear(&self->object);
	sim_root_clear(&self->onReadable);
	sim_root_clear(&self->onWritable);
	sim_root_clear(&self->onError);
	sim_root_clear(&self->onEnd);
	release_hold(self);
	if (!self->telling)
		free(self);
}

void xs_sim_tcp_destructor(void *data)
{
	tcp *self = data;

	if (!self)
		return;
	if (self->stream)
		(*self->stream->class->close)(self->stream, true);
	self->telling = false;
	tcp_free(self);
}

static void call(tcp *self, sim_root *function, size_t bytes)
{
	xsMachine *the = sim_machine();
	xsSlot argument;

	if (!function->previous)
		return;
	xsmcSetInteger(argument, (xsIntegerValue)bytes);
	sim_call(&self->object.value, &function->value, 1, &argument);
}

static void call_on_error(xsMachine *the, void *data)
{
	tcp *self = data;
	char what[ENDPOINT_TEXT + 32], address[ENDPOINT_TEXT];

	xsmcVars(1);
	endpoint_text(&self->stream->remote, address);
	snprintf(what, sizeof(what), "TCP with %s port %u", address, endpoint_port(&self->stream->remote));
	failure_make(the, &xsVar(0), self->stream->error ? self->stream->error : FAILURE_END, what);
	(void)xsCallFunction1(self->onError.value, self->object.value, xsVar(0));
}

/* Small gains of room wait for more, so that a slow reader does not cost a call for each segment. */
static bool worth_telling(const tcp *self, size_t room)
{
	size_t capacity = self->stream->capacity;
	if (self->moved || !self->connected)
		return room > 0;
	return (room > self->writable) && ((room >= capacity) || (room - self->writable >= capacity / 4));
}

static void tell_writable(tcp *self)
{
	io_stream *stream = self->stream;
	size_t room;

	if (!stream->connected || stream->error || self->finished)
		return;
	room = (*stream->class->room)(stream);
	if (!worth_telling(self, room))
		return;
	self->writable = room;
	self->connected = true;
	call(self, &self->onWritable, room);
}

/* With a chunk, that many bytes are told at a time, and the next ones in a later round. */
static void tell_readable(tcp *self)
{
	size_t readable = (*self->stream->class->readable)(self->stream);
	size_t chunk = network_profile()->chunk;

	if (chunk && (self->readable || (readable > chunk)))
		readable = self->readable ? self->readable : chunk;
	if ((readable <= self->readable) && !(self->moved && readable))
		return;
	self->readable = readable;
	call(self, &self->onReadable, readable);
}

static void call_on_end(xsMachine *the, void *data)
{
	tcp *self = data;
	(void)xsCallFunction0(self->onEnd.value, self->object.value);
}

/* The end is told when all that arrived before it has been read. Who has an onEnd may go on writing after it. */
static void tell_error(tcp *self)
{
	io_stream *stream = self->stream;

	if ((!stream->ended && !stream->error) || self->readable || (*stream->class->readable)(stream))
		return;
	if (!stream->error && self->onEnd.previous) {
		if (!self->ended) {
			self->ended = true;
			sim_turn(call_on_end, self);
		}
		return;
	}
	self->failed = true;
	self->writable = 0;
	release_hold(self);
	if (self->onError.previous)
		sim_turn(call_on_error, self);
}

static void tell(tcp *self)
{
	if (self->failed)
		return;
	self->telling = true;
	tell_writable(self);
	if (self->stream)
		tell_readable(self);
	self->moved = false;
	if (self->stream)
		tell_error(self);
	self->telling = false;
	if (!self->stream)
		free(self);
}

bool tcp_has_callbacks(const tcp *self)
{
	return self->onReadable.previous || self->onWritable.previous || self->onError.previous || self->onEnd.previous;
}

void tcp_open(xsMachine *the, xsSlot *object, tcp *self, io_stream *stream)
{
	self->stream = stream;
	self->later.run = tell_later;
	stream->owner = self;
	stream->changed = stream_changed;
	sim_hold_while(&self->holding, tcp_has_callbacks(self));
	xsmcSetHostData(*object, self);
	sim_root_set(&self->object, object);
}

tcp *tcp_new(xsMachine *the)
{
	tcp *self = calloc(1, sizeof(tcp));
	if (!self)
		failure_throw(the, ENOMEM, "TCP");
	return self;
}

void tcp_attach(xsMachine *the, xsSlot *socket, io_stream *stream)
{
	tcp *self = tcp_new(the);
	tcp_open(the, socket, self, stream);
	sim_count.connections++;
	self->moved = self->connected = stream->connected;
	self->writable = (*stream->class->room)(stream);
	io_later_ask(&self->later);
}

void xs_sim_tcp(xsMachine *the)
{
	xsmcSetHostData(xsThis, NULL);
	xsSetHostHooks(xsThis, (xsHostHooks *)&tcpHooks);
}

void xs_sim_tcp_close(xsMachine *the)
{
	tcp *self = xsmcGetHostDataValidate(xsThis, (void *)&tcpHooks);

	if (!self)
		return;
	xsmcSetHostData(xsThis, NULL);
	(*self->stream->class->close)(self->stream, false);
	tcp_free(self);
}

void xs_sim_tcp_get_format(xsMachine *the)
{
	tcp *self = tcp_of(the, &xsThis);
	xsmcSetString(xsResult, self->numbers ? "number" : "buffer");
}

void xs_sim_tcp_set_format(xsMachine *the)
{
	tcp *self = tcp_of(the, &xsThis);
	const char *format = xsmcToString(xsArg(0));

	if (strcmp(format, "buffer") && strcmp(format, "number"))
		xsRangeError("format must be \"buffer\" or \"number\"");
	self = tcp_of(the, &xsThis);
	self->numbers = !strcmp(format, "number");
}

void xs_sim_tcp_get_remoteAddress(xsMachine *the)
{
	tcp *self = tcp_of(the, &xsThis);
	char text[ENDPOINT_TEXT];

	if (!self->stream->connected)
		return;
	endpoint_text(&self->stream->remote, text);
	xsmcSetString(xsResult, text);
}

void xs_sim_tcp_get_remotePort(xsMachine *the)
{
	tcp *self = tcp_of(the, &xsThis);

	if (self->stream->connected)
		xsmcSetInteger(xsResult, endpoint_port(&self->stream->remote));
}
