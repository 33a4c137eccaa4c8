/*
	The way to xsbug: a TCP connection over which XS speaks its own protocol. XS writes whenever it has something to tell, reads when it
	waits for an order, and asks at every line whether an order has come. The socket is blocking: a stopped program has nothing else to do.
*/

#include "xsAll.h"
#include "debugger.h"
#include "instruments.h"
#include "loop.h"
#include "machine.h"
#include "options.h"

#ifdef mxDebug

#include <netdb.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define SAMPLE_MILLISECONDS 1000.0

static int connection = -1;
static bool leaving;
static sim_watch watch; /* orders that come while the loop waits */

static int connect_to(const struct addrinfo *address)
{
	int descriptor = socket(address->ai_family, address->ai_socktype | SOCK_CLOEXEC, address->ai_protocol);
	int error;

	if (descriptor < 0)
		return -errno;
	if (connect(descriptor, address->ai_addr, address->ai_addrlen) == 0)
		return descriptor;
	error = errno;
	close(descriptor);
	return -error;
}

void fxConnect(txMachine *the)
{
	const sim_options *options = sim_options_get();
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *list, *address;
	char port[8];
	int result;

	(void)the;
	if (!options->debugger || leaving)
		return;
	snprintf(port, sizeof(port), "%u", (unsigned)options->debuggerPort);
	result = getaddrinfo(options->debuggerHost, port, &hints, &list);
	if (result) {
		fprintf(stderr, "tls419-sim: xsbug at %s: %s\n", options->debuggerHost, gai_strerror(result));
		exit(1);
	}
	result = -ECONNREFUSED;
	for (address = list; address && (result < 0); address = address->ai_next)
		result = connect_to(address);
	freeaddrinfo(list);
	if (result < 0) {
		fprintf(stderr, "tls419-sim: xsbug at %s:%s: %s; is it running?\n", options->debuggerHost, port, strerror(-result));
		exit(1);
	}
	connection = result;
}

void fxDisconnect(txMachine *the)
{
	(void)the;
	sim_debugger_close();
	if (connection >= 0)
		close(connection);
	connection = -1;
	leaving = true;
}

txBoolean fxIsConnected(txMachine *the)
{
	(void)the;
	return connection >= 0;
}

/* Asked at every line of JavaScript: a poll each time would be felt, so only now and then. */
txBoolean fxIsReadable(txMachine *the)
{
	static unsigned skipped;
	struct pollfd state = { .fd = connection, .events = POLLIN };

	(void)the;
	if ((connection < 0) || (++skipped & 63))
		return 0;
	return (poll(&state, 1, 0) > 0) && (state.revents != 0);
}

void fxReceive(txMachine *the)
{
	ssize_t count;

	the->debugOffset = 0;
	do
		count = recv(connection, the->debugBuffer, sizeof(the->debugBuffer) - 1, 0);
	while ((count < 0) && (errno == EINTR));
	if (count <= 0)
		fxDisconnect(the);
	else
		the->debugOffset = (txSize)count;
	the->debugBuffer[the->debugOffset] = 0;
}

void fxSend(txMachine *the, txBoolean more)
{
	const char *data = the->echoBuffer;
	size_t length = (size_t)the->echoOffset;

	while (length && (connection >= 0)) {
		ssize_t count = send(connection, data, length, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
		if (count >= 0) {
			data += count;
			length -= (size_t)count;
		}
		else if (errno != EINTR)
			fxDisconnect(the);
	}
}

/* An order that comes while the loop waits: a breakpoint is set, or the program is to stop at the next line. */
static void take_order(xsMachine *the, void *data)
{
	(void)data;
	fxDebugCommand(the);
}

static void order_ready(sim_watch *it, uint32_t events)
{
	(void)it;
	(void)events;
	if (!sim_protect(take_order, NULL))
		fxDisconnect(sim_machine());
}

/* The program does not end later because of this watch: nothing holds it. */
void sim_debugger_open(void)
{
	if (connection < 0)
		return;
	watch.descriptor = connection;
	watch.ready = order_ready;
	if (sim_watch_set(&watch, EPOLLIN))
		fprintf(stderr, "tls419-sim: orders of xsbug are only seen while JavaScript runs\n");
	fxDescribeInstrumentation(sim_machine(), SIM_INSTRUMENTS, (txString *)sim_instrument_names, (txString *)sim_instrument_units);
}

double sim_debugger_interval(void)
{
	return (connection >= 0) ? SAMPLE_MILLISECONDS : 0;
}

void sim_debugger_sample(void)
{
	static double last;
	txInteger values[SIM_INSTRUMENTS];
	double now = sim_now();

	if ((connection < 0) || (now - last < SAMPLE_MILLISECONDS))
		return;
	last = now;
	sim_instruments_take(values);
	fxSampleInstrumentation(sim_machine(), SIM_INSTRUMENTS, values);
}

void sim_debugger_close(void)
{
	if (watch.events && sim_watch_set(&watch, 0))
		fprintf(stderr, "tls419-sim: the connection to xsbug cannot be left\n");
}

#else

void sim_debugger_open(void)
{
}

double sim_debugger_interval(void)
{
	return 0;
}

void sim_debugger_sample(void)
{
}

void sim_debugger_close(void)
{
}

#endif
