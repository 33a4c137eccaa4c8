/*
 * Every native function of the TLS classes: unpack, call the engine, set the result. No decision is made here (binding_exchange.c decides how long to go on) and
 * nothing is thrown for a failure of TLS: such a failure is a negative number, which errors.ts turns into an error.
 *
 * Three rules of XS shape this file. A buffer of JavaScript may move whenever XS allocates, so its address is taken last and used at once. Converting an
 * argument to a number or a string may run the program's own code, which may delete anything: so that is done before a native object is looked up. And XS
 * throws by longjmp, so nothing is held that would have to be given back when one of its calls throws.
 */
#include "binding.h"

#include <string.h>

/* After binding.h, which brings the types that it uses. */
#include "mc.xs.h"

void xs_tls_session_destructor(void *data)
{
	tls_session_delete(data);
}

void *tls_binding_host(xsMachine *the, xsSlot *slot, void (*type)(void *))
{
	void *data = xsmcGetHostDataValidate(*slot, (void *)type);

	if (!data)
		xsUnknownError("closed");
	return data;
}

tls_session *tls_binding_session(xsMachine *the)
{
	return tls_binding_host(the, &xsThis, xs_tls_session_destructor);
}

/*
 * XS takes any object of the host for a buffer if the program gives it a property byteLength, whose getter may delete what was looked up before: it would read
 * and write memory that is no buffer. So of those only the ones whose length XS itself knows (a Resource) are let pass. This allocates, so it comes first.
 */
static void vet_host_object(xsMachine *the, xsSlot *slot)
{
	volatile xsBooleanValue isHostObject = 0, isHostBuffer = 0;

	{
		xsTry {
			(void)xsmcGetHostData(*slot);
			isHostObject = 1;
		}
		xsCatch {
			/* A view of a SharedArrayBuffer, which does not move either. */
		}
	}
	if (!isHostObject)
		return;
	{
		xsTry {
			(void)xsmcGetHostBufferLength(*slot);
			isHostBuffer = 1;
		}
		xsCatch {
			/* Told below. */
		}
	}
	if (!isHostBuffer)
		xsTypeError("not a byte buffer");
}

/* The arguments from the given one on, each of which is a buffer or missing. */
void tls_binding_vet(xsMachine *the, int first)
{
	xsUnsignedValue length;
	void *data;
	int i;

	for (i = first; i < (int)xsmcArgc; i++) {
		xsSlot *slot = &xsArg(i);
		if (xsmcTypeOf(*slot) == xsReferenceType && _xsmcGetBuffer(the, slot, &data, &length, 0) == xsBufferNonrelocatable)
			vet_host_object(the, slot);
	}
}

tls_session *tls_binding_vetted_session(xsMachine *the, int first)
{
	tls_binding_vet(the, first);
	return tls_binding_session(the);
}

/* The bytes of an argument; none for undefined. */
const uint8_t *tls_binding_bytes(xsMachine *the, xsSlot *slot, xsUnsignedValue *length)
{
	void *data = NULL;

	*length = 0;
	if (xsmcTest(*slot))
		xsmcGetBufferReadable(*slot, &data, length);
	return data;
}

void xs_tls_error_name(xsMachine *the)
{
	const char *name = tls_error_name(xsmcToInteger(xsArg(0)));

	if (name)
		xsmcSetString(xsResult, (char *)name);
}

/* Refuses an object of another class, whose data would be taken for what it is not, and one that is open. */
void tls_binding_vacant(xsMachine *the, void (*type)(void *))
{
	if (xsmcGetHostDataValidate(xsThis, (void *)type))
		xsUnknownError("open already");
}

/*
 * XS wants a constructor that does one native call and cannot return a number: it makes an empty object, and open() fills it; or, if a configuration is given, an
 * exchange does when a client's hello is there.
 */
void xs_tls_session(xsMachine *the)
{
	tls_binding_vacant(the, xs_tls_session_destructor);
	xsmcSetHostData(xsThis, NULL);
	/* With the SDK what the constructor is called with comes here as it is. */
	if (xsmcArgc > 0 && xsmcTest(xsArg(0))) {
		tls_binding_inherit_store(the, &xsArg(0));
		xsmcSet(xsThis, xsID_configuration, xsArg(0));
	}
}

void xs_tls_session_open(xsMachine *the)
{
	tls_configuration *configuration;
	tls_session *session = NULL;
	const uint8_t *saved = NULL;
	xsUnsignedValue length;
	bool named = xsmcTest(xsArg(1));
	const char *name;
	int result;

	tls_binding_inherit_store(the, &xsArg(0));
	/* For the first time, when this may allocate. */
	if (named)
		(void)xsmcToString(xsArg(1));
	tls_binding_vet(the, 2);
	configuration = tls_binding_host(the, &xsArg(0), xs_tls_configuration_destructor);
	tls_binding_vacant(the, xs_tls_session_destructor);
	name = named ? xsmcToString(xsArg(1)) : NULL;
	if (xsmcArgc > 2)
		saved = tls_binding_bytes(the, &xsArg(2), &length);
	result = tls_session_new(&session, configuration, name);
	if (!result && saved)
		result = tls_session_resume(session, saved, length);
	if (result < 0) {
		tls_session_delete(session);
		session = NULL;
	}
	xsmcSetHostData(xsThis, session);
	xsmcSetInteger(xsResult, result);
}

void xs_tls_session_delete(xsMachine *the)
{
	tls_session *session = xsmcGetHostDataValidate(xsThis, (void *)xs_tls_session_destructor);

	xsmcSetHostData(xsThis, NULL);
	/* No hello opens it any more. */
	if (!session)
		xsmcDelete(xsThis, xsID_configuration);
	tls_session_delete(session);
}

void xs_tls_session_version(xsMachine *the)
{
	xsmcSetInteger(xsResult, tls_session_version(tls_binding_session(the)));
}

void xs_tls_session_cipherSuite(xsMachine *the)
{
	char name[64];

	tls_session_cipher_suite_name(tls_binding_session(the), name, sizeof(name));
	xsmcSetString(xsResult, name);
}

void xs_tls_session_protocol(xsMachine *the)
{
	const char *name = tls_session_protocol(tls_binding_session(the));

	/* Bytes, because the application chose them and XS's strings must be UTF-8: of others it reads what lies behind them. */
	if (name)
		xsmcSetArrayBuffer(xsResult, (void *)name, (xsIntegerValue)strlen(name));
}

void xs_tls_session_usesKey(xsMachine *the)
{
	xsmcSetBoolean(xsResult, tls_session_uses_key(tls_binding_session(the)));
}

void xs_tls_session_verdict(xsMachine *the)
{
	xsmcSetInteger(xsResult, tls_session_verdict(tls_binding_session(the)));
}

void xs_tls_session_explanation(xsMachine *the)
{
	xsmcSetString(xsResult, (char *)tls_session_explanation(tls_binding_session(the)));
}

void xs_tls_session_alert(xsMachine *the)
{
	xsmcSetInteger(xsResult, tls_session_alert(tls_binding_session(the)));
}
