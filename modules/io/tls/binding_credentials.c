/* The native functions of what sessions are made of: credentials and configurations. The rules are those of binding.c. */
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

static tls_credentials *this_credentials(xsMachine *the)
{
	return tls_binding_host(the, &xsThis, xs_tls_credentials_destructor);
}

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
	settings.groupBits = (uint16_t)xsmcToInteger(xsArg(15));
	settings.connectionIds = idLength >= 0;
	settings.connectionIdLength = idLength >= 0 ? (uint8_t)idLength : 0;
	tls_binding_inherit_store(the, &xsArg(0));
	tls_binding_vet(the, 17);
	tls_binding_vacant(the, xs_tls_configuration_destructor);
	credentials = tls_binding_host(the, &xsArg(0), xs_tls_credentials_destructor);
	if (xsmcTest(xsArg(16)))
		settings.tickets = tls_binding_host(the, &xsArg(16), xs_tls_tickets_destructor);
	settings.protocols = tls_binding_bytes(the, &xsArg(17), &protocolsLength);
	settings.protocolsLength = protocolsLength;
	settings.pins = tls_binding_bytes(the, &xsArg(18), &pinsLength);
	settings.pinsLength = pinsLength;
	settings.suites = tls_binding_bytes(the, &xsArg(19), &suitesLength);
	settings.suitesLength = suitesLength;
	settings.groups = tls_binding_bytes(the, &xsArg(20), &groupsLength);
	settings.groupsLength = groupsLength;
	settings.signatures = tls_binding_bytes(the, &xsArg(21), &signaturesLength);
	settings.signaturesLength = signaturesLength;
	xsmcSetInteger(xsResult, tls_configuration_new(&configuration, credentials, &settings));
	xsmcSetHostData(xsThis, configuration);
}
