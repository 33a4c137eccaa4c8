/*
 * The bytes of a byte buffer argument: ArrayBuffer, SharedArrayBuffer, a view of single bytes, or a host buffer such as Resource.
 * Anything else is a TypeError. The address holds until the next call into XS.
 */

#ifndef SIM_IO_BYTES_H
#define SIM_IO_BYTES_H

#include "xsmc.h"

void bytes_to_read(xsMachine *the, xsSlot *buffer, void **bytes, xsUnsignedValue *length);
void bytes_to_fill(xsMachine *the, xsSlot *buffer, void **bytes, xsUnsignedValue *length);

#endif
