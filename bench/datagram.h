/* What the bare programs over DTLS have in common: an association over a connected UDP socket, in the plainest way, and how they talk. */
#ifndef DATAGRAM_H
#define DATAGRAM_H

#include "bare.h"

#include <netinet/in.h>

typedef struct {
	mbedtls_ssl_context ssl;
	int descriptor;
	double intermediate, final;      /* when the timer of mbedTLS runs out, seconds; final is 0 while it is off */
} association;

/*
 * A transfer is a request (bare.h) and then datagrams of one size. Nobody slows a sender of datagrams down, so after each `burst` of them he waits for one byte of the
 * receiver, which also ends the transfer.
 */
enum { burst = 32, mtu = 1232 };

/* The association over this descriptor, which is connected, before its handshake. */
association *datagram_association(int descriptor, const mbedtls_ssl_config *configuration);
void datagram_end(association *self);
/* From now on a burst leaves with one call: for the peer of what is measured, which must not wait for it. */
void datagram_gather(void);
/* Sends what was gathered. */
void datagram_flush(association *self);

/* A socket on loopback, bound to this port, 0 for any. */
int datagram_socket(uint16_t port);
/* Others may be bound to its port too. */
void datagram_share(int descriptor);
/* Where this socket is bound. */
uint16_t datagram_port(int descriptor);

/* All three end the program where they fail. The last returns the bytes of one datagram, 0 if the peer has said goodbye. */
void datagram_send(association *self, const unsigned char *bytes, size_t length);
void datagram_expect(association *self);
size_t datagram_receive(association *self, unsigned char *bytes, size_t size);

/* Both parts of a transfer. */
void datagram_source(association *self, size_t size, size_t total);
void datagram_sink(association *self, size_t total);

#endif
