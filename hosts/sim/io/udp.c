/* The native side of the UDP class: a socket for datagrams, and who is told about it. What goes through it is in udp_data.c. */

#include "udp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "loop.h"

void xs_sim_udp_destructor(void *data);

static const xsHostHooks udpHooks = { xs_sim_udp_destructor, NULL, NULL };

udp *udp_of(xsMachine *the, xsSlot *slot)
{
	udp *self = xsmcGetHostDataValidate(*slot, (void *)&udpHooks);
	if (!self)
		xsSyntaxError("the UDP instance is closed");
	return self;
}

static void release_hold(udp *self)
{
	sim_hold_while(&self->holding, false);
}

static void free_instance(udp *self)
{
	if (self->socket)
		datagram_close(self->socket);
	self->socket = NULL;
	sim_root_clear(&self->object);
	sim_root_clear(&self->onReadable);
	sim_root_clear(&self->onError);
	release_hold(self);
	if (!self->telling)
		free(self);
}

void xs_sim_udp_destructor(void *data)
{
	udp *self = data;

	if (!self)
		return;
	self->telling = false;
	free_instance(self);
}

static void call_on_readable(xsMachine *the, void *data)
{
	udp *self = data;
	(void)xsCallFunction1(self->onReadable.value, self->object.value, xsInteger((xsIntegerValue)self->socket->count));
}

static void call_on_error(xsMachine *the, void *data)
{
	udp *self = data;
	char what[32];

	xsmcVars(1);
	snprintf(what, sizeof(what), "UDP on port %u", endpoint_port(&self->socket->local));
	failure_make(the, &xsVar(0), self->socket->error, what);
	(void)xsCallFunction1(self->onError.value, self->object.value, xsVar(0));
}

static void tell(void *owner)
{
	udp *self = owner;

	if (self->failed)
		return;
	self->telling = true;
	if (self->socket->count && self->onReadable.previous)
		sim_turn(call_on_readable, self);
	if (self->socket && self->socket->error) {
		self->failed = true;
		release_hold(self);
		if (self->onError.previous)
			sim_turn(call_on_error, self);
	}
	self->telling = false;
	if (!self->socket)
		free(self);
}

void xs_sim_udp(xsMachine *the)
{
	xsmcSetHostData(xsThis, NULL);
	xsSetHostHooks(xsThis, (xsHostHooks *)&udpHooks);
}

/* address or undefined, port, timeToLive or undefined, onReadable, onError */
void xs_sim_udp_bind(xsMachine *the)
{
	io_endpoint local;
	bool hasAddress = xsmcTypeOf(xsArg(0)) != xsUndefinedType, hasTimeToLive = xsmcTypeOf(xsArg(2)) != xsUndefinedType;
	uint16_t port = (uint16_t)xsmcToInteger(xsArg(1));
	int timeToLive = hasTimeToLive ? xsmcToInteger(xsArg(2)) : 0, error = 0;
	char what[32];
	udp *self;

	if (hasAddress && !endpoint_parse(&local, xsmcToString(xsArg(0)), port))
		sim_throw("\"%s\" is no IP address", xsmcToString(xsArg(0)));
	snprintf(what, sizeof(what), "UDP on port %u", port);
	self = calloc(1, sizeof(udp));
	if (!self)
		failure_throw(the, ENOMEM, what);
	self->socket = datagram_open(hasAddress ? &local : NULL, port, &error);
	if (self->socket && hasTimeToLive)
		error = datagram_time_to_live(self->socket, timeToLive);
	if (error) {
		if (self->socket)
			datagram_close(self->socket);
		free(self);
		failure_throw(the, error, what);
	}
	self->socket->owner = self;
	self->socket->changed = tell;
	if (xsmcTypeOf(xsArg(3)) == xsReferenceType)
		sim_root_set(&self->onReadable, &xsArg(3));
	if (xsmcTypeOf(xsArg(4)) == xsReferenceType)
		sim_root_set(&self->onError, &xsArg(4));
	sim_hold_while(&self->holding, self->onReadable.previous || self->onError.previous);
	xsmcSetHostData(xsThis, self);
	sim_root_set(&self->object, &xsThis);
}

void xs_sim_udp_close(xsMachine *the)
{
	udp *self = xsmcGetHostDataValidate(xsThis, (void *)&udpHooks);

	if (!self)
		return;
	xsmcSetHostData(xsThis, NULL);
	free_instance(self);
}

void xs_sim_udp_get_port(xsMachine *the)
{
	xsmcSetInteger(xsResult, endpoint_port(&udp_of(the, &xsThis)->socket->local));
}

/* Whether the socket keeps the program alive; one without callbacks never does. */
void xs_sim_udp_hold(xsMachine *the)
{
	udp *self = udp_of(the, &xsThis);
	bool hold = xsmcToBoolean(xsArg(0)) && !self->failed && (self->onReadable.previous || self->onError.previous);

	sim_hold_while(&self->holding, hold);
}

void xs_sim_udp_get_format(xsMachine *the)
{
	(void)udp_of(the, &xsThis);
	xsmcSetString(xsResult, "buffer");
}

void xs_sim_udp_set_format(xsMachine *the)
{
	(void)udp_of(the, &xsThis);
	if (strcmp(xsmcToString(xsArg(0)), "buffer"))
		xsRangeError("format must be \"buffer\"");
}
