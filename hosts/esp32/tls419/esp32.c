/* What the TLS engine wants from its host, on ESP-IDF: its heap tells of each allocation that fails, mbedTLS's clocks are its own. */

#include "platform.h"

#include "esp_heap_caps.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

#include "layout.h"
#include "requirements.h"
#include "tls.h"

static uint32_t failures;

static void count(size_t size, uint32_t capabilities, const char *function)
{
	(void)size;
	(void)capabilities;
	(void)function;
	failures++;
}

int tls_platform_initialize(void)
{
	if (heap_caps_register_failed_alloc_callback(count) != ESP_OK)
		return TLS_ERROR_LIBRARY;
	return layout_check();
}

uint32_t tls_platform_allocation_failures(void)
{
	return failures;
}

/* Asked by JavaScript, a few frames above the deepest place from which it drives a handshake. */
bool tls_platform_has_stack(void)
{
	const uint8_t *lowest = xTaskGetStackStart(NULL), *here = __builtin_frame_address(0);

	return here - lowest >= CONFIG_TLS419_STACK;
}

bool tls_platform_yields(void)
{
#if CONFIG_TLS419_HANDSHAKE_YIELD
	return true;
#else
	return false;
#endif
}
