/*
 * Every native function of the TLS classes: unpack, call the engine, set the result. No decision is made here and nothing is thrown for a failure of TLS:
 * such a failure is a negative number, which errors.ts turns into an error.
 *
 * Three rules of XS shape this file. A buffer of JavaScript may move whenever XS allocates, so its address is taken last and used at once. Converting an
 * argument to a number or a string may run the program's own code, which may delete anything: so that is done before a native object is looked up. And XS
 * throws by longjmp, so nothing is held that would have to be given back when one of its calls throws.
 */
#include "binding.h"

#include <string.h>

/* After binding.h, which brings the types that it uses. */
#include "mc.xs.h"

void xs_tls_credentials_destructor(void *data)
{
	tls_credentials_release(data);
}

void xs_tls_configuration_destructor(void *data)
{
	tls_configuration_release(data);
}

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

static tls_credentials *this_credentials(xsMachine *the)
{
	return tls_binding_host(the, &xsThis, xs_tls_credentials_destructor);
}

tls_session *tls_binding_session(xsMachine *the)
{
	return tls_binding_host(the, &xsThis, xs_tls_session_destructor);
}

/*
 * XS takes any object of the host for a buffer if the program gives it a property byteLength, whose getter may delete what was looked up before: it would read
 * and write memory that is no buffer. So of those only the ones whose length XS itself knows (a Resource) are let pass. This allocates, so it comes first.
 */
static void vet(xsMachine *the, xsSlot *slot)
{
	volatile xsBooleanValue isHostObject = 0, isHostBuffer = 0;
	xsUnsignedValue length;
	void *data;

	if (_xsmcGetBuffer(the, slot, &data, &length, 0) != xsBufferNonrelocatable)
		return;
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
	int i;

	for (i = first; i < (int)xsmcArgc; i++) {
		if (xsmcTest(xsArg(i)))
			vet(the, &xsArg(i));
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

/* XS wants a constructor that does one native call and cannot return a number: it makes an empty object, and open() fills it. */
void xs_tls_credentials(xsMachine *the)
{
	tls_binding_vacant(the, xs_tls_credentials_destructor);
	xsmcSetHostData(xsThis, NULL);
}

void xs_tls_configuration(xsMachine *the)
{
	tls_binding_vacant(the, xs_tls_configuration_destructor);
	xsmcSetHostData(xsThis, NULL);
}

void xs_tls_session(xsMachine *the)
{
	tls_binding_vacant(the, xs_tls_session_destructor);
	xsmcSetHostData(xsThis, NULL);
}

void xs_tls_credentials_open(xsMachine *the)
{
	tls_credentials *credentials = NULL;
	int result;

	tls_binding_vacant(the, xs_tls_credentials_destructor);
	result = tls_credentials_new(&credentials);
	xsmcSetHostData(xsThis, credentials);
	xsmcSetInteger(xsResult, result);
}

static void add_structures(xsMachine *the, int (*add)(tls_credentials *, const uint8_t *, size_t))
{
	tls_credentials *credentials;
	xsUnsignedValue length;
	const uint8_t *der;

	tls_binding_vet(the, 0);
	credentials = this_credentials(the);
	der = tls_binding_bytes(the, &xsArg(0), &length);
	xsmcSetInteger(xsResult, add(credentials, der, length));
}

void xs_tls_credentials_addAuthority(xsMachine *the)
{
	add_structures(the, tls_credentials_add_authority);
}

void xs_tls_credentials_addCertificate(xsMachine *the)
{
	add_structures(the, tls_credentials_add_certificate);
}

void xs_tls_credentials_addRevocations(xsMachine *the)
{
	add_structures(the, tls_credentials_add_revocations);
}

void xs_tls_credentials_setKey(xsMachine *the)
{
	tls_credentials *credentials;
	xsUnsignedValue length, passphraseLength;
	const uint8_t *der, *passphrase;

	tls_binding_vet(the, 0);
	credentials = this_credentials(the);
	der = tls_binding_bytes(the, &xsArg(0), &length);
	passphrase = tls_binding_bytes(the, &xsArg(1), &passphraseLength);
	xsmcSetInteger(xsResult, tls_credentials_set_key(credentials, der, length, passphrase, passphraseLength));
}

void xs_tls_credentials_check(xsMachine *the)
{
	xsmcSetInteger(xsResult, tls_credentials_check(this_credentials(the)));
}

void xs_tls_credentials_trust(xsMachine *the)
{
	xsmcSetInteger(xsResult, tls_credentials_trust(this_credentials(the)));
}

/* Lets go of the native part at once: when the garbage is collected nobody knows. */
void xs_tls_credentials_delete(xsMachine *the)
{
	tls_credentials *credentials = xsmcGetHostDataValidate(xsThis, (void *)xs_tls_credentials_destructor);

	xsmcSetHostData(xsThis, NULL);
	tls_credentials_release(credentials);
}

void xs_tls_configuration_delete(xsMachine *the)
{
	tls_configuration *configuration = xsmcGetHostDataValidate(xsThis, (void *)xs_tls_configuration_destructor);

	xsmcSetHostData(xsThis, NULL);
	tls_configuration_release(configuration);
}

void xs_tls_configuration_open(xsMachine *the)
{
	tls_credentials *credentials;
	tls_configuration *configuration = NULL;
	xsUnsignedValue protocolsLength, pinsLength, suitesLength, groupsLength, signaturesLength;
	xsIntegerValue idLength;
	tls_settings settings;

	memset(&settings, 0, sizeof(settings));
	settings.server = xsmcToBoolean(xsArg(1));
	settings.peer = (tls_peer_policy)xsmcToInteger(xsArg(2));
	settings.minimumVersion = (uint16_t)xsmcToInteger(xsArg(3));
	settings.maximumVersion = (uint16_t)xsmcToInteger(xsArg(4));
	settings.maximumFragmentLength = (uint16_t)xsmcToInteger(xsArg(5));
	settings.questions = (uint8_t)xsmcToInteger(xsArg(6));
	settings.time = (tls_time_policy)xsmcToInteger(xsArg(7));
	settings.sessions = (uint8_t)xsmcToInteger(xsArg(8));
	settings.keyOnly = xsmcToBoolean(xsArg(9));
	settings.datagram = xsmcToBoolean(xsArg(10));
	settings.mtu = (uint16_t)xsmcToInteger(xsArg(11));
	settings.retransmitMinimum = (uint32_t)xsmcToInteger(xsArg(12));
	settings.retransmitMaximum = (uint32_t)xsmcToInteger(xsArg(13));
	idLength = xsmcToInteger(xsArg(14));
	settings.connectionIds = idLength >= 0;
	settings.connectionIdLength = idLength >= 0 ? (uint8_t)idLength : 0;
	tls_binding_inherit_store(the, &xsArg(0));
	tls_binding_vet(the, 16);
	tls_binding_vacant(the, xs_tls_configuration_destructor);
	credentials = tls_binding_host(the, &xsArg(0), xs_tls_credentials_destructor);
	if (xsmcTest(xsArg(15)))
		settings.tickets = tls_binding_host(the, &xsArg(15), xs_tls_tickets_destructor);
	settings.protocols = tls_binding_bytes(the, &xsArg(16), &protocolsLength);
	settings.protocolsLength = protocolsLength;
	settings.pins = tls_binding_bytes(the, &xsArg(17), &pinsLength);
	settings.pinsLength = pinsLength;
	settings.suites = tls_binding_bytes(the, &xsArg(18), &suitesLength);
	settings.suitesLength = suitesLength;
	settings.groups = tls_binding_bytes(the, &xsArg(19), &groupsLength);
	settings.groupsLength = groupsLength;
	settings.signatures = tls_binding_bytes(the, &xsArg(20), &signaturesLength);
	settings.signaturesLength = signaturesLength;
	xsmcSetInteger(xsResult, tls_configuration_new(&configuration, credentials, &settings));
	xsmcSetHostData(xsThis, configuration);
}

void xs_tls_session_open(xsMachine *the)
{
	tls_configuration *configuration;
	tls_session *session = NULL;
	const char *name;
	int result;

	tls_binding_inherit_store(the, &xsArg(0));
	name = xsmcTest(xsArg(1)) ? xsmcToString(xsArg(1)) : NULL;
	configuration = tls_binding_host(the, &xsArg(0), xs_tls_configuration_destructor);
	tls_binding_vacant(the, xs_tls_session_destructor);
	result = tls_session_new(&session, configuration, name);
	xsmcSetHostData(xsThis, session);
	xsmcSetInteger(xsResult, result);
}

void xs_tls_session_delete(xsMachine *the)
{
	tls_session *session = xsmcGetHostDataValidate(xsThis, (void *)xs_tls_session_destructor);

	xsmcSetHostData(xsThis, NULL);
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
