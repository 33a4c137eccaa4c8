/* Reads the command line. */

#define _GNU_SOURCE

#include "options.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define XSBUG_PORT 5002

static sim_options options;

const sim_options *sim_options_get(void)
{
	return &options;
}

static const char usage[] =
	"usage: tls419-sim [options] <program> [arguments]; the program is a program file, and in a build of the SDK the name of the main module\n"
	"  --heap BYTES           cap for the JavaScript heap: slots (16 bytes each, as on a chip) and chunks\n"
	"  --tls-heap BYTES       cap for the native heap of TLS\n"
	"  --tls-heap-fail N      the Nth allocation of TLS fails\n"
	"  --stats                one line of JSON on stderr at the end\n"
	"  --yield                a handshake lets others have their turn behind each message of the peer, as it does on a chip\n"
	"  --seed N               seed of Math.random and of the simulated network\n"
	"  --time ISO             the wall clock starts at this time, such as 2026-11-21T12:00:00Z\n"
	"  --clock virtual        time jumps to the next timer when nothing is ready\n"
	"  --net SPECIFICATION    a simulated network: latency=..,loss=..,rate=..,chunk=..,window=..,mtu=..\n"
	"  --certs PATH           trusted certificates instead of the system's: bundle, PEM or DER file, or folder\n"
	"  --data FOLDER          where a build of the SDK finds its resources\n"
	"  --xsbug [HOST[:PORT]]  connect to xsbug (debug build), localhost:5002 unless told\n";

static bool refuse(const char *option, const char *why)
{
	fprintf(stderr, "tls419-sim: %s %s\n%s", option, why, usage);
	return false;
}

static bool read_count(const char *text, uint64_t limit, uint64_t *result)
{
	char *end;
	uint64_t value;

	if ((*text < '0') || (*text > '9'))
		return false;
	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno)
		return false;
	if (((*end == 'k') || (*end == 'K')) && (value <= UINT64_MAX / 1024)) {
		value *= 1024;
		end++;
	}
	else if ((*end == 'M') && (value <= UINT64_MAX / (1024 * 1024))) {
		value *= 1024 * 1024;
		end++;
	}
	if (*end || (value > limit))
		return false;
	*result = value;
	return true;
}

/* A date alone is midnight; without a zone the time is UTC, because a test must not depend on where it runs. */
static bool read_time(const char *text, double *result)
{
	struct tm parts = { 0 };
	double fraction = 0;
	long offset = 0;
	time_t seconds;
	const char *rest = strptime(text, "%Y-%m-%d", &parts);

	if (!rest)
		return false;
	if (*rest == 'T') {
		rest = strptime(rest + 1, "%H:%M", &parts);
		if (!rest)
			return false;
		if (*rest == ':') {
			rest = strptime(rest, ":%S", &parts);
			if (!rest)
				return false;
		}
		if (*rest == '.') {
			char *end;
			fraction = strtod(rest, &end);
			rest = end;
		}
		if (*rest == 'Z')
			rest++;
		else if ((*rest == '+') || (*rest == '-')) {
			int hours, minutes, length;
			if ((sscanf(rest + 1, "%2d:%2d%n", &hours, &minutes, &length) != 2) || (hours > 23) || (minutes > 59))
				return false;
			offset = (hours * 60L + minutes) * 60L;
			if (*rest == '-')
				offset = -offset;
			rest += 1 + length;
		}
	}
	if (*rest)
		return false;
	errno = 0;
	seconds = timegm(&parts);
	if ((seconds == (time_t)-1) && errno)
		return false;
	*result = (double)seconds - (double)offset + fraction;
	return true;
}

static bool read_debugger(const char *text)
{
	const char *colon = strrchr(text, ':');
	size_t length = colon ? (size_t)(colon - text) : strlen(text);
	uint64_t port = XSBUG_PORT;

	if (colon && (!read_count(colon + 1, 65535, &port) || !port))
		return false;
	if ((length == 0) || (length >= sizeof(options.debuggerHost)))
		return false;
	memcpy(options.debuggerHost, text, length);
	options.debuggerHost[length] = 0;
	options.debuggerPort = (uint16_t)port;
	return true;
}

/*
	The host of --xsbug may be left out; a word with a colon or an equals sign in "--xsbug=host:port" is never mistaken for the program
	file.
*/
static bool read_xsbug(const char *inlineValue)
{
	options.debugger = true;
#ifdef mxDebug
	return read_debugger(inlineValue ? inlineValue : "localhost") || refuse("--xsbug", "needs a host and a port, such as localhost:5002");
#else
	(void)inlineValue;
	(void)read_debugger;
	return refuse("--xsbug", "needs the debug build: this is the release build");
#endif
}

static bool read_valued(const char *name, const char *value)
{
	uint64_t number;

	if (!strcmp(name, "--heap")) {
		if (!read_count(value, INT32_MAX, &number) || !number)
			return refuse(name, "needs a number of bytes from 1 to 2147483647");
		options.heap = (size_t)number;
	}
	else if (!strcmp(name, "--tls-heap")) {
		if (!read_count(value, SIZE_MAX / 2, &number) || !number)
			return refuse(name, "needs a number of bytes above 0");
		options.tlsHeap = (size_t)number;
	}
	else if (!strcmp(name, "--tls-heap-fail")) {
		if (!read_count(value, UINT64_MAX, &number) || !number)
			return refuse(name, "needs a number above 0");
		options.tlsHeapFail = number;
	}
	else if (!strcmp(name, "--seed")) {
		if (!read_count(value, UINT32_MAX, &number))
			return refuse(name, "needs a number from 0 to 4294967295");
		options.seed = (uint32_t)number;
	}
	else if (!strcmp(name, "--time")) {
		if (!read_time(value, &options.time))
			return refuse(name, "needs a time such as 2026-11-21T12:00:00Z");
		options.timeGiven = true;
	}
	else if (!strcmp(name, "--clock")) {
		if (strcmp(value, "virtual") && strcmp(value, "real"))
			return refuse(name, "needs virtual or real");
		options.virtualClock = !strcmp(value, "virtual");
	}
	else if (!strcmp(name, "--net"))
		options.net = value;
	else if (!strcmp(name, "--certs"))
		options.certificates = value;
	else if (!strcmp(name, "--data"))
		options.data = value;
	else
		return refuse(name, "is no option");
	return true;
}

/* One option at words[*index]; --name=value and --name value are the same. */
static bool read_option(char **words, int count, int *index)
{
	char *word = words[*index];
	char *equals = strchr(word, '=');

	if (!strcmp(word, "--stats")) {
		options.stats = true;
		return true;
	}
	if (!strcmp(word, "--yield")) {
		options.yield = true;
		return true;
	}
	if (!strncmp(word, "--xsbug", 7) && ((word[7] == 0) || (word[7] == '='))) {
		if (!equals && (*index + 2 < count) && strchr(words[*index + 1], ':'))
			return read_xsbug(words[++*index]);
		return read_xsbug(equals ? equals + 1 : NULL);
	}
	if (equals)
		*equals = 0;
	else if (*index + 1 >= count)
		return refuse(word, "needs a value, or is no option");
	return read_valued(word, equals ? equals + 1 : words[++*index]);
}

bool sim_options_read(int count, char **words)
{
	int index = 1;

	options.executable = words[0];
	if (getrandom(&options.seed, sizeof(options.seed), 0) != sizeof(options.seed))
		return refuse("getrandom", strerror(errno));
	while ((index < count) && (words[index][0] == '-')) {
		if (!strcmp(words[index], "--")) {
			index++;
			break;
		}
		if (!read_option(words, count, &index))
			return false;
		index++;
	}
	if (index >= count)
		return refuse("the program", "is missing");
	options.program = words[index++];
	options.argumentCount = count - index;
	options.arguments = words + index;
	return true;
}
