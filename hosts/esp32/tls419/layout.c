/*
 * A library of mbedTLS that was built with another configuration than these files has other structures, and would overwrite memory. The library's initialisers fill their structure with zeros from its first byte to its last: so they tell how large it is there.
 */

#include "layout.h"
#include "compat.h"
#include "tls.h"

#include <stdlib.h>
#include <string.h>

#include "esp_log.h"

#include "mbedtls/pk.h"
#include "mbedtls/ssl.h"
#include "mbedtls/x509_crl.h"
#include "mbedtls/x509_crt.h"

/* The largest difference that one setting makes is that of SRTP, 264 bytes. */
enum { MARGIN = 1024, MARK = 0xA5 };

/* Bytes from the start of the memory to the last one that the initialiser has changed. */
static size_t size_of(void (*initialise)(void *memory), uint8_t *memory, size_t room)
{
	memset(memory, MARK, room);
	(*initialise)(memory);
	while (room > 0 && memory[room - 1] == MARK)
		room--;
	return room;
}

static void context(void *memory)
{
	mbedtls_ssl_init(memory);
}

static void configuration(void *memory)
{
	mbedtls_ssl_config_init(memory);
}

static void session(void *memory)
{
	mbedtls_ssl_session_init(memory);
}

static void certificate(void *memory)
{
	mbedtls_x509_crt_init(memory);
}

static void revocations(void *memory)
{
	mbedtls_x509_crl_init(memory);
}

static const struct {
	const char *name;
	void (*initialise)(void *memory);
	size_t size;
} structures[] = {
	{ "mbedtls_ssl_context", context, sizeof(mbedtls_ssl_context) },
	{ "mbedtls_ssl_config", configuration, sizeof(mbedtls_ssl_config) },
	{ "mbedtls_ssl_session", session, sizeof(mbedtls_ssl_session) },
	{ "mbedtls_x509_crt", certificate, sizeof(mbedtls_x509_crt) },
	{ "mbedtls_x509_crl", revocations, sizeof(mbedtls_x509_crl) },
};

int layout_check(void)
{
	int result = 0;
	size_t i;

	for (i = 0; i < sizeof(structures) / sizeof(structures[0]); i++) {
		size_t room = structures[i].size + MARGIN, size;
		uint8_t *memory = malloc(room);
		if (!memory)
			return MBEDTLS_ERR_SSL_ALLOC_FAILED;
		size = size_of(structures[i].initialise, memory, room);
		free(memory);
		if (size != structures[i].size) {
			ESP_LOGE("tls419", "%s has %u bytes in ESP-IDF's library and %u here", structures[i].name, (unsigned)size, (unsigned)structures[i].size);
			result = TLS_ERROR_LIBRARY;
		}
	}
	return result;
}
