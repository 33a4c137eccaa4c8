/* What the TLS engine wants from its host, in the simulator of the Moddable SDK: a counted heap, the machine's clocks, and its store of certificates. */

#include "platform.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "heap.h"
#include "store.h"

#include "mbedtls/build_info.h"
#include "mbedtls/platform.h"
#include "mbedtls/platform_time.h"

/* Where OpenSSL looks, too: its variable names a file, and without it there is the file of Debian and its relatives, or that of macOS. */
static const char *const stores[] = { "/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cert.pem" };

mbedtls_ms_time_t mbedtls_ms_time(void)
{
	struct timespec value;

	clock_gettime(CLOCK_MONOTONIC, &value);
	return (mbedtls_ms_time_t)value.tv_sec * 1000 + value.tv_nsec / 1000000;
}

/* Workers are machines in threads of their own, which share the heap of TLS and the store. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *allocate(size_t count, size_t size)
{
	void *result;

	pthread_mutex_lock(&lock);
	result = sim_tls_calloc(count, size);
	pthread_mutex_unlock(&lock);
	return result;
}

static void release(void *memory)
{
	pthread_mutex_lock(&lock);
	sim_tls_free(memory);
	pthread_mutex_unlock(&lock);
}

static mbedtls_time_t seconds(mbedtls_time_t *result)
{
	return time(result);
}

int tls_platform_initialize(void)
{
	int result = mbedtls_platform_set_calloc_free(allocate, release);

	return result ? result : mbedtls_platform_set_time(seconds);
}

uint32_t tls_platform_allocation_failures(void)
{
	return (uint32_t)sim_tls_heap_get()->failures;
}

/* A process has megabytes. */
bool tls_platform_has_stack(void)
{
	return true;
}

bool tls_platform_yields(void)
{
	return false;
}

static const sim_store *store(void)
{
	const char *path = getenv("SSL_CERT_FILE");

	if (path)
		return sim_store_open(path);
#ifdef __APPLE__
	return sim_store_open(stores[1]);
#else
	return sim_store_open(stores[0]);
#endif
}

bool tls_platform_has_store(void)
{
	bool result;

	pthread_mutex_lock(&lock);
	result = sim_store_count(store()) > 0;
	pthread_mutex_unlock(&lock);
	return result;
}

const uint8_t *tls_platform_store_part(size_t index, size_t *length)
{
	const uint8_t *result;

	pthread_mutex_lock(&lock);
	result = sim_store_part(store(), index, length);
	pthread_mutex_unlock(&lock);
	return result;
}

const uint8_t *tls_platform_authority(const uint8_t *subject, size_t subjectLength, size_t index, size_t *length)
{
	const uint8_t *result;

	pthread_mutex_lock(&lock);
	result = sim_store_find(store(), subject, subjectLength, index, length);
	pthread_mutex_unlock(&lock);
	return result;
}
