/*
 * What a handshake asks the application, and the answers. The rules are those of binding.c.
 */
#include "binding.h"

/* The certificate in DER that is to be judged next; undefined if there is none. */
void xs_tls_session_questionCertificate(xsMachine *the)
{
	tls_certificate_question about;
	const uint8_t *der = tls_session_question(tls_binding_session(the), &about);

	if (der)
		xsmcSetArrayBuffer(xsResult, (void *)der, (xsIntegerValue)about.length);
}

void xs_tls_session_questionDepth(xsMachine *the)
{
	tls_certificate_question about;

	if (tls_session_question(tls_binding_session(the), &about))
		xsmcSetInteger(xsResult, about.depth);
}

void xs_tls_session_questionReasons(xsMachine *the)
{
	tls_certificate_question about;

	if (tls_session_question(tls_binding_session(the), &about))
		xsmcSetInteger(xsResult, (xsIntegerValue)about.reasons);
}

void xs_tls_session_judge(xsMachine *the)
{
	xsBooleanValue accept = xsmcToBoolean(xsArg(0));

	xsmcSetInteger(xsResult, tls_session_judge(tls_binding_session(the), accept));
}

void xs_tls_session_refuse(xsMachine *the)
{
	xsmcSetInteger(xsResult, tls_session_refuse(tls_binding_session(the)));
}
