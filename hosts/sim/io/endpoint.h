/* An address and a port, IPv4 or IPv6. Mapped IPv4 addresses are unfolded on the way in, so that one host has one spelling. */

#ifndef SIM_IO_ENDPOINT_H
#define SIM_IO_ENDPOINT_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#define ENDPOINT_TEXT 64 /* eight groups of four, a zone, the end */

typedef struct {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} socket;
	socklen_t length; /* 0: none */
} io_endpoint;

bool endpoint_parse(io_endpoint *endpoint, const char *address, uint16_t port);
void endpoint_unfold(io_endpoint *endpoint);       /* ::ffff:a.b.c.d becomes a.b.c.d */
void endpoint_fold(io_endpoint *endpoint);         /* and the other way, for a socket of both families */
uint16_t endpoint_port(const io_endpoint *endpoint);
void endpoint_set_port(io_endpoint *endpoint, uint16_t port);
/* IPv4 dotted, IPv6 as eight groups of four lower-case digits; an IPv6 zone follows after a percent sign. */
void endpoint_text(const io_endpoint *endpoint, char text[ENDPOINT_TEXT]);
bool endpoint_is_loopback(const io_endpoint *endpoint);
bool endpoint_is_unspecified(const io_endpoint *endpoint);
bool endpoint_same_address(const io_endpoint *a, const io_endpoint *b);

#endif
