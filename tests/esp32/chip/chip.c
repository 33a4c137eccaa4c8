#include <stdio.h>
#include <sys/time.h>

#include "xsmc.h"
#include "xsHost.h"

#include "esp_heap_caps.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

#include "network.h"
#include "dialogue.h"

/* What xs_chip_leave holds: a list of blocks, each of which begins with the address of the next. */
static void **held;

void xs_chip_startNetwork(xsMachine *the)
{
	if (network_start() != ESP_OK)
		xsUnknownError("there is no network");
}

void xs_chip_listen(xsMachine *the)
{
	char line[128];

	dialogue_listen(line, sizeof(line));
	xsmcSetString(xsResult, line);
}

void xs_chip_say(xsMachine *the)
{
	printf("%s\n", xsmcToString(xsArg(0)));
}

void xs_chip_setClock(xsMachine *the)
{
	struct timeval now = { .tv_sec = xsmcToInteger(xsArg(0)) };

	if (settimeofday(&now, NULL) != 0)
		xsUnknownError("the clock cannot be set");
}

static int free_bytes(void)
{
	return (int)heap_caps_get_free_size(MALLOC_CAP_DEFAULT);
}

void xs_chip_free(xsMachine *the)
{
	xsmcSetInteger(xsResult, free_bytes());
}

void xs_chip_lowest(xsMachine *the)
{
	xsmcSetInteger(xsResult, (int)heap_caps_get_minimum_free_size(MALLOC_CAP_DEFAULT));
	/* The first fails when nothing was measured before. */
	(void)heap_caps_monitor_local_minimum_free_size_stop();
	(void)heap_caps_monitor_local_minimum_free_size_start();
}

void xs_chip_leave(xsMachine *the)
{
	int bytes = xsmcToInteger(xsArg(0)), size;

	while (held) {
		void **next = *held;
		heap_caps_free(held);
		held = next;
	}
	for (size = 32768; bytes > 0 && size >= 64; size /= 2) {
		void **block;
		while (free_bytes() - size >= bytes && (block = heap_caps_malloc((size_t)size, MALLOC_CAP_DEFAULT)) != NULL) {
			*block = held;
			held = block;
		}
	}
}

void xs_chip_stack(xsMachine *the)
{
	xsmcSetInteger(xsResult, (int)uxTaskGetStackHighWaterMark(NULL));
}
