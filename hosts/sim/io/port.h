/* How a socket of this machine gets its address and port, on the kernel's network or on the simulated one. */

#ifndef SIM_IO_PORT_H
#define SIM_IO_PORT_H

#include <stdbool.h>
#include <stdint.h>

#include "endpoint.h"
#include "loop.h"

#define PORT_BACKLOG 128

typedef struct {
	int type;                              /* SOCK_STREAM, which also listens, or SOCK_DGRAM */
	int option;                            /* of SOL_SOCKET, to be switched on first */
	bool (*taken)(const io_endpoint *);    /* whether the simulated network has such a socket already */
} io_port_kind;

typedef struct {
	io_endpoint local;                     /* where it is bound, with the port that was chosen */
	bool bothFamilies;                     /* an IPv6 socket that sees IPv4 as mapped addresses */
} io_port;

/*
 * Binds to an address, or to all of them (NULL), and to a port, or to one that is free (0). On the kernel's network `watch` gets the descriptor and waits for
 * input; on the simulated one its descriptor is -1, as after a failure. Returns an errno, or 0.
 */
int port_open(const io_port_kind *kind, const io_endpoint *address, uint16_t port, sim_watch *watch, io_port *result);
/* Gives the descriptor back, if there is one. */
void port_close(sim_watch *watch);

/* Whether what is sent to `remote` arrives at a socket that is bound to `local`. */
bool port_covers(const io_endpoint *local, const io_endpoint *remote);

#endif
