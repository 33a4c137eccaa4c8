#include "heap.h"

#include <stdint.h>

#include "esp_heap_caps.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

enum { HEADER = 4 /* bytes before each block of ESP-IDF's heap */ };

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_heap_caps_malloc(size_t size, uint32_t capabilities);
void *__real_heap_caps_calloc(size_t count, size_t size, uint32_t capabilities);
void __real_heap_caps_free(void *block);

static TaskHandle_t counted;
static int used, peak;
static unsigned allocations, failing;

int heap_size(void *block)
{
	return (int)heap_caps_get_allocated_size(block) + HEADER;
}

void heap_count(bool on)
{
	counted = on ? xTaskGetCurrentTaskHandle() : NULL;
}

int heap_used(void)
{
	return used;
}

int heap_peak(void)
{
	return peak;
}

void heap_mark(void)
{
	peak = used;
	allocations = 0;
}

void heap_fail(unsigned number)
{
	failing = number ? allocations + number : 0;
}

unsigned heap_allocations(void)
{
	return allocations;
}

static bool counts(void)
{
	return counted && counted == xTaskGetCurrentTaskHandle();
}

/* What nobody has: so the heap itself refuses it, and says so to who has asked to be told. */
static size_t wish(size_t size)
{
	if (!counts())
		return size;
	allocations++;
	return failing && allocations >= failing ? SIZE_MAX / 2 : size;
}

static void *taken(void *block)
{
	if (block && counts()) {
		used += heap_size(block);
		if (used > peak)
			peak = used;
	}
	return block;
}

void *__wrap_malloc(size_t size)
{
	return taken(__real_malloc(wish(size)));
}

void *__wrap_calloc(size_t count, size_t size)
{
	return taken(__real_calloc(count, wish(size)));
}

void *__wrap_heap_caps_malloc(size_t size, uint32_t capabilities)
{
	return taken(__real_heap_caps_malloc(wish(size), capabilities));
}

void *__wrap_heap_caps_calloc(size_t count, size_t size, uint32_t capabilities)
{
	return taken(__real_heap_caps_calloc(count, wish(size), capabilities));
}

/* free() ends here too. */
void __wrap_heap_caps_free(void *block)
{
	if (block && counts())
		used -= heap_size(block);
	__real_heap_caps_free(block);
}
