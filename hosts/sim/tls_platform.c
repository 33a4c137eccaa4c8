/* What the TLS engine wants from its host: the counted heap, the clocks, and the certificate store. */
#include "platform.h"

#include "loop.h"
#include "heap.h"
#include "options.h"
#include "store.h"

#include "mbedtls/build_info.h"
#include "mbedtls/platform.h"
#include "mbedtls/platform_time.h"

/* The store of Debian and its relatives; --certs names another one. */
static const char systemStore[] = "/etc/ssl/certs/ca-certificates.crt";

static mbedtls_time_t seconds(mbedtls_time_t *result)
{
	mbedtls_time_t now = (mbedtls_time_t)sim_time();

	if (result)
		*result = now;
	return now;
}

mbedtls_ms_time_t mbedtls_ms_time(void)
{
	return (mbedtls_ms_time_t)sim_now();
}

int tls_platform_initialize(void)
{
	int result = mbedtls_platform_set_calloc_free(sim_tls_calloc, sim_tls_free);

	return result ? result : mbedtls_platform_set_time(seconds);
}

uint32_t tls_platform_allocation_failures(void)
{
	return (uint32_t)sim_tls_heap_get()->failures;
}

/* A process of Linux has megabytes. */
bool tls_platform_has_stack(void)
{
	return true;
}

bool tls_platform_yields(void)
{
	return sim_options_get()->yield;
}

static const sim_store *store(void)
{
	const char *path = sim_options_get()->certificates;

	return sim_store_open(path ? path : systemStore);
}

bool tls_platform_has_store(void)
{
	return sim_store_count(store()) > 0;
}

const uint8_t *tls_platform_store_part(size_t index, size_t *length)
{
	return sim_store_part(store(), index, length);
}

const uint8_t *tls_platform_authority(const uint8_t *subject, size_t subjectLength, size_t index, size_t *length)
{
	return sim_store_find(store(), subject, subjectLength, index, length);
}
