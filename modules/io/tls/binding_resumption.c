/* The native functions of sessions that outlive their connection. The rules are those of binding.c. */
#include "binding.h"

/* After binding.h, which brings the types that it uses. */
#include "mc.xs.h"

void xs_tls_tickets_destructor(void *data)
{
	tls_tickets_release(data);
}

void xs_tls_tickets(xsMachine *the)
{
	tls_binding_vacant(the, xs_tls_tickets_destructor);
	xsmcSetHostData(xsThis, NULL);
}

/* A key of another length is found by whoever reads the options. */
static const uint8_t *key_of(xsMachine *the, xsSlot *slot)
{
	xsUnsignedValue length;
	const uint8_t *key = tls_binding_bytes(the, slot, &length);

	return length == TLS_TICKET_KEY_LENGTH ? key : NULL;
}

void xs_tls_tickets_open(xsMachine *the)
{
	uint32_t lifetime = (uint32_t)xsmcToInteger(xsArg(0));
	uint16_t cache = (uint16_t)xsmcToInteger(xsArg(1));
	tls_tickets *tickets = NULL;
	int result;

	tls_binding_vet(the, 2);
	tls_binding_vacant(the, xs_tls_tickets_destructor);
	result = tls_tickets_new(&tickets, lifetime, cache, key_of(the, &xsArg(2)));
	xsmcSetHostData(xsThis, tickets);
	xsmcSetInteger(xsResult, result);
}

void xs_tls_tickets_rotate(xsMachine *the)
{
	tls_tickets *tickets;

	tls_binding_vet(the, 0);
	tickets = tls_binding_host(the, &xsThis, xs_tls_tickets_destructor);
	xsmcSetInteger(xsResult, tls_tickets_rotate(tickets, key_of(the, &xsArg(0))));
}

void xs_tls_tickets_delete(xsMachine *the)
{
	tls_tickets *tickets = xsmcGetHostDataValidate(xsThis, (void *)xs_tls_tickets_destructor);

	xsmcSetHostData(xsThis, NULL);
	tls_tickets_release(tickets);
}

/* A new ArrayBuffer; nothing if there is no session to save, or it cannot be written down. */
void xs_tls_session_save(xsMachine *the)
{
	size_t length = tls_session_save_length(tls_binding_session(the));
	xsUnsignedValue size;
	void *blob;

	if (length == 0)
		return;
	xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)length);
	xsmcGetBufferWritable(xsResult, &blob, &size);
	if (tls_session_save(tls_binding_session(the), blob, length))
		xsmcSetUndefined(xsResult);
}

/* What was kept for a client without tickets; undefined if nothing was. */
void xs_tls_session_kept(xsMachine *the)
{
	size_t length = 0;
	const uint8_t *bytes = tls_session_kept(tls_binding_session(the), &length);

	if (bytes)
		xsmcSetArrayBuffer(xsResult, (void *)bytes, (xsIntegerValue)length);
}

void xs_tls_session_identifier(xsMachine *the)
{
	size_t length = 0;
	const uint8_t *id = tls_session_identifier(tls_binding_session(the), &length);

	if (id)
		xsmcSetArrayBuffer(xsResult, (void *)id, (xsIntegerValue)length);
}

/* The identifier, and what was kept. */
void xs_tls_configuration_keep(xsMachine *the)
{
	xsUnsignedValue idLength, length;
	tls_configuration *configuration;
	const uint8_t *id, *bytes;

	tls_binding_vet(the, 0);
	configuration = tls_binding_host(the, &xsThis, xs_tls_configuration_destructor);
	id = tls_binding_bytes(the, &xsArg(0), &idLength);
	bytes = tls_binding_bytes(the, &xsArg(1), &length);
	xsmcSetInteger(xsResult, tls_configuration_keep(configuration, id, idLength, bytes, length));
}

void xs_tls_session_resumed(xsMachine *the)
{
	xsmcSetBoolean(xsResult, tls_session_resumed(tls_binding_session(the)));
}
