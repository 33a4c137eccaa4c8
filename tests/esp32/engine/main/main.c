/* The engine on the chip, without JavaScript: it is told over the serial line what to do, and says there what came of it and what it cost. */

#include <stdio.h>
#include <string.h>
#include <sys/time.h>

#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

#include "client.h"
#include "heap.h"
#include "network.h"
#include "dialogue.h"
#include "tls.h"

enum { STACK = 16384 };

static char line[256];
static TaskHandle_t listener;

/* Each command has a task of its own, so that the most that was used of its stack belongs to that command. */
static void work(void *unused)
{
	(void)unused;
	if (strncmp(line, "connect ", 8) == 0)
		client_connect(line);
	else if (strncmp(line, "starve ", 7) == 0)
		client_starve(line);
	else
		printf("failed: there is no such command\n");
	printf("figure stack %d\n", STACK - (int)uxTaskGetStackHighWaterMark(NULL));
	xTaskNotifyGive(listener);
	vTaskDelete(NULL);
}

static void start(void)
{
	int result;

	printf("network %s\n", esp_err_to_name(network_start()));
	heap_count(true);
	result = tls_initialize();
	heap_count(false);
	printf("library %d, mbedTLS %08x\nfigure library %d\n", result, (unsigned)tls_library_version(), heap_used());
}

void app_main(void)
{
	struct timeval now = { 0 };

	listener = xTaskGetCurrentTaskHandle();
	start();
	for (;;) {
		printf("ready\n");
		dialogue_listen(line, sizeof(line));
		now.tv_sec = dialogue_number(line, "time", 0);
		if (now.tv_sec)
			settimeofday(&now, NULL);
		if (xTaskCreate(work, "work", STACK, NULL, 5, NULL) == pdPASS)
			ulTaskNotifyTake(pdTRUE, portMAX_DELAY);
		else
			printf("failed: there is no memory for a task\n");
	}
}
