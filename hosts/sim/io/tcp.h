/* What listener.c needs of the TCP class: an instance for a connection that arrived. */

#ifndef SIM_IO_TCP_H
#define SIM_IO_TCP_H

#include "stream.h"
#include "xsmc.h"

/* socket is a TCP instance without a connection; it gets this one, no callbacks, and the format "buffer". */
void tcp_attach(xsMachine *the, xsSlot *socket, io_stream *stream);

#endif
