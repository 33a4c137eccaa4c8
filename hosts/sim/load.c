/* What XS asks its platform about modules, answered from the program file. The key of a module is the path that stacks show. */

#include "xsAll.h"
#include "xsScript.h"
#include "machine.h"
#include "program.h"
#include "statistics.h"

#include <errno.h>

xsMachine *sim_machine_make(void *creation)
{
	return fxCreateMachine(creation, "tls419-sim", NULL, XS_NO_ID);
}

void sim_machine_import(xsMachine *the)
{
	fxRunImport(the, mxModuleInstanceInternal(mxProgram.value.reference)->value.module.realm, XS_NO_ID);
}

void fxCreateMachinePlatform(txMachine *the)
{
	(void)the;
}

void fxDeleteMachinePlatform(txMachine *the)
{
	(void)the;
}

/* Turns look at XS's queue themselves. */
void fxQueuePromiseJobs(txMachine *the)
{
	(void)the;
}

static sim_module *module_of_key(txID key)
{
	sim_program *program = sim_program_get();
	size_t index;

	for (index = 0; index < program->moduleCount; index++) {
		if (program->modules[index].key == (uint32_t)key)
			return &program->modules[index];
	}
	return NULL;
}

/* Without an importer the specifier is an id: sim_modules_start and nobody else asks that way. */
txID fxFindModule(txMachine *the, txSlot *realm, txID importerKey, txSlot *slot)
{
	const char *specifier = fxToString(the, slot);
	sim_module *importer = (importerKey == XS_NO_ID) ? NULL : module_of_key(importerKey);
	sim_module *module = importer ? sim_program_resolve(importer, specifier) : sim_program_module(specifier);

	(void)realm;
	if (!module)
		sim_throw("module \"%.500s\" not found, imported from %.400s", specifier, importer ? importer->display : "no module");
	if (!module->key)
		module->key = (uint32_t)fxNewNameC(the, (txString)module->display);
	return (txID)module->key;
}

static txScript *parse(txMachine *the, const char *display, char *text, size_t length)
{
	txStringCStream stream = { text, 0, (txSize)length };
	txParser parser;
	txParserJump jump;
	txScript *volatile script = NULL;
#ifdef mxDebug
	txUnsigned flags = mxDebugFlag;
#else
	txUnsigned flags = 0;
#endif

	fxInitializeParser(&parser, the, the->parserBufferSize, the->parserTableModulo);
	parser.firstJump = &jump;
	if (c_setjmp(jump.jmp_buf) == 0) {
		parser.path = fxNewParserSymbol(&parser, (txString)display);
		fxParserTree(&parser, &stream, fxStringCGetter, flags, NULL);
		fxParserHoist(&parser);
		fxParserBind(&parser);
		script = fxParserCode(&parser);
	}
#ifdef mxInstrument
	if (the->peakParserSize < parser.total)
		the->peakParserSize = parser.total;
#endif
	fxTerminateParser(&parser);
	return script;
}

/* The length of a script's byte code as the SDK's compiler makes it for a chip, where an identifier takes two bytes and not those of a txID. */
static size_t chip_code(const txScript *script)
{
	const txS1 *code = script->codeBuffer, *end = code + script->codeSize;
	size_t saved = 0;

	while (code < end) {
		txS1 size = gxCodeSizes[(txU1)*code];
		txU2 length2;
		txU4 length4;
		if (size > 0)
			code += size;
		else if (size == 0) {
			code += 1 + sizeof(txID);
			saved += sizeof(txID) - sizeof(txU2);
		}
		else if (size == -1)
			code += 2 + (txU1)code[1];
		else if (size == -2) {
			c_memcpy(&length2, code + 1, sizeof(length2));
			code += 1 + sizeof(length2) + length2;
		}
		else {
			c_memcpy(&length4, code + 1, sizeof(length4));
			code += 1 + sizeof(length4) + length4;
		}
	}
	return (size_t)script->codeSize - saved;
}

static void add_url(txMachine *the, txSlot *module, const char *display)
{
	txSlot *slot = fxLastProperty(the, mxModuleMeta(module)->value.reference);
	char url[4096];

	snprintf(url, sizeof(url), "%s%s", (display[0] == '/') ? "file://" : "", display);
	slot = fxNextStringProperty(the, slot, url, fxNewNameC(the, "url"), XS_NO_FLAG);
	(void)slot;
}

void fxLoadModule(txMachine *the, txSlot *module, txID key)
{
	sim_module *it = module_of_key(key);
	char *path = it ? sim_program_path(it->path) : NULL;
	char *text = NULL;
	size_t length;
	txScript *script;

	if (path)
		text = sim_read_file(path, &length);
	if (!text) {
		int error = errno;
		free(path);
		sim_throw("module %.400s cannot be read: %s", it ? it->display : "", strerror(error));
	}
	free(path);
	script = parse(the, it->display, text, length);
	free(text);
	add_url(the, module, it->display);
	if (!script)
		return;
	sim_count.code += chip_code(script);
	fxResolveModule(the, module, key, script, C_NULL, C_NULL);
}
