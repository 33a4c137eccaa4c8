/* Key material for other protocols out of a connection: exporters, RFC 5705 and RFC 8446, section 7.5. */
#include "internal.h"

#include <string.h>

enum { mostLabel = 249, mostContext = 65535, mostMaterial = 8160 };

/* TLS 1.2 derives its own secrets with these labels and the same function: whoever exports one of them gives the connection's keys away. */
static bool is_reserved(const char *label, size_t length)
{
	static const char *const labels[] = { "client finished", "server finished", "master secret", "extended master secret", "key expansion" };
	size_t i;

	for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		if (strlen(labels[i]) <= length && memcmp(labels[i], label, strlen(labels[i])) == 0)
			return true;
	}
	return false;
}

int tls_session_export(tls_session *session, const tls_exporter *exporter, uint8_t *out, size_t length)
{
	if (session->error)
		return session->error;
	if (!session->expansion)
		return TLS_ERROR_NOT_CONNECTED;
	if (length == 0 || length > mostMaterial || exporter->labelLength == 0 || exporter->labelLength > mostLabel
		|| exporter->contextLength > mostContext || is_reserved(exporter->label, exporter->labelLength))
		return TLS_ERROR_EXPORT;
#if defined(MBEDTLS_SSL_KEYING_MATERIAL_EXPORT)
	return mbedtls_ssl_export_keying_material(&session->ssl, out, length, exporter->label, exporter->labelLength, exporter->context,
		exporter->contextLength, exporter->context != NULL);
#else
	(void)out;
	return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
#endif
}
