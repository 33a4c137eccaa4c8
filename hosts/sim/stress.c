/* The collector under stress, in the sanitize variant. */

#include "xsAll.h"

#include <stdlib.h>

#include "stress.h"

#if mxStress
enum { ALLOCATIONS_BETWEEN = 500, ALLOCATIONS_OF_SCRIPT = 25 };

/* XS's own: above zero it collects at every allocation, below zero once, after that many, and then it is zero. */
extern int gxStress;

static bool marked;  /* by the program */
static int calls;    /* of native functions, one inside of the other */

static void set_pace(void)
{
	gxStress = (marked || (calls > 0)) ? 1 : -ALLOCATIONS_BETWEEN;
}

/* Whether what runs is a script that a native function has called: it holds no addresses, and would take hours with a collection at every allocation. */
static bool in_callback(xsMachine *the)
{
	return !marked && calls > 0 && the->frame && !(the->frame->flag & XS_C_FLAG);
}

void sim_stress_collected(xsMachine *the)
{
	if (in_callback(the))
		gxStress = -ALLOCATIONS_OF_SCRIPT;
	else if (gxStress <= 0)
		set_pace();
}

bool sim_stress_calls(void)
{
	return getenv("TLS419_STRESS") != NULL;
}

void sim_stress_call(xsMachine *the, void (*function)(xsMachine *the))
{
	calls++;
	set_pace();
	mxTry(the) {
		(*function)(the);
		calls--;
		set_pace();
	}
	mxCatch(the) {
		calls--;
		set_pace();
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
	set_pace();
#endif
	mxResult->kind = XS_BOOLEAN_KIND;
	mxResult->value.boolean = mxStress;
}
