/* What xsbug draws besides XS's own figures: TLS. What is counted without end is shown as what it was since the last sample, as the SDK does. */

#include "xsAll.h"
#include "heap.h"
#include "instruments.h"
#include "tls.h"

#if defined(mxDebug) && defined(mxInstrument)

enum { SESSIONS, MEMORY, HANDSHAKES, RESUMPTIONS, FAILURES, BYTES_IN, BYTES_OUT, COUNT };

static char *const names[COUNT] = {
	"TLS connections", "TLS memory", "TLS handshakes", "TLS resumptions", "TLS handshake failures", "TLS bytes read", "TLS bytes written"
};
static char *const units[COUNT] = { " connections", " bytes", " handshakes", " handshakes", " handshakes", " bytes", " bytes" };

void sim_instruments_describe(txMachine *the)
{
	fxDescribeInstrumentation(the, COUNT, (txString *)names, (txString *)units);
}

void sim_instruments_sample(txMachine *the)
{
	static tls_statistics last;
	const tls_statistics now = *tls_get_statistics();
	txInteger values[COUNT] = {
		[SESSIONS] = (txInteger)now.sessions,
		[MEMORY] = (txInteger)sim_tls_heap_get()->current,
		[HANDSHAKES] = (txInteger)(now.handshakes - last.handshakes),
		[RESUMPTIONS] = (txInteger)(now.resumptions - last.resumptions),
		[FAILURES] = (txInteger)(now.failures - last.failures),
		[BYTES_IN] = (txInteger)(now.bytesIn - last.bytesIn),
		[BYTES_OUT] = (txInteger)(now.bytesOut - last.bytesOut)
	};

	last = now;
	fxSampleInstrumentation(the, COUNT, values);
}

#endif
