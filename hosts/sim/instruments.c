/* What xsbug draws about TLS: what the engine counts, and the bytes of its heap. */

#include "heap.h"
#include "instruments.h"
#include "tls.h"

char *const sim_instrument_names[SIM_INSTRUMENTS] = {
	"TLS connections", "TLS memory", "TLS handshakes", "TLS resumptions", "TLS handshake failures", "TLS bytes read", "TLS bytes written"
};
char *const sim_instrument_units[SIM_INSTRUMENTS] = {
	" connections", " bytes", " handshakes", " handshakes", " handshakes", " bytes", " bytes"
};

void sim_instruments_take(int32_t *values)
{
	static tls_statistics last;
	const tls_statistics now = *tls_get_statistics();

	values[SIM_INSTRUMENT_CONNECTIONS] = (int32_t)now.sessions;
	values[SIM_INSTRUMENT_MEMORY] = (int32_t)sim_tls_heap_get()->current;
	values[SIM_INSTRUMENT_HANDSHAKES] = (int32_t)(now.handshakes - last.handshakes);
	values[SIM_INSTRUMENT_RESUMPTIONS] = (int32_t)(now.resumptions - last.resumptions);
	values[SIM_INSTRUMENT_FAILURES] = (int32_t)(now.failures - last.failures);
	values[SIM_INSTRUMENT_BYTES_IN] = (int32_t)(now.bytesIn - last.bytesIn);
	values[SIM_INSTRUMENT_BYTES_OUT] = (int32_t)(now.bytesOut - last.bytesOut);
	last = now;
}
