/* The serial line to whoever runs the emulator: it sends commands, one line each, and reads what the chip prints. */

#ifndef SERIAL_H
#define SERIAL_H

#include <stdbool.h>
#include <stddef.h>

/* Waits for a line, and ends it where it breaks. A line longer than `size` is cut. */
void serial_listen(char *line, size_t size);
/* The value of "NAME=VALUE" among the words of a line, up to the next blank; false if there is none. */
bool serial_word(const char *line, const char *name, char *value, size_t size);
/* The same as a number, or `otherwise`. */
int serial_number(const char *line, const char *name, int otherwise);

#endif
