/* Import without waiting: what device.network is made of is loaded when a program first looks at it, and looking is not asynchronous. */

#include "xsAll.h"
#include "machine.h"
#include "program.h"

static const char *named(const char *specifier)
{
	const sim_program *program = sim_program_get();
	size_t index;

	for (index = 0; index < program->importCount; index++) {
		const sim_import *import = &program->imports[index];
		if (!import->importer && !strcmp(import->specifier, specifier))
			return import->module;
	}
	return NULL;
}

/* (specifier): the namespace of the module that the manifests give this name; undefined when they give it to none. */
void xs_sim_import(xsMachine *the)
{
	const char *module = (mxArgc > 0) ? named(fxToString(the, mxArgv(0))) : NULL;

	if (!module)
		return;
	mxPush(mxProgram);
	fxNewHostFunction(the, fx_Compartment_prototype_importNow, 1, XS_NO_ID, XS_NO_ID);
	mxCall();
	mxPushStringC((txString)module);
	mxRunCount(1);
	mxPullSlot(mxResult);
}
