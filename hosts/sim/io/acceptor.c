/*
 * A port where connections arrive. The kernel's are accepted as soon as they are there, up to a bound; those of the simulated
 * network are offered by link.c. Both wait in one row, in the order in which they came.
 */

#define _GNU_SOURCE

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "loop.h"
#include "port.h"
#include "stream.h"

/* Milliseconds that a listener does not look at its port after the system has had no descriptor or no memory for a connection. */
#define PAUSE 100

typedef struct acceptor acceptor;
struct acceptor {
	io_acceptor public;
	sim_watch watch;
	sim_timer pause;       /* set: connections wait in the kernel's queue, until somebody may have given back what was lacking */
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

static void watch_port(acceptor *self, uint32_t events)
{
	int error = -sim_watch_set(&self->watch, events);

	if (error)
		self->public.error = error;
}

static void end_pause(sim_timer *timer)
{
	acceptor *self = (acceptor *)((char *)timer - offsetof(acceptor, pause));

	if (self->public.pending < PORT_BACKLOG)
		watch_port(self, EPOLLIN);
	if (self->public.error)
		(*self->public.changed)(self->public.owner);
}

/* Whoever takes all descriptors may be a stranger, who must not end a listener with that. */
static bool is_scarcity(int error)
{
	return (error == EMFILE) || (error == ENFILE) || (error == ENOBUFS) || (error == ENOMEM);
}

/* A connection that has died in the queue: Linux tells of it here, and the next one may be well. */
static bool is_of_connection(int error)
{
	static const int errors[] = {
		EINTR, ECONNABORTED, EPROTO, EPERM, ENETDOWN, ENETUNREACH, ENOPROTOOPT, EHOSTDOWN, EHOSTUNREACH, ENONET, EOPNOTSUPP,
	};
	size_t index;

	for (index = 0; index < sizeof(errors) / sizeof(errors[0]); index++) {
		if (errors[index] == error)
			return true;
	}
	return false;
}

/* Takes a connection from the kernel's queue: 0, or an errno, which is EAGAIN where none waits. */
static int accept_one(acceptor *self)
{
	io_endpoint remote;
	io_stream *stream;
	int error = 0, descriptor;

	do {
		remote.length = sizeof(remote.socket);
		descriptor = accept4(self->watch.descriptor, &remote.socket.any, &remote.length, SOCK_NONBLOCK | SOCK_CLOEXEC);
	} while ((descriptor < 0) && is_of_connection(errno));
	if (descriptor < 0)
		return errno;
	endpoint_unfold(&remote);
	stream = kernel_stream_accepted(descriptor, &remote, &error);
	if (!stream) {
		close(descriptor);
		return error;
	}
	acceptor_offer(&self->public, stream);
	return 0;
}

/* accept4 makes a socket before it finds that none is needed, and takes ten times as long to say so. */
static bool connection_waits(const acceptor *self)
{
	struct pollfd port = { .fd = self->watch.descriptor, .events = POLLIN };

	return poll(&port, 1, 0) > 0;
}

/* Accepts what the kernel has. A listener that is not read stops at the bound, and the kernel's own queue fills. */
static void ready(sim_watch *watch, uint32_t events)
{
	acceptor *self = (acceptor *)((char *)watch - offsetof(acceptor, watch));
	size_t before = self->public.pending;
	bool waits = true;
	int error = 0;

	(void)events;
	while (waits && !error && (self->public.pending < PORT_BACKLOG)) {
		error = accept_one(self);
		waits = connection_waits(self);
	}
	if (is_scarcity(error))
		error = -sim_timer_set(&self->pause, PAUSE);
	else if ((error == EAGAIN) || (error == EWOULDBLOCK))
		error = 0;
	if (error)
		self->public.error = error;
	if ((self->public.pending >= PORT_BACKLOG) || self->pause.position || self->public.error)
		watch_port(self, 0);
	if ((self->public.pending > before) || self->public.error)
		(*self->public.changed)(self->public.owner);
}

io_stream *acceptor_take(io_acceptor *public)
{
	acceptor *self = (acceptor *)public;
	io_stream *stream = public->firstPending;

	if (!stream)
		return NULL;
	public->firstPending = stream->nextPending;
	if (!public->firstPending)
		public->lastPending = NULL;
	public->pending--;
	if ((self->watch.descriptor >= 0) && !self->pause.position && !public->error)
		watch_port(self, EPOLLIN);
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
	self->pause.fire = end_pause;
	/* A listener keeps the program alive by its own hold, where it is to. */
	self->pause.quiet = true;
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
	sim_timer_clear(&self->pause);
	port_close(&self->watch);
	free(self);
}
