/* How an instance of the TCP class gets its stream: a connection that is tried, or one that moves from another instance; and how the stream is set. */

#include "tcp.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "loop.h"
#include "network.h"
#include "statistics.h"

static void set_callback(sim_root *root, const xsSlot *function)
{
	xsMachine *the = sim_machine();
	xsSlot slot = *function;
	if (xsmcTypeOf(slot) == xsReferenceType)
		sim_root_set(root, function);
}

/* The arguments from format on are the same for a new connection and one that moves. */
static void set_up(xsMachine *the, tcp *self, int index)
{
	self->numbers = !strcmp(xsmcToString(xsArg(index)), "number");
	set_callback(&self->onReadable, &xsArg(index + 1));
	set_callback(&self->onWritable, &xsArg(index + 2));
	set_callback(&self->onError, &xsArg(index + 3));
	set_callback(&self->onEnd, &xsArg(index + 4));
}

/* address, port, format, onReadable, onWritable, onError, onEnd */
void xs_sim_tcp_connect(xsMachine *the)
{
	io_endpoint remote;
	char what[ENDPOINT_TEXT + 32], address[ENDPOINT_TEXT];
	int port = xsmcToInteger(xsArg(1)), error = 0;
	io_stream *stream;
	tcp *self;

	if (!endpoint_parse(&remote, xsmcToString(xsArg(0)), (uint16_t)port))
		sim_throw("\"%s\" is no IP address; a resolver turns a name into one", xsmcToString(xsArg(0)));
	if (!network_reaches(&remote))
		sim_external_opened("a TCP connection to another machine");
	self = tcp_new(the);
	stream = network_reaches(&remote) ? link_connect(&remote, &error) : kernel_stream_connect(&remote, &error);
	if (!stream) {
		free(self);
		endpoint_text(&remote, address);
		snprintf(what, sizeof(what), "TCP with %s port %u", address, endpoint_port(&remote));
		failure_throw(the, error, what);
	}
	set_up(the, self, 2);
	tcp_open(the, &xsThis, self, stream);
	sim_count.connections++;
}

/* from, format, onReadable, onWritable, onError, onEnd */
void xs_sim_tcp_adopt(xsMachine *the)
{
	tcp *from = tcp_of(the, &xsArg(0)), *self = tcp_new(the);
	io_stream *stream = from->stream;

	set_up(the, self, 1);
	self->moved = true;
	self->connected = from->connected;
	self->finished = from->finished;
	self->readable = from->readable;
	self->writable = from->writable;
	xsmcSetHostData(xsArg(0), NULL);
	tcp_free(from);
	tcp_open(the, &xsThis, self, stream);
	io_later_ask(&self->later);
}

/* noDelay or undefined, keepAlive in milliseconds or undefined */
void xs_sim_tcp_configure(xsMachine *the)
{
	tcp *self = tcp_of(the, &xsThis);
	bool noDelay = false;
	uint32_t seconds = 0;
	bool hasNoDelay = xsmcTypeOf(xsArg(0)) != xsUndefinedType, hasKeepAlive = xsmcTypeOf(xsArg(1)) != xsUndefinedType;
	int error;

	if (hasNoDelay)
		noDelay = xsmcToBoolean(xsArg(0));
	if (hasKeepAlive)
		seconds = (uint32_t)fmin(fmax(round(xsmcToNumber(xsArg(1)) / 1000), 1), 32767);
	error = (*self->stream->class->configure)(self->stream, hasNoDelay ? &noDelay : NULL, hasKeepAlive ? &seconds : NULL);
	if (error)
		failure_throw(the, error, "noDelay or keepAlive");
}
