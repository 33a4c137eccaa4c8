/*
 * A stream over a socket of the kernel. Its receive buffer is the kernel's: bytes stay there until they are read, and when it is
 * full the other side has to wait. What is written goes through kernel_output.c.
 *
 * The socket stays registered for everything, edge-triggered: epoll reports each arrival once, and an unread arrival costs nothing.
 */

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kernel_stream.h"
#include "network.h"

#define CAPACITY 65536
#define LINGER 10000.0       /* milliseconds without progress after which a closed stream gives up sending */
#define DRAIN 2000.0         /* milliseconds that a closed stream waits for the other side to close too */

static const io_stream_class kernelStreamClass;

void kernel_stream_fail(kernel_stream *self, int number)
{
	if (!self->stream.error)
		self->stream.error = number;
}

static void destroy(kernel_stream *self)
{
	if (self->outputLength)
		sim_release();
	sim_timer_clear(&self->timer);
	sim_watch_close(&self->watch);
	free(self->output);
	free(self);
}

static void look_at_arrivals(kernel_stream *self)
{
	int unread = 0;

	if (ioctl(self->watch.descriptor, FIONREAD, &unread) < 0)
		kernel_stream_fail(self, errno);
	else
		self->unread = (size_t)unread;
}

static void look_at_error(kernel_stream *self)
{
	int number = 0;
	socklen_t length = sizeof(number);

	if (getsockopt(self->watch.descriptor, SOL_SOCKET, SO_ERROR, &number, &length) < 0)
		number = errno;
	if (number)
		kernel_stream_fail(self, number);
}

static void report(kernel_stream *self)
{
	self->stream.ended = self->endSeen;
	if (self->stream.owner)
		(*self->stream.changed)(self->stream.owner);
}

/* An arrival that the network's profile holds back: the latency, and the time that the bytes take at the profile's rate. */
static bool delay_arrival(kernel_stream *self, size_t before)
{
	double milliseconds = network_delay((self->unread > before) ? self->unread - before : 0);

	if (!(milliseconds > 0) || (self->unread <= before) || self->stream.error)
		return false;
	return self->delayed = (sim_timer_set(&self->timer, milliseconds) == 0);
}

static void timer_fired(sim_timer *timer)
{
	kernel_stream *self = (kernel_stream *)((char *)timer - offsetof(kernel_stream, timer));

	if (self->closed) {
		destroy(self);
		return;
	}
	self->delayed = false;
	look_at_arrivals(self);
	report(self);
}

/* A socket that is closed over unread bytes resets the connection, and the other side may lose what it has not read: so read them away, briefly. */
static void drain(kernel_stream *self)
{
	ssize_t got;

	do
		got = recv(self->watch.descriptor, NULL, CAPACITY, MSG_TRUNC);
	while ((got > 0) || ((got < 0) && (errno == EINTR)));
	if ((got == 0) || ((errno != EAGAIN) && (errno != EWOULDBLOCK)))
		destroy(self);
}

/* The closed stream after an event: it sends what is left, then waits for the other side only where that matters. */
static void finish(kernel_stream *self)
{
	if (self->outputLength) {
		if (sim_timer_set(&self->timer, LINGER) < 0)
			destroy(self);
		return;
	}
	if (!self->draining) {
		if (!self->endSeen)
			look_at_arrivals(self);
		if (self->stream.error || !self->unread || (shutdown(self->watch.descriptor, SHUT_WR) < 0) || (sim_timer_set(&self->timer, DRAIN) < 0)) {
			destroy(self);
			return;
		}
		self->draining = true;
	}
	drain(self);
}

static void ready(sim_watch *watch, uint32_t events)
{
	kernel_stream *self = (kernel_stream *)((char *)watch - offsetof(kernel_stream, watch));

	if (events & (EPOLLERR | EPOLLHUP))
		look_at_error(self);
	if ((events & EPOLLOUT) && !self->stream.error)
		self->stream.connected = true;
	kernel_output_flush(self);
	if (self->closed) {
		finish(self);
		return;
	}
	if (events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) {
		size_t before = self->unread;
		look_at_arrivals(self);
		if (events & (EPOLLRDHUP | EPOLLHUP))
			self->endSeen = true;
		if (self->stream.error)
			self->delayed = false;
		if (self->delayed || delay_arrival(self, before))
			return;
	}
	report(self);
}

static size_t kernel_readable(io_stream *stream)
{
	kernel_stream *self = (kernel_stream *)stream;
	return self->delayed ? 0 : self->unread;
}

static size_t kernel_read(io_stream *stream, void *bytes, size_t length)
{
	kernel_stream *self = (kernel_stream *)stream;
	ssize_t got;

	do
		got = length ? recv(self->watch.descriptor, bytes, length, 0) : 0;
	while ((got < 0) && (errno == EINTR));
	if (got <= 0) {
		if ((got < 0) && (errno != EAGAIN) && (errno != EWOULDBLOCK))
			kernel_stream_fail(self, errno);
		if (length)
			self->unread = 0;
		return 0;
	}
	self->unread -= (size_t)got;
	return (size_t)got;
}

static int kernel_configure(io_stream *stream, const bool *noDelay, const uint32_t *keepAliveSeconds)
{
	int descriptor = ((kernel_stream *)stream)->watch.descriptor;

	if (noDelay) {
		int value = *noDelay;
		if (setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &value, sizeof(value)) < 0)
			return errno;
	}
	if (keepAliveSeconds) {
		int on = 1, seconds = (int)*keepAliveSeconds;
		if ((setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on)) < 0)
			|| (setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &seconds, sizeof(seconds)) < 0)
			|| (setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, &seconds, sizeof(seconds)) < 0))
			return errno;
	}
	return 0;
}

static bool kernel_local(io_stream *stream, io_endpoint *endpoint)
{
	endpoint->length = sizeof(endpoint->socket);
	if (getsockname(((kernel_stream *)stream)->watch.descriptor, &endpoint->socket.any, &endpoint->length) < 0)
		return false;
	endpoint_unfold(endpoint);
	return true;
}

static void kernel_close(io_stream *stream, bool now)
{
	kernel_stream *self = (kernel_stream *)stream;

	stream->owner = NULL;
	self->closed = true;
	self->delayed = false;
	if (now || stream->error || !stream->connected)
		destroy(self);
	else
		finish(self);
}

static const io_stream_class kernelStreamClass = {
	kernel_readable, kernel_read, kernel_output_room, kernel_output_write, kernel_configure, kernel_output_end, kernel_local, kernel_close
};

static io_stream *make(int descriptor, const io_endpoint *remote, int *error)
{
	kernel_stream *self = calloc(1, sizeof(kernel_stream));
	size_t window = network_profile()->window;

	if (!self) {
		*error = ENOMEM;
		return NULL;
	}
	self->stream.class = &kernelStreamClass;
	self->stream.remote = *remote;
	self->stream.capacity = (window && (window < CAPACITY)) ? window : CAPACITY;
	self->watch.descriptor = descriptor;
	self->watch.ready = ready;
	self->timer.fire = timer_fired;
	*error = -sim_watch_set(&self->watch, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
	if (*error) {
		free(self);
		return NULL;
	}
	return &self->stream;
}

io_stream *kernel_stream_accepted(int descriptor, const io_endpoint *remote, int *error)
{
	io_stream *stream = make(descriptor, remote, error);
	if (stream)
		stream->connected = true;
	return stream;
}

io_stream *kernel_stream_connect(const io_endpoint *remote, int *error)
{
	int descriptor = socket(remote->socket.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	io_stream *stream = NULL;

	if (descriptor < 0) {
		*error = errno;
		return NULL;
	}
	if ((connect(descriptor, &remote->socket.any, remote->length) < 0) && (errno != EINPROGRESS))
		*error = errno;
	else
		stream = make(descriptor, remote, error);
	if (!stream)
		close(descriptor);
	return stream;
}
