/* Turns, the promise jobs after them, what happens to exceptions that nobody catches, and the end of the program. */

#include "xsAll.h"
#include "machine.h"
#include "xsheap.h"
#include "process.h"

static bool ending;
static int endStatus;

bool sim_is_ending(void)
{
	return ending;
}

void sim_end(int status)
{
	ending = true;
	endStatus = status;
}

void sim_end_now(xsMachine *the, int status)
{
	sim_end(status);
	fxExitToHost(the);
	abort(); /* fxExitToHost jumps; XS does not say so */
}

static bool jobs_wait(void)
{
	const txMachine *the = sim_machine();

	return mxPendingJobs.value.reference->next != NULL;
}

/* Takes the exception that ended a protected body out of the machine. */
static xsSlot take_exception(void)
{
	txMachine *the = sim_machine();
	txSlot exception = mxException;

	mxException.kind = XS_UNDEFINED_KIND;
	return exception;
}

bool sim_protect(void (*body)(xsMachine *the, void *data), void *data)
{
	txMachine *the = sim_machine();
	volatile bool done = false;

	mxTry(the) {
		fxBeginHost(the);
		(*body)(the, data);
		fxEndHost(the);
		done = true;
	}
	mxCatch(the) {
		done = false;
	}
	return done;
}

static void run_jobs(xsMachine *the, void *data)
{
	(void)data;
	while (jobs_wait() && !ending) {
		fxRunPromiseJobs(the);
		sim_heap_reserve(the);
	}
	if (!ending)
		fxCheckUnhandledRejections(the, 1);
	sim_heap_reserve(the);
}

static bool has_work(void)
{
	txMachine *the = sim_machine();

	return jobs_wait() || mxUnhandledPromises.value.reference->next || !sim_heap_is_reserved();
}

/* A handler of uncaught exceptions may queue jobs and reject promises itself: until there is nothing left to do. */
static void run_all_jobs(void)
{
	if (!has_work())
		return;
	do {
		if (!sim_protect(run_jobs, NULL) && !ending) {
			xsSlot exception = take_exception();
			sim_uncaught(&exception, "uncaughtException");
		}
	} while (jobs_wait() && !ending);
}

void sim_turn(void (*body)(xsMachine *the, void *data), void *data)
{
	if (ending)
		return;
	if (sim_machine()->frame) {
		fprintf(stderr, "tls419-sim: a turn began inside of JavaScript; natives call their functions with xsCall\n");
		abort();
	}
	if (!sim_protect(body, data) && !ending) {
		xsSlot exception = take_exception();
		sim_uncaught(&exception, "uncaughtException");
	}
	run_all_jobs();
}

typedef struct {
	const xsSlot *self, *function, *arguments;
	size_t count;
} function_call;

static void call_function(xsMachine *the, void *data)
{
	const function_call *it = data;
	size_t index;

	mxOverflow(-(txInteger)(it->count + 6));
	mxPushSlot((txSlot *)it->self);
	mxPushSlot((txSlot *)it->function);
	mxCall();
	for (index = 0; index < it->count; index++)
		mxPushSlot((txSlot *)&it->arguments[index]);
	mxRunCount((txInteger)it->count);
	mxPop();
}

void sim_call(const xsSlot *self, const xsSlot *function, size_t count, const xsSlot *arguments)
{
	function_call call = { self, function, arguments, count };

	sim_turn(call_function, &call);
}

typedef struct {
	const xsSlot *exception;
	const char *origin;
	bool handled;
} uncaught_exception;

static void call_handler(xsMachine *the, void *data)
{
	uncaught_exception *it = data;

	if (!sim_process_handler()->previous)
		return;
	mxPushUndefined();
	mxPushSlot(&sim_process_handler()->value);
	mxCall();
	mxPushSlot((txSlot *)it->exception);
	mxPushStringC((txString)it->origin);
	mxRunCount(2);
	it->handled = fxToBoolean(the, the->stack);
	mxPop();
}

/* An error's stack begins with its name and message; anything else is told as what it is. */
static void print_exception(xsMachine *the, void *data)
{
	const uncaught_exception *it = data;

	mxPushSlot((txSlot *)it->exception);
	if (mxIsReference(the->stack) && the->stack->value.reference->next && (the->stack->value.reference->next->kind == XS_ERROR_KIND))
		mxGetID(mxID(_stack));
	fprintf(stderr, "Uncaught %s\n", fxToString(the, the->stack));
	mxPop();
}

void sim_uncaught(const xsSlot *exception, const char *origin)
{
	static sim_root kept; /* not on the stack: process.exit in the handler jumps over this frame */
	uncaught_exception it = { &kept.value, origin, false };

	sim_root_set(&kept, exception);
	if (!sim_protect(call_handler, &it) && !ending) {
		xsSlot another = take_exception();
		fprintf(stderr, "tls419-sim: the handler of %s has thrown itself:\n", origin);
		sim_root_set(&kept, &another);
	}
	if (!it.handled && !ending) {
		if (!sim_protect(print_exception, &it))
			fprintf(stderr, "Uncaught exception that cannot be converted to a string\n");
		sim_end(1);
	}
	sim_root_clear(&kept);
}

static void call_exit_hook(xsMachine *the, void *data)
{
	sim_root *hook = sim_process_exit_hook();
	const bool *ended = data;

	if (!hook->previous)
		return;
	mxPushUndefined();
	mxPushSlot(&hook->value);
	sim_root_clear(hook);
	mxCall();
	if (*ended)
		mxPushInteger(endStatus);
	else
		mxPushUndefined();
	mxRunCount(1);
	if (the->stack->kind != XS_UNDEFINED_KIND)
		endStatus = fxToInteger(the, the->stack);
	mxPop();
}

int sim_run_exit_hook(bool ended)
{
	ending = false; /* the hook is JavaScript, and may call process.exit itself */
	if (!sim_protect(call_exit_hook, &ended) && !ending) {
		xsSlot exception = take_exception();
		sim_uncaught(&exception, "uncaughtException");
	}
	ending = true;
	return endStatus;
}
