/*
 * A port where connections arrive. The kernel's are accepted as soon as they are there, up to a bound; those of the simulated
 * network are offered by link.c. Both wait in one row, in the order in which they came.
 */

#define _GNU_SOURCE

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "loop.h"
#include "port.h"
#include "stream.h"

typedef struct acceptor acceptor;
struct acceptor {
	io_acceptor public;
	sim_watch watch;
	acceptor *next;
};

static acceptor *acceptors;    /* all that are open, for the simulated network */

io_acceptor *acceptor_find(const io_endpoint *remote)
{
	acceptor *self;

	for (self = acceptors; self; self = self->next) {
		if (port_covers(&self->public.local, remote))
			return &self->public;
	}
	return NULL;
}

bool acceptor_offer(io_acceptor *public, io_stream *stream)
{
	if (public->pending >= PORT_BACKLOG)
		return false;
	stream->nextPending = NULL;
	if (public->lastPending)
		public->lastPending->nextPending = stream;
	else
		public->firstPending = stream;
	public->lastPending = stream;
	public->pending++;
	return true;
}

/* Accepts what the kernel has. A listener that is not read stops at the bound, and the kernel's own queue fills. */
static void ready(sim_watch *watch, uint32_t events)
{
	acceptor *self = (acceptor *)((char *)watch - offsetof(acceptor, watch));
	size_t before = self->public.pending;
	int error = 0;

	(void)events;
	while (self->public.pending < PORT_BACKLOG) {
		io_endpoint remote = { .length = sizeof(remote.socket) };
		io_stream *stream;
		int descriptor = accept4(watch->descriptor, &remote.socket.any, &remote.length, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (descriptor < 0) {
			if ((errno == EINTR) || (errno == ECONNABORTED))
				continue;
			if ((errno != EAGAIN) && (errno != EWOULDBLOCK))
				self->public.error = errno;
			break;
		}
		endpoint_unfold(&remote);
		stream = kernel_stream_accepted(descriptor, &remote, &error);
		if (!stream) {
			close(descriptor);
			self->public.error = error;
			break;
		}
		acceptor_offer(&self->public, stream);
	}
	if ((self->public.pending >= PORT_BACKLOG) || self->public.error) {
		error = -sim_watch_set(watch, 0);
		if (error)
			self->public.error = error;
	}
	if ((self->public.pending > before) || self->public.error)
		(*self->public.changed)(self->public.owner);
}

io_stream *acceptor_take(io_acceptor *public)
{
	acceptor *self = (acceptor *)public;
	io_stream *stream = public->firstPending;
	int error;

	if (!stream)
		return NULL;
	public->firstPending = stream->nextPending;
	if (!public->firstPending)
		public->lastPending = NULL;
	public->pending--;
	if ((self->watch.descriptor >= 0) && !public->error) {
		error = -sim_watch_set(&self->watch, EPOLLIN);
		if (error)
			public->error = error;
	}
	return stream;
}

static bool is_taken(const io_endpoint *local)
{
	return acceptor_find(local) != NULL;
}

io_acceptor *acceptor_open(const io_endpoint *address, uint16_t port, int *error)
{
	static const io_port_kind kind = { .type = SOCK_STREAM, .option = SO_REUSEADDR, .taken = is_taken };
	acceptor *self = calloc(1, sizeof(acceptor));
	io_port bound;

	if (!self) {
		*error = ENOMEM;
		return NULL;
	}
	self->watch.ready = ready;
	*error = port_open(&kind, address, port, &self->watch, &bound);
	if (*error) {
		free(self);
		return NULL;
	}
	self->public.local = bound.local;
	self->next = acceptors;
	acceptors = self;
	return &self->public;
}

void acceptor_close(io_acceptor *public, bool now)
{
	acceptor *self = (acceptor *)public, **link = &acceptors;

	while (*link != self)
		link = &(*link)->next;
	*link = self->next;
	while (public->firstPending) {
		io_stream *stream = public->firstPending;
		public->firstPending = stream->nextPending;
		(*stream->class->close)(stream, now);
	}
	port_close(&self->watch);
	free(self);
}
