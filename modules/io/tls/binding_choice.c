/* What the build of the engine has. The rules are those of binding.c. */
#include "binding.h"

static int look_up(xsMachine *the, char *name, size_t size)
{
	xsIntegerValue choice = xsmcToInteger(xsArg(0));
	xsIntegerValue index = xsmcToInteger(xsArg(1));

	return index < 0 ? 0 : tls_choice_at((tls_choice)choice, (size_t)index, name, size);
}

void xs_tls_choice_number(xsMachine *the)
{
	char name[64];

	xsmcSetInteger(xsResult, look_up(the, name, sizeof(name)));
}

void xs_tls_choice_name(xsMachine *the)
{
	char name[64];

	if (look_up(the, name, sizeof(name)))
		xsmcSetString(xsResult, name);
}

void xs_tls_capabilities(xsMachine *the)
{
	xsmcSetInteger(xsResult, (xsIntegerValue)tls_capabilities());
}

void xs_tls_has_store(xsMachine *the)
{
	xsmcSetBoolean(xsResult, tls_has_store());
}

void xs_tls_limit(xsMachine *the)
{
	xsmcSetInteger(xsResult, (xsIntegerValue)tls_limit((tls_limit_kind)xsmcToInteger(xsArg(0))));
}

void xs_tls_library_version(xsMachine *the)
{
	xsmcSetInteger(xsResult, (xsIntegerValue)tls_library_version());
}
