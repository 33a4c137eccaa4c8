/*
 * A port where connections arrive. The kernel's are accepted as soon as they are there, up to a bound; those of the simulated
 * network are offered by link.c. Both wait in one row, in the order in which they came.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "loop.h"
#include "network.h"
#include "stream.h"

#define BACKLOG 128

typedef struct acceptor acceptor;
struct acceptor {
	io_acceptor public;
	sim_watch watch;
	acceptor *next;
};

static acceptor *acceptors;    /* all that are open, for the simulated network */

static bool covers(const io_endpoint *local, const io_endpoint *remote)
{
	if (endpoint_port(local) != endpoint_port(remote))
		return false;
	if (!endpoint_is_unspecified(local))
		return endpoint_same_address(local, remote);
	return (local->socket.any.sa_family == AF_INET6) || (remote->socket.any.sa_family == AF_INET);
}

io_acceptor *acceptor_find(const io_endpoint *remote)
{
	acceptor *self;

	for (self = acceptors; self; self = self->next) {
		if (covers(&self->public.local, remote))
			return &self->public;
	}
	return NULL;
}

bool acceptor_offer(io_acceptor *public, io_stream *stream)
{
	if (public->pending >= BACKLOG)
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
	while (self->public.pending < BACKLOG) {
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
	if ((self->public.pending >= BACKLOG) || self->public.error) {
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

static int bind_kernel(acceptor *self, const io_endpoint *local, bool bothFamilies)
{
	int on = 1, off = 0, descriptor;
	socklen_t length = sizeof(self->public.local.socket);

	descriptor = socket(local->socket.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (descriptor < 0)
		return errno;
	self->watch.descriptor = descriptor;
	self->public.local = *local;
	if ((setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0)
		|| (bothFamilies && (setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) < 0))
		|| (bind(descriptor, &local->socket.any, local->length) < 0)
		|| (listen(descriptor, BACKLOG) < 0)
		|| (getsockname(descriptor, &self->public.local.socket.any, &length) < 0))
		return errno;
	return -sim_watch_set(&self->watch, EPOLLIN);
}

static int bind_simulated(acceptor *self, const io_endpoint *local)
{
	self->public.local = *local;
	if (!endpoint_port(local)) {
		do
			endpoint_set_port(&self->public.local, network_next_port());
		while (acceptor_find(&self->public.local));
		return 0;
	}
	return acceptor_find(local) ? EADDRINUSE : 0;
}

io_acceptor *acceptor_open(const io_endpoint *address, uint16_t port, int *error)
{
	io_endpoint local;
	acceptor *self = calloc(1, sizeof(acceptor));

	if (!self) {
		*error = ENOMEM;
		return NULL;
	}
	self->watch.descriptor = -1;
	self->watch.ready = ready;
	if (address)
		local = *address;
	else
		(void)endpoint_parse(&local, "::", port);
	endpoint_set_port(&local, port);
	*error = network_has_kernel() ? bind_kernel(self, &local, !address) : bind_simulated(self, &local);
	if (!address && ((*error == EAFNOSUPPORT) || (*error == EADDRNOTAVAIL))) {
		if (self->watch.descriptor >= 0)
			close(self->watch.descriptor);
		/* Should the second attempt fail before it has a descriptor, this one is not closed again. */
		self->watch.descriptor = -1;
		(void)endpoint_parse(&local, "0.0.0.0", port);
		*error = bind_kernel(self, &local, false);
	}
	if (*error) {
		if (self->watch.descriptor >= 0)
			close(self->watch.descriptor);
		free(self);
		return NULL;
	}
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
	if (self->watch.descriptor >= 0) {
		(void)sim_watch_set(&self->watch, 0); /* fails only when the loop is gone already, and the watch with it */
		close(self->watch.descriptor);
	}
	free(self);
}
