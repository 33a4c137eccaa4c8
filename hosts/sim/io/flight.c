#include "flight.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "datagram.h"
#include "loop.h"
#include "network.h"

typedef struct flight flight;
struct flight {
	sim_timer timer;
	flight *next;
	flight *previous;
	io_endpoint from;
	io_endpoint to;
	size_t length;
	uint8_t bytes[];
};

/* All that are on their way: a program may end before they have arrived. */
static flight *flights;

static void land(sim_timer *timer)
{
	flight *landed = (flight *)timer;

	if (landed->previous)
		landed->previous->next = landed->next;
	else
		flights = landed->next;
	if (landed->next)
		landed->next->previous = landed->previous;
	datagram_deliver(&landed->to, &landed->from, landed->bytes, landed->length);
	free(landed);
}

/* All datagrams share one line; each waits until those before it have been sent. */
static double line_delay(size_t length)
{
	static double lineFree;
	double now = sim_now(), rate = network_profile()->rate;

	if (!(rate > 0))
		return 0;
	if (lineFree < now)
		lineFree = now;
	lineFree += (double)length / rate;
	return lineFree - now;
}

static int launch(const io_endpoint *from, const io_endpoint *to, const void *bytes, size_t length)
{
	const network_profile_data *profile = network_profile();
	double delay = network_delay(0) + line_delay(length);
	flight *started = calloc(1, sizeof(flight) + length);

	if (!started)
		return ENOMEM;
	started->timer.fire = land;
	started->from = *from;
	started->to = *to;
	started->length = length;
	if (length)
		memcpy(started->bytes, bytes, length);
	if (length && network_chance(profile->corrupt)) {
		size_t bit = (size_t)(network_random() * (double)length * 8);
		started->bytes[bit / 8] ^= (uint8_t)(1 << (bit % 8));
	}
	if (network_chance(profile->reorder))
		delay += profile->latency + profile->jitter + 1;
	if (sim_timer_set(&started->timer, delay) < 0) {
		free(started);
		return ENOMEM;
	}
	started->next = flights;
	if (flights)
		flights->previous = started;
	flights = started;
	return 0;
}

int flight_start(const io_endpoint *local, const io_endpoint *to, const void *bytes, size_t length)
{
	io_endpoint from = endpoint_is_unspecified(local) ? *to : *local;
	int error;

	endpoint_set_port(&from, endpoint_port(local));
	if (network_chance(network_profile()->loss))
		return 0;
	error = launch(&from, to, bytes, length);
	if (!error && network_chance(network_profile()->duplicate))
		error = launch(&from, to, bytes, length);
	return error;
}
