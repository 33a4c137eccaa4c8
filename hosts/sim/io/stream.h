/*
 * What tcp.c knows of a connection: bytes that wait to be read, room for bytes to be written, and how it stands. A socket of the
 * kernel (kernel_stream.c) and a link of the simulated network (link.c) are both one of these.
 *
 * A stream tells of a change by calling `changed`, from the event loop only, and its owner then looks at the state. `connected`,
 * `ended` and `error` only ever go from no to yes.
 */

#ifndef SIM_IO_STREAM_H
#define SIM_IO_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"

typedef struct io_stream io_stream;
typedef struct io_acceptor io_acceptor;

typedef struct {
	/* How many bytes read() would give. */
	size_t (*readable)(io_stream *stream);
	/* Gives at most length bytes, without waiting. */
	size_t (*read)(io_stream *stream, void *bytes, size_t length);
	/* How many bytes write() would take; at most stream->capacity. */
	size_t (*room)(io_stream *stream);
	/* Takes all of at most room() bytes; `more` says that others follow at once. A failure shows in stream->error. */
	void (*write)(io_stream *stream, const void *bytes, size_t length, bool more);
	/* 0 or an error number. */
	int (*configure)(io_stream *stream, const bool *noDelay, const uint32_t *keepAliveSeconds);
	/* Nothing more will be written: the other side learns it after all that was. */
	void (*end)(io_stream *stream);
	/* Where this side is; false when that is not known. */
	bool (*local)(io_stream *stream, io_endpoint *endpoint);
	/* The owner is done: the stream frees itself, after it has sent what was written, unless the process ends now. */
	void (*close)(io_stream *stream, bool now);
} io_stream_class;

struct io_stream {
	const io_stream_class *class;
	void (*changed)(void *owner);
	void *owner;
	io_stream *nextPending;    /* while a listener keeps it */
	io_endpoint remote;
	size_t capacity;           /* the most that can wait to be sent */
	bool connected;
	bool ended;                /* the other side will send no more */
	int error;                 /* 0, or the error number the connection died of */
};

/* Both give NULL and set *error when the connection cannot even be tried. */
io_stream *kernel_stream_connect(const io_endpoint *remote, int *error);
io_stream *link_connect(const io_endpoint *remote, int *error);

/* A connection that a listener's socket accepted. */
io_stream *kernel_stream_accepted(int descriptor, const io_endpoint *remote, int *error);

/* A port where connections arrive, from the kernel, from the simulated network, or from both. */
struct io_acceptor {
	void (*changed)(void *owner);
	void *owner;
	io_stream *firstPending;
	io_stream *lastPending;
	size_t pending;
	io_endpoint local;         /* with the port that was bound */
	int error;
};

/* An address of NULL is every address of this machine. */
io_acceptor *acceptor_open(const io_endpoint *local, uint16_t port, int *error);
io_stream *acceptor_take(io_acceptor *acceptor);
/* False when too many wait already. */
bool acceptor_offer(io_acceptor *acceptor, io_stream *stream);
void acceptor_close(io_acceptor *acceptor, bool now);
/* The acceptor of this machine that the simulated network reaches there, or NULL. */
io_acceptor *acceptor_find(const io_endpoint *remote);

#endif
