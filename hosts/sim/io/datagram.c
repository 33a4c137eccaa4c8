#include "datagram.h"

#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "flight.h"
#include "kernel_batch.h"
#include "loop.h"
#include "network.h"
#include "port.h"

#define MOST_BYTES 262144
#define MOST_DATAGRAMS 1024

typedef struct datagram_socket datagram_socket;
struct datagram_socket {
	io_datagrams public;
	sim_watch watch;
	bool bothFamilies;         /* an IPv6 socket that sees IPv4 as mapped addresses */
	datagram_socket *next;
};

static datagram_socket *sockets;

io_datagrams *datagram_find(const io_endpoint *remote)
{
	datagram_socket *self;

	for (self = sockets; self; self = self->next) {
		if (port_covers(&self->public.local, remote))
			return &self->public;
	}
	return NULL;
}

static bool is_full(const io_datagrams *public)
{
	return (public->count >= MOST_DATAGRAMS) || (public->bytes >= MOST_BYTES);
}

/* Blocks of datagrams that were freed, because the C library takes its time for a kilobyte and more. All have the same size. */
static io_datagram *spare;
static unsigned spareCount;

io_datagram *datagram_make(size_t length)
{
	io_datagram *made = spare;

	if (!made || length > DATAGRAM_ORDINARY)
		return malloc(sizeof(io_datagram) + (length <= DATAGRAM_ORDINARY ? DATAGRAM_ORDINARY : length));
	spare = made->next;
	spareCount--;
	return made;
}

void datagram_free(io_datagram *datagram)
{
	if (datagram->length > DATAGRAM_ORDINARY || spareCount == KERNEL_BATCH) {
		free(datagram);
		return;
	}
	datagram->next = spare;
	spare = datagram;
	spareCount++;
}

void datagram_keep(io_datagrams *public, io_datagram *added)
{
	added->next = NULL;
	if (public->last)
		public->last->next = added;
	else
		public->first = added;
	public->last = added;
	public->count++;
	public->bytes += added->length;
}

io_datagram *datagram_take(io_datagrams *public)
{
	datagram_socket *self = (datagram_socket *)public;
	io_datagram *first = public->first;
	int error;

	if (!first)
		return NULL;
	public->first = first->next;
	if (!public->first)
		public->last = NULL;
	public->count--;
	public->bytes -= first->length;
	if ((self->watch.descriptor >= 0) && !self->watch.events && !public->error) {
		error = -sim_watch_set(&self->watch, EPOLLIN);
		if (error)
			public->error = error;
	}
	return first;
}

static void ready(sim_watch *watch, uint32_t events)
{
	datagram_socket *self = (datagram_socket *)((char *)watch - offsetof(datagram_socket, watch));
	size_t before = self->public.count;

	(void)events;
	while (!is_full(&self->public) && kernel_batch_receive(&self->public, watch->descriptor, MOST_DATAGRAMS - self->public.count));
	if (is_full(&self->public) || self->public.error) {
		int error = -sim_watch_set(watch, 0);
		if (error)
			self->public.error = error;
	}
	if ((self->public.count > before) || self->public.error)
		(*self->public.changed)(self->public.owner);
}

void datagram_deliver(const io_endpoint *to, const io_endpoint *from, const void *bytes, size_t length)
{
	io_datagrams *public = datagram_find(to);
	io_datagram *arrived;

	if (!public || is_full(public))
		return;
	arrived = datagram_make(length);
	if (arrived) {
		arrived->from = *from;
		arrived->length = length;
		if (length)
			memcpy(arrived->bytes, bytes, length);
		datagram_keep(public, arrived);
	}
	else
		public->error = ENOMEM;
	(*public->changed)(public->owner);
}

int datagram_send(io_datagrams *public, const io_endpoint *to, const void *bytes, size_t length)
{
	datagram_socket *self = (datagram_socket *)public;
	io_endpoint folded = *to;
	ssize_t sent;

	if (network_is_simulated() && (length > network_datagram(to)))
		return EMSGSIZE;
	if (network_reaches_datagram(to))
		return flight_start(&public->local, to, bytes, length);
	if (self->watch.descriptor < 0)
		return ENETUNREACH;
	if (self->bothFamilies)
		endpoint_fold(&folded);
	do
		sent = sendto(self->watch.descriptor, bytes, length, MSG_NOSIGNAL, &folded.socket.any, folded.length);
	while ((sent < 0) && (errno == EINTR));
	return (sent < 0) ? errno : 0;
}

int datagram_join(io_datagrams *public, const io_endpoint *group, bool join)
{
	int descriptor = ((datagram_socket *)public)->watch.descriptor, result;

	if (descriptor < 0)
		return ENETUNREACH;
	if (group->socket.any.sa_family == AF_INET) {
		struct ip_mreqn request = { .imr_multiaddr = group->socket.v4.sin_addr };
		result = setsockopt(descriptor, IPPROTO_IP, join ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP, &request, sizeof(request));
	}
	else {
		struct ipv6_mreq request = { .ipv6mr_multiaddr = group->socket.v6.sin6_addr, .ipv6mr_interface = group->socket.v6.sin6_scope_id };
		result = setsockopt(descriptor, IPPROTO_IPV6, join ? IPV6_ADD_MEMBERSHIP : IPV6_DROP_MEMBERSHIP, &request, sizeof(request));
	}
	return (result < 0) ? errno : 0;
}

int datagram_time_to_live(io_datagrams *public, int hops)
{
	datagram_socket *self = (datagram_socket *)public;

	if (self->watch.descriptor < 0)
		return 0;
	if (setsockopt(self->watch.descriptor, IPPROTO_IP, IP_MULTICAST_TTL, &hops, sizeof(hops)) < 0)
		return errno;
	if ((public->local.socket.any.sa_family == AF_INET6)
		&& (setsockopt(self->watch.descriptor, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops, sizeof(hops)) < 0))
		return errno;
	return 0;
}

static bool is_taken(const io_endpoint *local)
{
	return datagram_find(local) != NULL;
}

io_datagrams *datagram_open(const io_endpoint *address, uint16_t port, int *error)
{
	static const io_port_kind kind = { .type = SOCK_DGRAM, .option = SO_BROADCAST, .taken = is_taken };
	datagram_socket *self = calloc(1, sizeof(datagram_socket));
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
	self->bothFamilies = bound.bothFamilies;
	self->next = sockets;
	sockets = self;
	return &self->public;
}

void datagram_close(io_datagrams *public)
{
	datagram_socket *self = (datagram_socket *)public, **link = &sockets;

	while (*link != self)
		link = &(*link)->next;
	*link = self->next;
	while (public->first) {
		io_datagram *first = public->first;
		public->first = first->next;
		datagram_free(first);
	}
	port_close(&self->watch);
	free(self);
}
