/* The datagrams that the kernel has for a socket, a batch at a time: one call for many, and an ordinary one stays where it was received. */

#ifndef SIM_IO_KERNEL_BATCH_H
#define SIM_IO_KERNEL_BATCH_H

#include <stdbool.h>

#include "datagram.h"

#define KERNEL_BATCH 64 /* how many the kernel is asked for with one call; a call that gives less says that there are no more */

/*
 * Keeps as many as there are, up to a batch and up to `most`, which is at least 1. Returns whether there may be more; not after a failure, which shows in
 * socket->error.
 */
bool kernel_batch_receive(io_datagrams *socket, int descriptor, size_t most);

#endif
