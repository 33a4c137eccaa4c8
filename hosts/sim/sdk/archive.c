/* The program in a build of the SDK: modules and natives that xsl has linked. XS's own platform for Linux finds and loads the modules. */

#define _GNU_SOURCE

#include "xsAll.h"
#include "machine.h"
#include "native.h"
#include "options.h"
#include "program.h"

#include <errno.h>

/* What xsl has made of the modules. */
extern void *xsPreparationAndCreation(txCreation **creation);

static const char *preloads[] = { "tls419/sim/globals" };
static sim_program program = { .preloads = preloads, .preloadCount = 1 };

sim_program *sim_program_get(void)
{
	return &program;
}

/* "tls/session" for the linked module "tls/session.xsb". */
static bool is_linked(const char *specifier)
{
	const txPreparation *preparation = xsPreparationAndCreation(NULL);
	txSize index;

	for (index = 0; index < preparation->scriptCount; index++) {
		if (!strcmp(preparation->scripts[index].path, specifier))
			return true;
	}
	return false;
}

bool sim_program_open(const char *specifier)
{
	program.main = specifier;
	if (is_linked(specifier))
		return true;
	fprintf(stderr, "tls419-sim: no module of this program is called \"%s\"; that of its manifest's creation is \"main\", unless it says another\n", specifier);
	return false;
}

void sim_program_close(void)
{
}

const char *sim_program_name(void)
{
	return program.main;
}

/* mcconfig copies no data for a program of the command line: --data names the folder of the files. */
char *sim_program_resource(const char *name)
{
	const char *folder = sim_options_get()->data;
	char *path;

	if (asprintf(&path, "%s/%s", folder ? folder : ".", name) < 0)
		return NULL;
	if (access(path, R_OK) == 0)
		return path;
	free(path);
	errno = ENOENT;
	return NULL;
}

/* What was preloaded lies in read-only memory, and the machine made from it has the tables of names that xsl has made: only the sizes are ours. */
xsMachine *sim_machine_make(void *sizes)
{
	const txCreation *ours = sizes;
	txCreation *linked, creation;
	txPreparation *preparation = xsPreparationAndCreation(&linked);

	creation = *linked;
	creation.initialChunkSize = ours->initialChunkSize;
	creation.incrementalChunkSize = ours->incrementalChunkSize;
	creation.initialHeapCount = ours->initialHeapCount;
	creation.incrementalHeapCount = ours->incrementalHeapCount;
	creation.stackCount = ours->stackCount;
	creation.initialKeyCount = ours->initialKeyCount;
	creation.incrementalKeyCount = ours->incrementalKeyCount;
	return fxPrepareMachine(&creation, preparation, "tls419-sim", NULL, NULL);
}

void sim_machine_import(xsMachine *the)
{
	fxImport(the);
}

/* (specifier): the namespace of a linked module; undefined when there is none of that name. */
void xs_sim_import(xsMachine *the)
{
	const char *specifier = (mxArgc > 0) ? fxToString(the, mxArgv(0)) : "";

	if (!is_linked(specifier))
		return;
	mxPush(mxProgram);
	fxNewHostFunction(the, fx_Compartment_prototype_importNow, 1, XS_NO_ID, XS_NO_ID);
	mxCall();
	mxPushSlot(mxArgv(0));
	mxRunCount(1);
	mxPullSlot(mxResult);
}

/* xsl has linked the natives, and given the identifiers their numbers. */
void sim_native_open(xsMachine *the)
{
	(void)the;
}

void sim_native_close(void)
{
}
