/*
 * The inside of the TCP class: an instance, shared by tcp.c (its life, and what it tells JavaScript), tcp_open.c (where its stream is from), tcp_data.c (reading
 * and writing), tcp_extension.c and, for connections that arrive, listener.c.
 */

#ifndef SIM_IO_TCP_H
#define SIM_IO_TCP_H

#include <stdbool.h>
#include <stddef.h>

#include "later.h"
#include "stream.h"
#include "turn.h"
#include "xsmc.h"

typedef struct {
	sim_root object;           /* set from the successful construction until close() */
	sim_root onReadable;
	sim_root onWritable;
	sim_root onError;
	sim_root onEnd;
	io_stream *stream;         /* NULL: closed, or moved to another instance */
	io_later later;
	size_t readable;           /* told and unread */
	size_t writable;           /* told, less what was written since */
	bool numbers;              /* the format is "number" */
	bool connected;            /* told */
	bool ended;                /* the end was told to onEnd */
	bool finished;             /* nothing more will be written */
	bool failed;               /* told */
	bool moved;                /* came from another instance: what can be read and written is told once more */
	bool holding;              /* keeps the program alive */
	bool telling;              /* tell() is on the stack and will free this */
} tcp;

/* The instance if it is one; throws SyntaxError, as the classes of the Moddable SDK do, when it is none or closed. */
tcp *tcp_of(xsMachine *the, xsSlot *slot);

/* Without a stream; throws when there is no memory. */
tcp *tcp_new(xsMachine *the);

/* From here on the instance lives until close(). What is known of the stream can be used at once, and is told in the next round. */
void tcp_open(xsMachine *the, xsSlot *object, tcp *self, io_stream *stream);

/* Of an instance whose stream is somebody else's, or closed. */
void tcp_free(tcp *self);

/* One without any never keeps the program alive. */
bool tcp_has_callbacks(const tcp *self);

/* socket is a TCP instance without a connection; it gets this one, no callbacks, and the format "buffer". */
void tcp_attach(xsMachine *the, xsSlot *socket, io_stream *stream);

#endif
