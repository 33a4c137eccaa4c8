/*
 * The machine's own network: with --net, or under the virtual clock, what goes to a port of this process on a loopback address
 * never reaches the kernel. The profile says how good the lines are.
 */

#ifndef SIM_IO_NETWORK_H
#define SIM_IO_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "endpoint.h"

typedef struct {
	double latency;            /* milliseconds one way */
	double jitter;             /* up to so many milliseconds more */
	double loss;               /* of a segment or datagram, 0 to 1 */
	double duplicate;          /* of a datagram */
	double reorder;            /* of a datagram: it is overtaken */
	double corrupt;            /* of a datagram: one bit flips */
	double rate;               /* bytes a millisecond; 0: no limit */
	size_t chunk;              /* the most that becomes readable at a time; 0: no limit */
	size_t window;             /* the most that is on its way or unread; 0: not given */
	size_t mtu;                /* bytes of an IP packet; 0: not given */
} network_profile_data;

const network_profile_data *network_profile(void);

/* Reads "latency=20ms,jitter=5ms,loss=1%,rate=1mbit,chunk=1,window=4096,mtu=576,duplicate=1%,reorder=1%,corrupt=1%". NULL, or what is wrong with it. */
const char *network_configure(const char *specification);

/* True when a connection or datagram to there stays inside of the process. */
bool network_reaches(const io_endpoint *remote);
bool network_reaches_datagram(const io_endpoint *remote);
/* True when sockets of the kernel exist beside the simulated ones. */
bool network_has_kernel(void);
/* True when ports must be known to the simulated network. */
bool network_is_simulated(void);

/* 0 to 1, 1 excluded, from --seed. */
double network_random(void);
bool network_chance(double probability);
/* How long so many bytes take: latency, jitter and rate together. */
double network_delay(size_t bytes);
/* A port of the simulated network that nothing has used so far. */
uint16_t network_next_port(void);

/* The largest payload of a segment and of a datagram. */
size_t network_segment(const io_endpoint *remote);
size_t network_datagram(const io_endpoint *remote);

#endif
