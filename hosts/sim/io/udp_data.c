/* Reading and writing of the UDP class, and the groups whose datagrams it reads. */

#include "udp.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "failure.h"
#include "loop.h"
#include "mc.xs.h"
#include "network.h"
#include "statistics.h"

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
