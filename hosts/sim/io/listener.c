/* The native side of the Listener class: an acceptor, and who is told about it. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "later.h"
#include "loop.h"
#include "mc.xs.h"
#include "stream.h"
#include "tcp.h"
#include "turn.h"
#include "xsmc.h"

typedef struct {
	sim_root object;           /* set from the successful construction until close() */
	sim_root onReadable;
	sim_root onError;
	io_acceptor *acceptor;     /* NULL: closed */
	io_later later;
	size_t told;               /* connections that JavaScript knows of and has not read */
	bool holding;              /* keeps the program alive */
	bool failed;               /* told */
	bool telling;              /* tell() is on the stack and will free this */
} listener;

void xs_sim_listener_destructor(void *data);

static const xsHostHooks listenerHooks = { xs_sim_listener_destructor, NULL, NULL };

static listener *listener_of(xsMachine *the, xsSlot *slot)
{
	listener *self = xsmcGetHostDataValidate(*slot, (void *)&listenerHooks);
	if (!self)
		xsSyntaxError("the Listener instance is closed");
	return self;
}

static void release_hold(listener *self)
{
	sim_hold_while(&self->holding, false);
}

static void free_instance(listener *self, bool now)
{
	if (self->acceptor)
		acceptor_close(self->acceptor, now);
	self->acceptor = NULL;
	io_later_cancel(&self->later);
	sim_root_clear(&self->object);
	sim_root_clear(&self->onReadable);
	sim_root_clear(&self->onError);
	release_hold(self);
	if (!self->telling)
		free(self);
}

void xs_sim_listener_destructor(void *data)
{
	listener *self = data;

	if (!self)
		return;
	self->telling = false;
	free_instance(self, true);
}

static void call_on_readable(xsMachine *the, void *data)
{
	listener *self = data;
	(void)xsCallFunction1(self->onReadable.value, self->object.value, xsInteger((xsIntegerValue)self->told));
}

static void call_on_error(xsMachine *the, void *data)
{
	listener *self = data;
	char what[32];

	xsmcVars(1);
	snprintf(what, sizeof(what), "listener on port %u", endpoint_port(&self->acceptor->local));
	failure_make(the, &xsVar(0), self->acceptor->error, what);
	(void)xsCallFunction1(self->onError.value, self->object.value, xsVar(0));
}

static void tell(io_later *later)
{
	listener *self = (listener *)((char *)later - offsetof(listener, later));

	if (self->failed)
		return;
	self->telling = true;
	if (self->acceptor->pending > self->told) {
		self->told = self->acceptor->pending;
		if (self->onReadable.previous)
			sim_turn(call_on_readable, self);
	}
	if (self->acceptor && self->acceptor->error) {
		self->failed = true;
		release_hold(self);
		if (self->onError.previous)
			sim_turn(call_on_error, self);
	}
	self->telling = false;
	if (!self->acceptor)
		free(self);
}

/* A connection may arrive in the middle of the simulated network's work: so it is told in the next round. */
static void acceptor_changed(void *owner)
{
	io_later_ask(&((listener *)owner)->later);
}

void xs_sim_listener(xsMachine *the)
{
	xsmcSetHostData(xsThis, NULL);
	xsSetHostHooks(xsThis, (xsHostHooks *)&listenerHooks);
}

/* address or undefined, port, onReadable, onError */
void xs_sim_listener_listen(xsMachine *the)
{
	io_endpoint local;
	bool hasAddress = xsmcTypeOf(xsArg(0)) != xsUndefinedType;
	uint16_t port = (uint16_t)xsmcToInteger(xsArg(1));
	char what[32];
	int error = 0;
	listener *self;

	if (hasAddress && !endpoint_parse(&local, xsmcToString(xsArg(0)), port))
		sim_throw("\"%s\" is no IP address", xsmcToString(xsArg(0)));
	snprintf(what, sizeof(what), "listener on port %u", port);
	self = calloc(1, sizeof(listener));
	if (!self)
		failure_throw(the, ENOMEM, what);
	self->acceptor = acceptor_open(hasAddress ? &local : NULL, port, &error);
	if (!self->acceptor) {
		free(self);
		failure_throw(the, error, what);
	}
	self->acceptor->owner = self;
	self->acceptor->changed = acceptor_changed;
	self->later.run = tell;
	if (xsmcTypeOf(xsArg(2)) == xsReferenceType)
		sim_root_set(&self->onReadable, &xsArg(2));
	if (xsmcTypeOf(xsArg(3)) == xsReferenceType)
		sim_root_set(&self->onError, &xsArg(3));
	sim_hold_while(&self->holding, self->onReadable.previous || self->onError.previous);
	xsmcSetHostData(xsThis, self);
	sim_root_set(&self->object, &xsThis);
}

void xs_sim_listener_close(xsMachine *the)
{
	listener *self = xsmcGetHostDataValidate(xsThis, (void *)&listenerHooks);

	if (!self)
		return;
	xsmcSetHostData(xsThis, NULL);
	free_instance(self, false);
}

/* socket is a TCP instance without a connection: it gets the one that waits longest, and is the result. Where none waits there is no result. */
void xs_sim_listener_accept(xsMachine *the)
{
	listener *self = listener_of(the, &xsThis);
	io_stream *stream = self->acceptor->firstPending;

	if (!stream)
		return;
	tcp_attach(the, &xsArg(0), stream);
	(void)acceptor_take(self->acceptor);
	if (self->told)
		self->told--;
	xsResult = xsArg(0);
}

void xs_sim_listener_write(xsMachine *the)
{
	(void)listener_of(the, &xsThis);
	xsUnknownError("a listener cannot be written");
}

void xs_sim_listener_get_port(xsMachine *the)
{
	listener *self = listener_of(the, &xsThis);
	xsmcSetInteger(xsResult, endpoint_port(&self->acceptor->local));
}

/* Whether the listener keeps the program alive; one without callbacks never does. */
void xs_sim_listener_hold(xsMachine *the)
{
	listener *self = listener_of(the, &xsThis);
	bool hold = xsmcToBoolean(xsArg(0)) && !self->failed && (self->onReadable.previous || self->onError.previous);

	sim_hold_while(&self->holding, hold);
}

void xs_sim_listener_get_format(xsMachine *the)
{
	(void)listener_of(the, &xsThis);
	xsmcSetString(xsResult, "socket/tcp");
}

void xs_sim_listener_set_format(xsMachine *the)
{
	(void)listener_of(the, &xsThis);
	if (strcmp(xsmcToString(xsArg(0)), "socket/tcp"))
		xsRangeError("format must be \"socket/tcp\"");
}
