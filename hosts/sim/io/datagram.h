/*
 * A socket for datagrams: what arrives waits here, up to a bound, whether it came through the kernel or through the simulated
 * network. Beyond the bound the kernel keeps what comes, and the simulated network loses it.
 */

#ifndef SIM_IO_DATAGRAM_H
#define SIM_IO_DATAGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"

typedef struct io_datagram io_datagram;
struct io_datagram {
	io_datagram *next;
	io_endpoint from;
	size_t length;
	uint8_t bytes[];
};

typedef struct {
	void (*changed)(void *owner);  /* from the event loop only */
	void *owner;
	io_datagram *first;
	io_datagram *last;
	size_t count;
	size_t bytes;
	io_endpoint local;             /* with the port that was bound */
	int error;
} io_datagrams;

/* An address of NULL is every address of this machine, of both families. */
io_datagrams *datagram_open(const io_endpoint *address, uint16_t port, int *error);
/* The oldest one, now the caller's, or NULL; frees it. */
io_datagram *datagram_take(io_datagrams *socket);
void datagram_free(io_datagram *datagram);
/* All three give 0 or an error number. */
int datagram_send(io_datagrams *socket, const io_endpoint *to, const void *bytes, size_t length);
int datagram_join(io_datagrams *socket, const io_endpoint *group, bool join);
int datagram_time_to_live(io_datagrams *socket, int hops);
void datagram_close(io_datagrams *socket);

/* The socket of this process that the simulated network reaches there, or NULL. */
io_datagrams *datagram_find(const io_endpoint *remote);

/* For those who bring datagrams: room for one of that length, which is never less than for an ordinary one; NULL: out of memory. */
#define DATAGRAM_ORDINARY 1500
io_datagram *datagram_make(size_t length);
/* Puts it behind those that wait; the bound is the caller's to keep. */
void datagram_keep(io_datagrams *socket, io_datagram *added);

/* From the event loop: to whoever listens there, unless nobody does or too much waits already. */
void datagram_deliver(const io_endpoint *to, const io_endpoint *from, const void *bytes, size_t length);

#endif
