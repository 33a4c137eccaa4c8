/* The native side of the UDP class: a socket for datagrams, and who is told about it. */

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "datagram.h"
#include "failure.h"
#include "loop.h"
#include "mc.xs.h"
#include "network.h"
#include "statistics.h"
#include "turn.h"
#include "xsmc.h"

typedef struct {
	sim_root object;           /* set from the successful construction until close() */
	sim_root onReadable;
	sim_root onError;
	io_datagrams *socket;      /* NULL: closed */
	io_endpoint sender;        /* of the datagram that was read last, and the text of its address: most come one behind the other from one sender */
	char senderText[ENDPOINT_TEXT];
	bool holding;              /* keeps the program alive */
	bool failed;               /* told */
	bool telling;              /* tell() is on the stack and will free this */
} udp;

void xs_sim_udp_destructor(void *data);

static const xsHostHooks udpHooks = { xs_sim_udp_destructor, NULL, NULL };

static udp *udp_of(xsMachine *the, xsSlot *slot)
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

static const char *sender_text(udp *self, const io_endpoint *from)
{
	if (from->length != self->sender.length || memcmp(&from->socket, &self->sender.socket, from->length)) {
		endpoint_text(from, self->senderText);
		self->sender = *from;
	}
	return self->senderText;
}

/* The oldest datagram leaves, and its buffer is told where it is from. By setters the program's own code may run and close the socket. */
static void take(xsMachine *the, udp *self, xsSlot *buffer, xsSlot *spare)
{
	io_datagram *first = self->socket->first;
	uint16_t port = endpoint_port(&first->from);
	char address[ENDPOINT_TEXT];

	memcpy(address, sender_text(self, &first->from), sizeof(address));
	sim_count.socketIn += first->length;
	datagram_free(datagram_take(self->socket));
	/* A text that is there already is not made anew. */
	xsmcGet(*spare, *buffer, xsID_address);
	if (xsmcTypeOf(*spare) != xsStringType || strcmp(xsmcToString(*spare), address)) {
		xsmcSetString(*spare, address);
		xsmcSet(*buffer, xsID_address, *spare);
	}
	xsmcSetInteger(*spare, port);
	xsmcSet(*buffer, xsID_port, *spare);
}

/* The oldest datagram stays where it is until it is certain that it can be given. */
void xs_sim_udp_read(xsMachine *the)
{
	udp *self = udp_of(the, &xsThis);
	io_datagram *first = self->socket->first;
	xsIntegerValue count;
	xsUnsignedValue length;
	void *bytes;

	if (!first)
		return;
	if (xsmcArgc > 0 && xsmcTypeOf(xsArg(0)) != xsUndefinedType) {
		bytes_to_fill(the, &xsArg(0), &bytes, &length);
		self = udp_of(the, &xsThis);
		first = self->socket->first;
		if (!first)
			return;
		if (length < first->length)
			xsRangeError("the datagram has %u bytes, the buffer only %u", (unsigned)first->length, (unsigned)length);
		memcpy(bytes, first->bytes, first->length);
		count = (xsIntegerValue)first->length;
		take(the, self, &xsArg(0), &xsResult);
		xsmcSetInteger(xsResult, count);
	}
	else {
		xsmcVars(1);
		bytes = xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)first->length);
		memcpy(bytes, first->bytes, first->length);
		take(the, self, &xsResult, &xsVar(0));
	}
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

static uint16_t read_port(xsMachine *the, xsSlot *argument)
{
	double port = xsmcToNumber(*argument);

	if (!(port >= 0) || (port > 65535) || (port != floor(port)))
		xsRangeError("port must be a whole number from 0 to 65535");
	return (uint16_t)port;
}

static void read_address(xsMachine *the, xsSlot *argument, io_endpoint *endpoint)
{
	const char *address = xsmcToString(*argument);
	if (!endpoint_parse(endpoint, address, 0))
		sim_throw("\"%s\" is no IP address; a resolver turns a name into one", address);
}

void xs_sim_udp_write(xsMachine *the)
{
	udp *self = udp_of(the, &xsThis);
	char what[ENDPOINT_TEXT + 40], address[ENDPOINT_TEXT];
	io_endpoint to;
	xsUnsignedValue length;
	void *bytes;
	int error;

	if (xsmcArgc < 3)
		xsTypeError("write needs data, an address and a port");
	read_address(the, &xsArg(1), &to);
	endpoint_set_port(&to, read_port(the, &xsArg(2)));
	if (!network_reaches_datagram(&to))
		sim_external_opened("a UDP socket to another machine");
	bytes_to_read(the, &xsArg(0), &bytes, &length);
	self = udp_of(the, &xsThis); /* address and port may be objects of the program, with code of their own */
	error = datagram_send(self->socket, &to, bytes, length);
	if (error) {
		endpoint_text(&to, address);
		snprintf(what, sizeof(what), "UDP to %s port %u", address, endpoint_port(&to));
		failure_throw(the, error, what);
	}
	sim_count.socketOut += length;
}

static void change_membership(xsMachine *the, bool join)
{
	io_endpoint group;
	int error;

	(void)udp_of(the, &xsThis);
	if (xsmcArgc < 1)
		xsTypeError("the multicast address is missing");
	read_address(the, &xsArg(0), &group);
	error = datagram_join(udp_of(the, &xsThis)->socket, &group, join);
	if (error)
		failure_throw(the, error, join ? "joining the multicast group" : "leaving the multicast group");
}

void xs_sim_udp_add(xsMachine *the)
{
	change_membership(the, true);
}

void xs_sim_udp_remove(xsMachine *the)
{
	change_membership(the, false);
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
