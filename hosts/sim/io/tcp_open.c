/*
 * What the constructor of the TCP class does: it reads the options, and gives the instance its stream, which is a connection that is tried, or one that moves from
 * another instance. All options are read and judged before anything is made of them.
 */

#include "tcp.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "failure.h"
#include "loop.h"
#include "mc.xs.h"
#include "network.h"
#include "statistics.h"
#include "validate.h"

/* The options are values of JavaScript that stay in the variables of the frame ... */
enum { ON_READABLE, ON_WRITABLE, ON_ERROR, ON_END, TARGET, PLACE, VALUE, VARIABLES };

/* ... and those that are numbers here. */
typedef struct {
	bool numbers;              /* the format is "number" */
	bool noDelay;
	bool hasNoDelay;
	bool hasKeepAlive;
	bool moves;                /* PLACE is where it moves from; otherwise the address */
	uint16_t port;
	uint32_t keepAliveSeconds;
} tcp_options;

static void read_callback(xsMachine *the, xsIdentifier name, int variable)
{
	if (validate_find(the, &xsArg(0), name, &xsVar(variable)))
		validate_callback(the, name, &xsVar(variable));
}

static void read_options(xsMachine *the, tcp_options *options)
{
	static const char *const formats[] = { "buffer", "number" };
	xsSlot *given = &xsArg(0), *value = &xsVar(VALUE);

	if (validate_find(the, given, xsID_format, value))
		options->numbers = validate_word(the, xsID_format, value, formats) == 1;
	read_callback(the, xsID_onReadable, ON_READABLE);
	read_callback(the, xsID_onWritable, ON_WRITABLE);
	read_callback(the, xsID_onError, ON_ERROR);
	read_callback(the, xsID_onEnd, ON_END);
	/* Moddable's spelling counts where the other is not given. */
	options->hasNoDelay = validate_find(the, given, xsID_noDelay, value) || validate_find(the, given, xsID_nodelay, value);
	options->noDelay = options->hasNoDelay && xsmcToBoolean(*value);
	options->hasKeepAlive = validate_find(the, given, xsID_keepAlive, value);
	if (options->hasKeepAlive) {
		double milliseconds = validate_integer(the, xsID_keepAlive, value, 1, VALIDATE_LARGEST);
		options->keepAliveSeconds = (uint32_t)fmin(fmax(round(milliseconds / 1000), 1), 32767);
	}
	(void)validate_find(the, given, xsID_target, &xsVar(TARGET));
	options->moves = validate_find(the, given, xsID_from, &xsVar(PLACE));
	if (options->moves)
		return;
	validate_require(the, given, xsID_address, &xsVar(PLACE));
	validate_string(the, xsID_address, &xsVar(PLACE));
	validate_require(the, given, xsID_port, value);
	options->port = (uint16_t)validate_integer(the, xsID_port, value, 0, 65535);
}

static void set_callback(xsMachine *the, sim_root *root, const xsSlot *function)
{
	xsSlot slot = *function;
	if (xsmcTypeOf(slot) == xsReferenceType)
		sim_root_set(root, function);
}

static void set_up(xsMachine *the, tcp *self, const tcp_options *options)
{
	self->numbers = options->numbers;
	set_callback(the, &self->onReadable, &xsVar(ON_READABLE));
	set_callback(the, &self->onWritable, &xsVar(ON_WRITABLE));
	set_callback(the, &self->onError, &xsVar(ON_ERROR));
	set_callback(the, &self->onEnd, &xsVar(ON_END));
}

static void connect_to(xsMachine *the, const tcp_options *options)
{
	io_endpoint remote;
	char what[ENDPOINT_TEXT + 32], address[ENDPOINT_TEXT];
	int error = 0;
	io_stream *stream;
	tcp *self;

	if (!endpoint_parse(&remote, xsmcToString(xsVar(PLACE)), options->port))
		sim_throw("\"%s\" is no IP address; a resolver turns a name into one", xsmcToString(xsVar(PLACE)));
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
	set_up(the, self, options);
	tcp_open(the, &xsThis, self, stream);
	sim_count.connections++;
}

static void move_from(xsMachine *the, const tcp_options *options)
{
	tcp *from = tcp_of(the, &xsVar(PLACE)), *self = tcp_new(the);
	io_stream *stream = from->stream;

	set_up(the, self, options);
	self->moved = true;
	self->connected = from->connected;
	self->finished = from->finished;
	self->readable = from->readable;
	self->writable = from->writable;
	xsmcSetHostData(xsVar(PLACE), NULL);
	tcp_free(from);
	tcp_open(the, &xsThis, self, stream);
	io_later_ask(&self->later);
}

static void configure(xsMachine *the, const tcp_options *options)
{
	io_stream *stream = tcp_of(the, &xsThis)->stream;
	int error = (*stream->class->configure)(stream, options->hasNoDelay ? &options->noDelay : NULL, options->hasKeepAlive ? &options->keepAliveSeconds : NULL);

	if (error)
		failure_throw(the, error, "noDelay or keepAlive");
}

static void open_instance(xsMachine *the)
{
	tcp_options options = { .numbers = false };

	validate_options(the, &xsArg(0));
	xsmcVars(VARIABLES);
	read_options(the, &options);
	if (options.moves)
		move_from(the, &options);
	else
		connect_to(the, &options);
	if (options.hasNoDelay || options.hasKeepAlive)
		configure(the, &options);
	if (xsmcTypeOf(xsVar(TARGET)) != xsUndefinedType)
		xsmcDefine(xsThis, xsID_target, xsVar(TARGET), xsDefault);
}

/* What fails is closed by the method of the instance, which a class that extends TCP may have made its own. */
void xs_sim_tcp_open(xsMachine *the)
{
	xsTry {
		open_instance(the);
	}
	xsCatch {
		xsResult = xsException;
		(void)xsCall0(xsThis, xsID_close);
		xsThrow(xsResult);
	}
}
