/* Pre-shared keys. The rules are those of binding.c. */
#include "binding.h"

void xs_tls_credentials_setSharedKey(xsMachine *the)
{
	tls_credentials *credentials;
	xsUnsignedValue identityLength, keyLength;
	const uint8_t *identity, *key;

	tls_binding_vet(the, 0);
	credentials = tls_binding_host(the, &xsThis, xs_tls_credentials_destructor);
	identity = tls_binding_bytes(the, &xsArg(0), &identityLength);
	key = tls_binding_bytes(the, &xsArg(1), &keyLength);
	xsmcSetInteger(xsResult, tls_credentials_set_shared_key(credentials, identity, identityLength, key, keyLength));
}

void xs_tls_configuration_knows(xsMachine *the)
{
	tls_configuration *configuration;
	xsUnsignedValue length;
	const uint8_t *identity;

	tls_binding_vet(the, 0);
	configuration = tls_binding_host(the, &xsThis, xs_tls_configuration_destructor);
	identity = tls_binding_bytes(the, &xsArg(0), &length);
	xsmcSetBoolean(xsResult, tls_configuration_knows(configuration, identity, length));
}

void xs_tls_session_askedIdentity(xsMachine *the)
{
	size_t length = 0;
	const uint8_t *identity = tls_session_asked_identity(tls_binding_session(the), &length);

	if (identity)
		xsmcSetArrayBuffer(xsResult, (void *)identity, (xsIntegerValue)length);
}

void xs_tls_session_answerKey(xsMachine *the)
{
	tls_session *session = tls_binding_vetted_session(the, 0);
	xsUnsignedValue length;
	const uint8_t *key = tls_binding_bytes(the, &xsArg(0), &length);

	xsmcSetInteger(xsResult, tls_session_answer_key(session, key, length));
}

void xs_tls_session_offerKey(xsMachine *the)
{
	tls_session *session = tls_binding_vetted_session(the, 0);
	xsUnsignedValue identityLength, keyLength;
	const uint8_t *identity = tls_binding_bytes(the, &xsArg(0), &identityLength);
	const uint8_t *key = tls_binding_bytes(the, &xsArg(1), &keyLength);

	xsmcSetInteger(xsResult, tls_session_offer_key(session, identity, identityLength, key, keyLength));
}

void xs_tls_session_identity(xsMachine *the)
{
	size_t length = 0;
	const uint8_t *identity = tls_session_identity(tls_binding_session(the), &length);

	if (identity)
		xsmcSetArrayBuffer(xsResult, (void *)identity, (xsIntegerValue)length);
}
