/* The collector under stress, in the sanitize variant. */

#include "xsAll.h"

#include <stdlib.h>

#include "stress.h"

#if mxStress
enum { ALLOCATIONS_BETWEEN = 500, ALLOCATIONS_OF_SCRIPT = 250 };

/* XS's own: above zero it collects at every allocation, below zero once, after that many, and then it is zero. */
extern int gxStress;

static bool marked;  /* by the program */
static int calls;    /* of native functions, one inside of the other */

/* Whether a script runs there that a native function has called: it holds no addresses, and would take hours with a collection at every allocation. */
static bool is_callback(txSlot *frame)
{
	return (calls > 0) && frame && !(frame->flag & XS_C_FLAG);
}

static void set_pace(txSlot *frame)
{
	if (marked)
		gxStress = 1;
	else if (is_callback(frame))
		gxStress = -ALLOCATIONS_OF_SCRIPT;
	else
		gxStress = (calls > 0) ? 1 : -ALLOCATIONS_BETWEEN;
}

void sim_stress_collected(xsMachine *the)
{
	if ((gxStress <= 0) || is_callback(the->frame))
		set_pace(the->frame);
}

bool sim_stress_calls(void)
{
	return getenv("TLS419_STRESS") != NULL;
}

/* The frame is that of the function itself until it has returned. */
static void leave(xsMachine *the)
{
	calls--;
	set_pace(the->frame->next);
}

void sim_stress_call(xsMachine *the, void (*function)(xsMachine *the))
{
	calls++;
	set_pace(the->frame);
	mxTry(the) {
		(*function)(the);
		leave(the);
	}
	mxCatch(the) {
		leave(the);
		fxJump(the);
	}
}
#else
void sim_stress_collected(xsMachine *the)
{
	(void)the;
}
#endif

/* stress(on): from here on every allocation collects, or no longer; false where the variant knows no stress. */
void xs_sim_stress(xsMachine *the)
{
#if mxStress
	marked = (mxArgc > 0) && fxToBoolean(the, mxArgv(0));
	set_pace(the->frame->next);
#endif
	mxResult->kind = XS_BOOLEAN_KIND;
	mxResult->value.boolean = mxStress;
}
