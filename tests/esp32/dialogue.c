#include "dialogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

enum { PAUSE = 20 /* milliseconds: without a driver nothing wakes who waits for the UART */ };

void dialogue_listen(char *line, size_t size)
{
	size_t length = 0;

	for (;;) {
		int letter = getchar();
		if (letter == EOF) {
			clearerr(stdin);
			vTaskDelay(pdMS_TO_TICKS(PAUSE));
		} else if (letter == '\n' || letter == '\r') {
			if (length > 0)
				break;
		} else if (length + 1 < size)
			line[length++] = (char)letter;
	}
	line[length] = 0;
}

bool dialogue_word(const char *line, const char *name, char *value, size_t size)
{
	size_t length = strlen(name), count;
	const char *found = line;

	while ((found = strstr(found, name)) != NULL && !((found == line || found[-1] == ' ') && found[length] == '='))
		found += length;
	if (!found)
		return false;
	found += length + 1;
	count = strcspn(found, " ");
	if (count >= size)
		return false;
	memcpy(value, found, count);
	value[count] = 0;
	return true;
}

int dialogue_number(const char *line, const char *name, int otherwise)
{
	char value[16];

	return dialogue_word(line, name, value, sizeof(value)) ? atoi(value) : otherwise;
}
