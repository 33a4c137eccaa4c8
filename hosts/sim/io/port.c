#include "port.h"

#include <errno.h>
#include <sys/epoll.h>

#include "network.h"

bool port_covers(const io_endpoint *local, const io_endpoint *remote)
{
	if (endpoint_port(local) != endpoint_port(remote))
		return false;
	if (!endpoint_is_unspecified(local))
		return endpoint_same_address(local, remote);
	return (local->socket.any.sa_family == AF_INET6) || (remote->socket.any.sa_family == AF_INET);
}

void port_close(sim_watch *watch)
{
	if (watch->descriptor >= 0)
		sim_watch_close(watch);
}

static int bind_kernel(const io_port_kind *kind, sim_watch *watch, io_port *port)
{
	int on = 1, off = 0, family = port->local.socket.any.sa_family;
	int descriptor = socket(family, kind->type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	socklen_t length = sizeof(port->local.socket);

	if (descriptor < 0)
		return errno;
	watch->descriptor = descriptor;
	if ((setsockopt(descriptor, SOL_SOCKET, kind->option, &on, sizeof(on)) < 0)
		|| (port->bothFamilies && (setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) < 0))
		|| (bind(descriptor, &port->local.socket.any, port->local.length) < 0)
		|| ((kind->type == SOCK_STREAM) && (listen(descriptor, PORT_BACKLOG) < 0))
		|| (getsockname(descriptor, &port->local.socket.any, &length) < 0))
		return errno;
	return -sim_watch_set(watch, EPOLLIN);
}

static int bind_simulated(const io_port_kind *kind, io_port *port)
{
	if (endpoint_port(&port->local))
		return (*kind->taken)(&port->local) ? EADDRINUSE : 0;
	do
		endpoint_set_port(&port->local, network_next_port());
	while ((*kind->taken)(&port->local));
	return 0;
}

int port_open(const io_port_kind *kind, const io_endpoint *address, uint16_t port, sim_watch *watch, io_port *result)
{
	int error;

	watch->descriptor = -1;
	result->bothFamilies = false;
	if (address)
		result->local = *address;
	else
		(void)endpoint_parse(&result->local, "::", port);
	endpoint_set_port(&result->local, port);
	if (!network_has_kernel())
		return bind_simulated(kind, result);
	result->bothFamilies = !address;
	error = bind_kernel(kind, watch, result);
	if (!address && ((error == EAFNOSUPPORT) || (error == EADDRNOTAVAIL))) {
		/* A machine without IPv6. */
		port_close(watch);
		result->bothFamilies = false;
		(void)endpoint_parse(&result->local, "0.0.0.0", port);
		error = bind_kernel(kind, watch, result);
	}
	if (error)
		port_close(watch);
	return error;
}
