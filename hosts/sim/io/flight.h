/* Datagrams of the simulated network on their way, and what the weather does to them. */

#ifndef SIM_IO_FLIGHT_H
#define SIM_IO_FLIGHT_H

#include <stddef.h>

#include "endpoint.h"

/* From a socket of this process to another. 0 or an error number; being lost on the way is no error. */
int flight_start(const io_endpoint *local, const io_endpoint *to, const void *bytes, size_t length);

#endif
