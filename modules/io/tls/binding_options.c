/*
 * The native functions that read options of a connection: its callbacks, of which it looks for seven and has three as a rule, and what is its transport's business. The
 * rules are those of binding.c and, for options, of validate.ts.
 */
#include "binding.h"

/* After binding.h, which brings the types that it uses. */
#include "mc.xs.h"

/* Makes the callback of that name, if there is one, a property of the owner. What is neither a function nor nothing a function of the script refuses. */
static void read_callback(xsMachine *the, xsIdentifier name, const char *text, xsIdentifier property)
{
	if (!xsmcHas(xsArg(0), name))
		return;
	xsmcGet(xsVar(0), xsArg(0), name);
	if (xsmcTypeOf(xsVar(0)) == xsNullType)
		xsmcSetUndefined(xsVar(0));
	else if (xsmcTypeOf(xsVar(0)) != xsUndefinedType && !xsmcIsCallable(xsVar(0))) {
		xsmcSetString(xsVar(1), (char *)text);
		xsVar(0) = xsCallFunction2(xsArg(2), xsArg(1), xsVar(0), xsVar(1));
	}
	xsmcSet(xsResult, property, xsVar(0));
}

void xs_tls_options_owner(xsMachine *the)
{
	xsmcVars(2);
	xsmcSetNewObject(xsResult);
	xsmcSet(xsResult, xsID_instance, xsArg(1));
	read_callback(the, xsID_onReadable, "onReadable", xsID_onReadable);
	/* The older word for the next one, which counts where both are given. */
	read_callback(the, xsID_onWriteable, "onWriteable", xsID_onWritable);
	read_callback(the, xsID_onWritable, "onWritable", xsID_onWritable);
	read_callback(the, xsID_onError, "onError", xsID_onError);
	read_callback(the, xsID_onEnd, "onEnd", xsID_onEnd);
	read_callback(the, xsID_onFinish, "onFinish", xsID_onFinish);
	read_callback(the, xsID_onSession, "onSession", xsID_onSession);
}

/* Gives the transport an option as it is, if it is there. */
static void pass_on(xsMachine *the, xsIdentifier name)
{
	if (!xsmcHas(xsArg(0), name))
		return;
	xsmcGet(xsVar(0), xsArg(0), name);
	xsmcSet(xsResult, name, xsVar(0));
}

void xs_tls_options_transport(xsMachine *the)
{
	xsmcVars(1);
	xsmcSetNewObject(xsResult);
	pass_on(the, xsID_address);
	pass_on(the, xsID_port);
	pass_on(the, xsID_noDelay);
	pass_on(the, xsID_nodelay);
	pass_on(the, xsID_keepAlive);
	xsmcSet(xsResult, xsID_target, xsArg(1));
	xsmcSet(xsResult, xsID_onReadable, xsArg(2));
	xsmcSet(xsResult, xsID_onWritable, xsArg(3));
	xsmcSet(xsResult, xsID_onError, xsArg(4));
}
