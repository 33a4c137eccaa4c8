/* The native functions of what an association over datagrams is known by, and goes on with elsewhere. The rules are those of binding.c. */
#include "binding.h"

#include <string.h>

void xs_tls_session_setConnectionId(xsMachine *the)
{
	tls_session *session = tls_binding_vetted_session(the, 0);
	xsUnsignedValue length;
	const uint8_t *id = tls_binding_bytes(the, &xsArg(0), &length);

	xsmcSetInteger(xsResult, tls_session_set_connection_id(session, id, length));
}

/* This side's own, or the peer's; undefined where there are none. */
void xs_tls_session_connectionId(xsMachine *the)
{
	xsBooleanValue own = xsmcToBoolean(xsArg(0));
	uint8_t id[TLS_CONNECTION_ID_LIMIT];
	size_t length;

	if (tls_session_connection_id(tls_binding_session(the), own, id, &length))
		xsmcSetArrayBuffer(xsResult, id, (xsIntegerValue)length);
}

/* Epoch and number of the next record; undefined before there is one. */
void xs_tls_session_outCounter(xsMachine *the)
{
	uint8_t counter[8];

	if (tls_session_out_counter(tls_binding_session(the), counter))
		xsmcSetArrayBuffer(xsResult, counter, sizeof(counter));
}

/* How many bytes save() needs at most, or an error. */
void xs_tls_session_suspendLength(xsMachine *the)
{
	xsmcSetInteger(xsResult, tls_session_suspend(tls_binding_session(the), NULL, 0));
}

void xs_tls_session_suspend(xsMachine *the)
{
	tls_session *session = tls_binding_vetted_session(the, 0);
	xsUnsignedValue size;
	void *target;

	xsmcGetBufferWritable(xsArg(0), &target, &size);
	xsmcSetInteger(xsResult, tls_session_suspend(session, target, size));
}

void xs_tls_session_restore(xsMachine *the)
{
	tls_session *session = tls_binding_vetted_session(the, 0);
	xsUnsignedValue length;
	const uint8_t *bytes = tls_binding_bytes(the, &xsArg(0), &length);

	xsmcSetInteger(xsResult, tls_session_restore(session, bytes, length));
}

/* The server name in a saved association, as text; undefined if there is none. */
void xs_tls_association_name(xsMachine *the)
{
	xsUnsignedValue length;
	const uint8_t *bytes, *name;
	char text[256];
	size_t nameLength;

	tls_binding_vet(the, 0);
	bytes = tls_binding_bytes(the, &xsArg(0), &length);
	nameLength = tls_association_name(bytes, length, &name);
	if (nameLength == 0 || nameLength >= sizeof(text))
		return;
	memcpy(text, name, nameLength);
	text[nameLength] = 0;
	xsmcSetString(xsResult, text);
}
