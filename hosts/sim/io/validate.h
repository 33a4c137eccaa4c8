/*
 * The option rules of ECMA-419 for a constructor in C that a program calls for each connection: those of tls419/validate, with its sentences. An option is looked up
 * at most once (HasProperty, then Get), and nothing here allocates a resource. What is wrong is thrown.
 */

#ifndef SIM_IO_VALIDATE_H
#define SIM_IO_VALIDATE_H

#include <stdbool.h>
#include <stddef.h>

#include "xsmc.h"

#define VALIDATE_LARGEST 9007199254740991.0 /* Number.MAX_SAFE_INTEGER */

/* Anything but an object is refused. */
void validate_options(xsMachine *the, xsSlot *options);

/* Whether the option is there; if it is, value becomes what it is. */
bool validate_find(xsMachine *the, xsSlot *options, xsIdentifier name, xsSlot *value);
/* The same, and throws when it is not there. */
void validate_require(xsMachine *the, xsSlot *options, xsIdentifier name, xsSlot *value);

/* These judge the value of the option with that name. */

/* A function; value becomes undefined where there is none, which null says too. */
void validate_callback(xsMachine *the, xsIdentifier name, xsSlot *value);
/* A whole number from minimum to maximum, which may be VALIDATE_LARGEST. */
double validate_integer(xsMachine *the, xsIdentifier name, xsSlot *value, double minimum, double maximum);
/* value becomes the text. */
void validate_string(xsMachine *the, xsIdentifier name, xsSlot *value);
/* Which of the two words it is. */
size_t validate_word(xsMachine *the, xsIdentifier name, xsSlot *value, const char *const words[2]);

#endif
