/* The talk with whoever runs the emulator, over the serial line: commands come in, one line each, and what the chip prints goes out. */

#ifndef DIALOGUE_H
#define DIALOGUE_H

#include <stdbool.h>
#include <stddef.h>

/* Waits for a line, and ends it where it breaks. A line longer than `size` is cut. */
void dialogue_listen(char *line, size_t size);
/* The value of "NAME=VALUE" among the words of a line, up to the next blank; false if there is none. */
bool dialogue_word(const char *line, const char *name, char *value, size_t size);
/* The same as a number, or `otherwise`. */
int dialogue_number(const char *line, const char *name, int otherwise);

#endif
