/* What a program may know of the command line and of the build. */

#include "xsmc.h"
#include "mc.xs.h"

#include "options.h"

#ifndef mxStress
#define mxStress 0
#endif

static void set_string(xsMachine *the, xsIdentifier name, const char *value)
{
	if (value)
		xsmcSetString(xsVar(0), (char *)value);
	else
		xsmcSetUndefined(xsVar(0));
	xsmcSet(xsResult, name, xsVar(0));
}

static void set_boolean(xsMachine *the, xsIdentifier name, int value)
{
	xsmcSetBoolean(xsVar(0), value);
	xsmcSet(xsResult, name, xsVar(0));
}

void xs_sim_options(xsMachine *the)
{
	const sim_options *options = sim_options_get();

	xsmcVars(1);
	xsmcSetNewObject(xsResult);
	xsmcSetNumber(xsVar(0), options->seed);
	xsmcSet(xsResult, xsID_seed, xsVar(0));
	set_string(the, xsID_net, options->net);
	set_string(the, xsID_certs, options->certificates);
	set_boolean(the, xsID_virtual, options->virtualClock);
	set_boolean(the, xsID_sanitize, mxStress);
#ifdef mxDebug
	set_boolean(the, xsID_debug, 1);
#else
	set_boolean(the, xsID_debug, 0);
#endif
}
