/* Natives of the timer module. A scheduled timer keeps its object, and so itself, alive. */

#include "xsmc.h"
#include "mc.xs.h"

#include <math.h>
#include <stdlib.h>

#include "loop.h"
#include "turn.h"

typedef struct {
	sim_timer timer;    /* first: the loop hands this back */
	sim_root self;      /* the timer's object, while it is scheduled */
	xsSlot callback;
	double repeat;      /* milliseconds; 0: once */
} timer_record;

static void mark_timer(xsMachine *the, void *data, xsMarkRoot mark)
{
	timer_record *record = data;

	(*mark)(the, &record->callback);
}

static void delete_timer(void *data)
{
	timer_record *record = data;

	if (!record)
		return;
	sim_timer_clear(&record->timer);
	sim_root_clear(&record->self);
	free(record);
}

static const xsHostHooks timerHooks = { delete_timer, mark_timer, NULL };

static void schedule(timer_record *record, const xsSlot *self, double interval)
{
	if (sim_timer_set(&record->timer, interval))
		sim_throw("out of memory for another timer");
	sim_root_set(&record->self, self);
}

static void unschedule(timer_record *record)
{
	sim_timer_clear(&record->timer);
	sim_root_clear(&record->self);
}

static void call_timer(xsMachine *the, void *data)
{
	timer_record *record = data;

	xsmcVars(2);
	xsVar(0) = record->self.value;
	xsVar(1) = record->callback;
	/* Before the call, so that the callback may schedule or clear its timer as it likes. */
	if (record->repeat > 0)
		schedule(record, &xsVar(0), record->repeat);
	else
		sim_root_clear(&record->self);
	xsCallFunction1(xsVar(1), xsGlobal, xsVar(0));
}

static void fire(sim_timer *timer)
{
	sim_turn(call_timer, timer);
}

static double argument_milliseconds(xsMachine *the, int index, double missing)
{
	double value = missing;

	if ((xsmcArgc > index) && (xsmcTypeOf(xsArg(index)) != xsUndefinedType))
		value = xsmcToNumber(xsArg(index));
	return (value > 0) ? value : 0; /* NaN too, as setTimeout has it */
}

static void new_timer(xsMachine *the, double interval, double repeat)
{
	timer_record *record;

	if ((xsmcArgc < 1) || !xsmcIsCallable(xsArg(0)))
		xsTypeError("callback is not a function");
	xsResult = xsNewHostObject(NULL);
	record = calloc(1, sizeof(timer_record));
	if (!record)
		sim_throw("out of memory for another timer");
	record->timer.fire = fire;
	record->callback = xsArg(0);
	record->repeat = repeat;
	xsmcSetHostData(xsResult, record);
	xsSetHostHooks(xsResult, &timerHooks);
	schedule(record, &xsResult, interval);
}

void xs_timer_set(xsMachine *the)
{
	double interval = argument_milliseconds(the, 1, 0);

	new_timer(the, interval, argument_milliseconds(the, 2, 0));
}

void xs_timer_repeat(xsMachine *the)
{
	double interval = argument_milliseconds(the, 1, 0);

	new_timer(the, interval, (interval > 0) ? interval : 1);
}

static timer_record *get_timer(xsMachine *the)
{
	if ((xsmcArgc < 1) || (xsmcTypeOf(xsArg(0)) != xsReferenceType) || (xsGetHostHooks(xsArg(0)) != &timerHooks))
		xsTypeError("this is no timer");
	return xsmcGetHostData(xsArg(0));
}

void xs_timer_schedule(xsMachine *the)
{
	timer_record *record = get_timer(the);

	if ((xsmcArgc < 2) || (xsmcTypeOf(xsArg(1)) == xsUndefinedType)) {
		unschedule(record);
		return;
	}
	record->repeat = argument_milliseconds(the, 2, 0);
	schedule(record, &xsArg(0), argument_milliseconds(the, 1, 0));
}

void xs_timer_clear(xsMachine *the)
{
	xsType type = (xsmcArgc > 0) ? xsmcTypeOf(xsArg(0)) : xsUndefinedType;

	if ((type != xsUndefinedType) && (type != xsNullType))
		unschedule(get_timer(the));
}

void xs_timer_delay(xsMachine *the)
{
	sim_sleep(argument_milliseconds(the, 0, 0));
}
