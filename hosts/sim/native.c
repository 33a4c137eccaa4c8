/*
	The globals Native and native.

	native("xs_x") is the host function of that C name, made once; with a second argument it is another one, of that name. native.define(target,
	"m", "xs_x"[, "get" | "set"]) makes a property the host function itself, which is what the SDK's compiler does with a method that only calls
	its native. Native("xs_x_destructor") is a constructor to extend: super() makes a host object with the prototype of new.target, and calls the
	native function whose name is the second argument, if there is one, with what super() was given.
*/

#include "xsAll.h"
#include "native.h"
#include "machine.h"
#include "stress.h"

#include <stdlib.h>

static sim_root *functions; /* by index in the table; set when it was asked for */
static txID destructorKey, initializerKey;

static int compare_name(const void *name, const void *entry)
{
	return strcmp(name, ((const sim_native *)entry)->name);
}

static const sim_native *find(txMachine *the, txSlot *slot)
{
	const char *name = fxToString(the, slot);
	const sim_native *entry = bsearch(name, sim_natives, sim_native_count, sizeof(sim_native), compare_name);

	if (!entry || (!entry->function && !entry->destructor))
		sim_throw("no native function is called \"%.200s\"", name);
	return entry;
}

static const sim_native *find_function(txMachine *the, txSlot *slot)
{
	const sim_native *entry = find(the, slot);

	if (!entry->function)
		sim_throw("\"%.200s\" is a native destructor, not a function", entry->name);
	return entry;
}

/* What JavaScript calls: the function itself. */
static txCallback callback_of(const sim_native *entry)
{
#if mxStress
	if (sim_stress_calls())
		return entry->stressed;
#endif
	return entry->function;
}

static void native(txMachine *the)
{
	const sim_native *entry;
	sim_root *root;

	if (mxArgc < 1)
		sim_throw("native needs the name of a C function");
	entry = find_function(the, mxArgv(0));
	if ((mxArgc > 1) && (mxArgv(1)->kind != XS_UNDEFINED_KIND)) {
		fxNewHostFunction(the, callback_of(entry), 0, fxToID(the, mxArgv(1)), XS_NO_ID);
		mxPullSlot(mxResult);
		return;
	}
	root = &functions[entry - sim_natives];
	if (!root->previous) {
		fxNewHostFunction(the, callback_of(entry), 0, fxNewNameC(the, (txString)entry->name), XS_NO_ID);
		sim_root_set(root, the->stack);
		mxPop();
	}
	mxResult->kind = root->value.kind;
	mxResult->value = root->value.value;
}

static void native_define(txMachine *the)
{
	const sim_native *entry;
	txFlag mask = XS_DONT_ENUM_FLAG | XS_DONT_DELETE_FLAG | XS_DONT_SET_FLAG;
	txID name;

	if ((mxArgc < 3) || (mxArgv(0)->kind != XS_REFERENCE_KIND))
		sim_throw("native.define needs an object, the name of a property and the name of a C function");
	entry = find_function(the, mxArgv(2));
	name = fxToID(the, mxArgv(1));
	if ((mxArgc > 3) && (mxArgv(3)->kind != XS_UNDEFINED_KIND)) {
		txString kind = fxToString(the, mxArgv(3));
		if (!strcmp(kind, "get"))
			mask = XS_GETTER_FLAG | XS_DONT_ENUM_FLAG | XS_DONT_DELETE_FLAG;
		else if (!strcmp(kind, "set"))
			mask = XS_SETTER_FLAG | XS_DONT_ENUM_FLAG | XS_DONT_DELETE_FLAG;
		else
			sim_throw("native.define knows \"get\" and \"set\", not \"%.20s\"", kind);
	}
	fxNewHostFunction(the, callback_of(entry), 0, name, XS_NO_ID);
	mxPushSlot(mxArgv(0));
	fxDefineID(the, name, XS_DONT_ENUM_FLAG, mask);
	mxPop();
}

/* What native_class has put under the key: an entry of the table, or NULL. */
static const sim_native *entry_of_constructor(txMachine *the, txID key)
{
	const txSlot *property = mxBehaviorGetProperty(the, mxFunction->value.reference, key, 0, XS_OWN);

	return property ? &sim_natives[property->value.integer] : NULL;
}

static void construct(txMachine *the)
{
	const sim_native *entry = entry_of_constructor(the, destructorKey), *initializer = entry_of_constructor(the, initializerKey);
	txSlot *instance, *host;

	if (mxTarget->kind == XS_UNDEFINED_KIND)
		mxTypeError("call: class");
	mxPushSlot(mxTarget);
	fxGetPrototypeFromConstructor(the, &mxObjectPrototype);
	instance = fxNewObjectInstance(the);
	host = instance->next = fxNewSlot(the);
	host->flag = XS_INTERNAL_FLAG;
	host->kind = XS_HOST_KIND;
	host->value.host.data = NULL;
	host->value.host.variant.destructor = entry->destructor;
	mxPullSlot(mxThis);
	if (initializer)
		(*callback_of(initializer))(the);
	mxResult->kind = mxThis->kind;
	mxResult->value = mxThis->value;
}

static void keep_entry(txMachine *the, txSlot *constructor, txID key, const sim_native *entry)
{
	mxPushInteger((txInteger)(entry - sim_natives));
	mxPushSlot(constructor);
	fxDefineID(the, key, XS_GET_ONLY, XS_GET_ONLY);
	mxPop();
}

static void native_class(txMachine *the)
{
	const sim_native *entry, *initializer = NULL;
	txSlot *constructor;

	if (mxArgc < 1)
		sim_throw("Native needs the name of a C destructor");
	entry = find(the, mxArgv(0));
	if (!entry->destructor)
		sim_throw("\"%.200s\" is a native function, not a destructor", entry->name);
	if (mxArgc > 1)
		initializer = find_function(the, mxArgv(1));
	mxPush(mxObjectPrototype);
	fxNewObjectInstance(the);
	fxNewHostConstructor(the, construct, 0, fxNewNameC(the, "Native"));
	constructor = the->stack;
	keep_entry(the, constructor, destructorKey, entry);
	if (initializer)
		keep_entry(the, constructor, initializerKey, initializer);
	mxPullSlot(mxResult);
}

/* Defines the function on top of the stack as a property of the object below it. */
static void define_function(txMachine *the, const char *name)
{
	txSlot *object = the->stack + 1;

	mxPushSlot(object);
	fxDefineID(the, fxNewNameC(the, (txString)name), XS_DONT_ENUM_FLAG, XS_GET_ONLY);
	mxPop();
}

void sim_native_open(xsMachine *the)
{
	size_t index;

	functions = calloc(sim_native_count, sizeof(sim_root));
	if (!functions)
		sim_throw("out of memory");
	for (index = 0; index < sim_identifier_count; index++)
		sim_identifiers[index] = fxNewNameC(the, (txString)sim_identifier_names[index]);
	destructorKey = fxNewNameC(the, "destructor of Native");
	initializerKey = fxNewNameC(the, "initializer of Native");
	mxPush(mxGlobal);
	fxNewHostFunction(the, native, 1, fxNewNameC(the, "native"), XS_NO_ID);
	fxNewHostFunction(the, native_define, 3, fxNewNameC(the, "define"), XS_NO_ID);
	define_function(the, "define");
	define_function(the, "native");
	fxNewHostFunction(the, native_class, 1, fxNewNameC(the, "Native"), XS_NO_ID);
	define_function(the, "Native");
	mxPop();
}

void sim_native_close(void)
{
	free(functions);
	functions = NULL;
}
