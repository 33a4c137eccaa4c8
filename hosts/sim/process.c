/* Natives of the process: its arguments, environment, hooks, end and output. */

#include "xsmc.h"
#include "mc.xs.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "debugger.h"
#include "loop.h"
#include "options.h"
#include "process.h"
#include "program.h"

extern char **environ;

static sim_root exitHook, handler;

sim_root *sim_process_exit_hook(void)
{
	return &exitHook;
}

sim_root *sim_process_handler(void)
{
	return &handler;
}

static void set_hook(xsMachine *the, sim_root *root, int index)
{
	if ((xsmcArgc <= index) || (xsmcTypeOf(xsArg(index)) == xsUndefinedType))
		sim_root_clear(root);
	else
		sim_root_set(root, &xsArg(index));
}

void xs_process_hooks(xsMachine *the)
{
	set_hook(the, &exitHook, 0);
	set_hook(the, &handler, 1);
}

void xs_process_exit(xsMachine *the)
{
	sim_end_now(the, (xsmcArgc > 0) ? xsmcToInteger(xsArg(0)) : 0);
}

static void add_word(xsMachine *the, xsIntegerValue index, const char *word)
{
	xsmcSetString(xsVar(0), (char *)word);
	xsmcSetIndex(xsResult, (xsIndex)index, xsVar(0));
}

void xs_process_arguments(xsMachine *the)
{
	const sim_options *options = sim_options_get();
	int index;

	xsmcVars(1);
	xsmcSetNewArray(xsResult, 0);
	add_word(the, 0, options->executable);
	add_word(the, 1, sim_program_name());
	for (index = 0; index < options->argumentCount; index++)
		add_word(the, 2 + index, options->arguments[index]);
}

void xs_process_environment(xsMachine *the)
{
	char **entry;

	xsmcVars(2);
	xsmcSetNewObject(xsResult);
	for (entry = environ; *entry; entry++) {
		char *equals = strchr(*entry, '=');
		if (!equals || (equals == *entry))
			continue;
		xsmcSetStringBuffer(xsVar(0), *entry, (xsIntegerValue)(equals - *entry));
		xsmcSetString(xsVar(1), equals + 1);
		xsmcSetAt(xsResult, xsVar(0), xsVar(1));
	}
}

/* All of it, also to a pipe that was made non-blocking by whoever holds its other end. Returns 0 or errno. */
static int write_all(int descriptor, const char *data, size_t length)
{
	while (length) {
		ssize_t count = write(descriptor, data, length);
		if (count >= 0) {
			data += count;
			length -= (size_t)count;
		}
		else if (errno == EAGAIN) {
			struct pollfd wait = { .fd = descriptor, .events = POLLOUT };
			if ((poll(&wait, 1, -1) < 0) && (errno != EINTR))
				return errno;
		}
		else if (errno != EINTR)
			return errno;
	}
	return 0;
}

static void output(int descriptor, const char *data, size_t length)
{
	int error = write_all(descriptor, data, length);

	if (error)
		sim_throw("cannot write to %s: %s", (descriptor == 1) ? "stdout" : "stderr", strerror(error));
}

void xs_sim_write(xsMachine *the)
{
	int descriptor = (xsmcArgc > 0) ? xsmcToInteger(xsArg(0)) : -1;
	xsType type = (xsmcArgc > 1) ? xsmcTypeOf(xsArg(1)) : xsUndefinedType;

	if ((descriptor != 1) && (descriptor != 2))
		sim_throw("xs_sim_write needs the descriptor 1 or 2");
	if (type == xsReferenceType) {
		void *data;
		xsUnsignedValue length;
		xsmcGetBufferReadable(xsArg(1), &data, &length);
		output(descriptor, data, length);
	}
	else {
		const char *string = xsmcToString(xsArg(1));
		output(descriptor, string, strlen(string));
	}
}

void xs_sim_report(xsMachine *the)
{
	if ((xsmcArgc > 0) && (sim_debugger_interval() > 0))
		xsTrace(xsmcToString(xsArg(0)));
}

void xs_sim_now(xsMachine *the)
{
	xsmcSetNumber(xsResult, sim_now());
}

void xs_sim_ticks(xsMachine *the)
{
	xsmcSetNumber(xsResult, floor(sim_now()));
}

void xs_sim_microseconds(xsMachine *the)
{
	xsmcSetNumber(xsResult, floor(sim_now() * 1000));
}

void xs_sim_terminal(xsMachine *the)
{
	xsmcSetBoolean(xsResult, (xsmcArgc > 0) && isatty(xsmcToInteger(xsArg(0))));
}

void xs_process_directory(xsMachine *the)
{
	char path[4096];

	if (!getcwd(path, sizeof(path)))
		sim_throw("the current folder has no name: %s", strerror(errno));
	xsmcSetString(xsResult, path);
}
