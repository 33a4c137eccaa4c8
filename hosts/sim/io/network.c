#define _GNU_SOURCE

#include "network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datagram.h"
#include "loop.h"
#include "random.h"
#include "stream.h"

#define FIRST_PORT 49152
#define ORDINARY_MTU 1500
#define LARGEST_PACKET 65535

static network_profile_data profile;
static bool given;             /* --net */
static uint64_t randomState;   /* 0: not drawn yet */
static uint16_t nextPort = FIRST_PORT;

const network_profile_data *network_profile(void)
{
	return &profile;
}

bool network_is_simulated(void)
{
	return given || sim_clock_is_virtual();
}

bool network_has_kernel(void)
{
	return !sim_clock_is_virtual();
}

bool network_reaches(const io_endpoint *remote)
{
	return network_is_simulated() && endpoint_is_loopback(remote) && (sim_clock_is_virtual() || acceptor_find(remote));
}

bool network_reaches_datagram(const io_endpoint *remote)
{
	return network_is_simulated() && endpoint_is_loopback(remote) && (sim_clock_is_virtual() || datagram_find(remote));
}

double network_random(void)
{
	if (!randomState)
		randomState = sim_random_state(1);
	return (double)(sim_random_next(&randomState) >> 11) / 9007199254740992.0;
}

bool network_chance(double probability)
{
	return (probability > 0) && (network_random() < probability);
}

double network_delay(size_t bytes)
{
	double milliseconds = profile.latency;

	if (profile.jitter > 0)
		milliseconds += network_random() * profile.jitter;
	if (profile.rate > 0)
		milliseconds += (double)bytes / profile.rate;
	return milliseconds;
}

uint16_t network_next_port(void)
{
	if (!nextPort)
		nextPort = FIRST_PORT;
	return nextPort++;
}

static size_t header(const io_endpoint *remote)
{
	return (remote->socket.any.sa_family == AF_INET) ? 20 : 40;
}

size_t network_segment(const io_endpoint *remote)
{
	return (profile.mtu ? profile.mtu : ORDINARY_MTU) - header(remote) - 20;
}

size_t network_datagram(const io_endpoint *remote)
{
	return (profile.mtu ? profile.mtu : LARGEST_PACKET) - header(remote) - 8;
}

typedef struct {
	const char *unit;
	double factor;
} unit_row;

static const unit_row durations[] = { { "ms", 1 }, { "s", 1000 }, { "us", 0.001 }, { "", 1 }, { NULL, 0 } };
static const unit_row fractions[] = { { "%", 0.01 }, { "", 1 }, { NULL, 0 } };
/* Bits a second, in bytes a millisecond. */
static const unit_row rates[] = { { "mbit", 125 }, { "kbit", 0.125 }, { "gbit", 125000 }, { "bit", 0.000125 }, { "", 0.000125 }, { NULL, 0 } };
static const unit_row sizes[] = { { "", 1 }, { "k", 1024 }, { "kb", 1024 }, { NULL, 0 } };

static bool read_value(const char *text, size_t length, const unit_row *units, double *result)
{
	char value[32], *rest;

	if ((length == 0) || (length >= sizeof(value)) || (text[0] < '0') || (text[0] > '9'))
		return false;
	memcpy(value, text, length);
	value[length] = 0;
	*result = strtod(value, &rest);
	for (; units->unit; units++) {
		if (!strcmp(units->unit, rest)) {
			*result *= units->factor;
			return true;
		}
	}
	return false;
}

typedef struct {
	const char *name;
	const unit_row *units;
	double *number;            /* one of these two */
	size_t *size;
	double minimum;
	double maximum;
} setting;

static const setting settings[] = {
	{ "latency", durations, &profile.latency, NULL, 0, 3600000 },
	{ "jitter", durations, &profile.jitter, NULL, 0, 3600000 },
	{ "loss", fractions, &profile.loss, NULL, 0, 1 },
	{ "duplicate", fractions, &profile.duplicate, NULL, 0, 1 },
	{ "reorder", fractions, &profile.reorder, NULL, 0, 1 },
	{ "corrupt", fractions, &profile.corrupt, NULL, 0, 1 },
	{ "rate", rates, &profile.rate, NULL, 0.000125, 1e9 },
	{ "chunk", sizes, NULL, &profile.chunk, 1, 1 << 30 },
	{ "window", sizes, NULL, &profile.window, 1, 1 << 30 },
	{ "mtu", sizes, NULL, &profile.mtu, 68, LARGEST_PACKET },
};

static const char *apply(const char *name, size_t nameLength, const char *text, size_t length)
{
	static char problem[160];
	size_t index;

	for (index = 0; index < sizeof(settings) / sizeof(settings[0]); index++) {
		const setting *row = &settings[index];
		double value;
		if ((strlen(row->name) != nameLength) || memcmp(row->name, name, nameLength))
			continue;
		if (!read_value(text, length, row->units, &value) || (value < row->minimum) || (value > row->maximum)) {
			snprintf(problem, sizeof(problem), "%s cannot be \"%.*s\"", row->name, (int)((length < 40) ? length : 40), text);
			return problem;
		}
		if (row->number)
			*row->number = value;
		else
			*row->size = (size_t)value;
		return NULL;
	}
	snprintf(problem, sizeof(problem), "\"%.*s\" is unknown; there are latency, jitter, loss, duplicate, reorder, corrupt, rate, chunk, window and mtu",
		(int)((nameLength < 20) ? nameLength : 20), name);
	return problem;
}

const char *network_configure(const char *specification)
{
	const char *problem = NULL;

	given = true;
	while (*specification && !problem) {
		const char *end = strchrnul(specification, ',');
		const char *equals = memchr(specification, '=', (size_t)(end - specification));
		if (equals)
			problem = apply(specification, (size_t)(equals - specification), equals + 1, (size_t)(end - equals) - 1);
		else
			problem = apply(specification, (size_t)(end - specification), "", 0);
		specification = *end ? end + 1 : end;
	}
	return problem;
}
