/* The collector under stress, in the sanitize variant. */

#include "xsAll.h"

#include <stdlib.h>

#include "stress.h"

#if mxStress
enum { ALLOCATIONS_BETWEEN = 500 };

/* XS's own: above zero it collects at every allocation, below zero once, after that many, and then it is zero. */
extern int gxStress;

static bool marked;  /* by the program */
static int calls;    /* of native functions, one inside of the other */

static void set_pace(void)
{
	gxStress = (marked || (calls > 0)) ? 1 : -ALLOCATIONS_BETWEEN;
}

void sim_stress_collected(void)
{
	if (gxStress <= 0)
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
void sim_stress_collected(void)
{
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
