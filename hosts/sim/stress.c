/* The collector under stress, in the sanitize variant. */

#include "xsmc.h"
#include "mc.xs.h"

#include "stress.h"

#ifndef mxStress
#define mxStress 0
#endif

#if mxStress
/* XS's own: above zero it collects at every allocation, below zero once, after that many, and then it is zero. */
extern int gxStress;

enum { ALLOCATIONS_BETWEEN = 500 };
#endif

void sim_stress_collected(void)
{
#if mxStress
	if (gxStress <= 0)
		gxStress = -ALLOCATIONS_BETWEEN;
#endif
}

/* stress(on): from here on every allocation collects, or no longer; false where the variant knows no stress. */
void xs_sim_stress(xsMachine *the)
{
#if mxStress
	gxStress = (xsmcArgc > 0) && xsmcTest(xsArg(0)) ? 1 : -ALLOCATIONS_BETWEEN;
	xsmcSetTrue(xsResult);
#else
	xsmcSetFalse(xsResult);
#endif
}
