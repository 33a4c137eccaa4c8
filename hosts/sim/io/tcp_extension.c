/* What the TCP class can do beyond ECMA-419, for Node-style sockets: half of a connection, this side's address, and whether the program waits for it. */

#include "tcp.h"

#include "loop.h"

/* Nothing more will be written; what was is sent first. Reading goes on. */
void xs_sim_tcp_end(xsMachine *the)
{
	tcp *self = tcp_of(the, &xsThis);

	if (!self->connected || self->failed)
		xsUnknownError(self->failed ? "the connection has ended" : "not connected yet; onWritable says when");
	if (self->finished)
		return;
	self->finished = true;
	self->writable = 0;
	(*self->stream->class->end)(self->stream);
	io_later_ask(&self->later);
}

static bool local_of(xsMachine *the, io_endpoint *endpoint)
{
	io_stream *stream = tcp_of(the, &xsThis)->stream;
	return stream->connected && (*stream->class->local)(stream, endpoint);
}

void xs_sim_tcp_get_localAddress(xsMachine *the)
{
	io_endpoint local;
	char text[ENDPOINT_TEXT];

	if (!local_of(the, &local))
		return;
	endpoint_text(&local, text);
	xsmcSetString(xsResult, text);
}

void xs_sim_tcp_get_localPort(xsMachine *the)
{
	io_endpoint local;

	if (local_of(the, &local))
		xsmcSetInteger(xsResult, endpoint_port(&local));
}

/* Whether the connection keeps the program alive. */
void xs_sim_tcp_hold(xsMachine *the)
{
	tcp *self = tcp_of(the, &xsThis);
	bool hold = xsmcToBoolean(xsArg(0)) && !self->failed && tcp_has_callbacks(self);

	sim_hold_while(&self->holding, hold);
}
