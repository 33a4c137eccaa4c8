/* The native functions that tell what a connection is made of: exported keys, its key log, its figures. The rules are those of binding.c. */
#include "binding.h"

#include <string.h>

/* After binding.h, which brings the types that it uses. */
#include "mc.xs.h"

void xs_tls_session_exportKeys(xsMachine *the)
{
	tls_session *session = tls_binding_vetted_session(the, 0);
	xsUnsignedValue length, labelLength, contextLength;
	tls_exporter exporter;
	void *out;

	memset(&exporter, 0, sizeof(exporter));
	exporter.label = (const char *)tls_binding_bytes(the, &xsArg(1), &labelLength);
	exporter.labelLength = labelLength;
	if (xsmcTest(xsArg(2))) {
		/* An empty context is none to TLS 1.3 and something to TLS 1.2: there is an address in any case. */
		exporter.context = tls_binding_bytes(the, &xsArg(2), &contextLength);
		exporter.contextLength = contextLength;
		if (!exporter.context)
			exporter.context = (const uint8_t *)"";
	}
	xsmcGetBufferWritable(xsArg(0), &out, &length);
	xsmcSetInteger(xsResult, tls_session_export(session, &exporter, out, length));
}

void xs_tls_session_keepKeys(xsMachine *the)
{
	xsmcSetInteger(xsResult, tls_session_keep_keys(tls_binding_session(the)));
}

void xs_tls_session_takeKeys(xsMachine *the)
{
	char text[TLS_KEY_LOG_SIZE + 1];
	size_t length = tls_session_take_keys(tls_binding_session(the), text);

	text[length] = 0;
	xsmcSetString(xsResult, text);
	tls_wipe(text, sizeof(text));
}

void xs_tls_session_serverName(xsMachine *the)
{
	const char *name = tls_session_server_name(tls_binding_session(the));

	if (name)
		xsmcSetString(xsResult, (char *)name);
}

void xs_tls_session_payload(xsMachine *the)
{
	xsmcSetInteger(xsResult, (xsIntegerValue)tls_session_payload(tls_binding_session(the)));
}

/* The order is that of `Traffic` in statistics.ts. */
void xs_tls_session_traffic(xsMachine *the)
{
	xsIntegerValue index = xsmcToInteger(xsArg(0));
	const tls_traffic *traffic = tls_session_traffic(tls_binding_session(the));
	const double figures[] = {
		(double)traffic->bytesIn, (double)traffic->bytesOut, (double)traffic->plainIn, (double)traffic->plainOut, traffic->recordsIn, traffic->recordsOut
	};

	if (index >= 0 && (size_t)index < sizeof(figures) / sizeof(figures[0]))
		xsmcSetNumber(xsResult, figures[index]);
}

/* The order is that of `MachineStatistics` in statistics.ts. */
void xs_tls_statistics(xsMachine *the)
{
	xsIntegerValue index = xsmcToInteger(xsArg(0));
	const tls_statistics *counted = tls_get_statistics();
	const double figures[] = {
		(double)counted->bytesIn, (double)counted->bytesOut, (double)counted->plainIn, (double)counted->plainOut, (double)counted->recordsIn,
		(double)counted->recordsOut, counted->handshakes, counted->resumptions, counted->failures, counted->sessions, counted->peakSessions
	};

	if (index >= 0 && (size_t)index < sizeof(figures) / sizeof(figures[0]))
		xsmcSetNumber(xsResult, figures[index]);
}
