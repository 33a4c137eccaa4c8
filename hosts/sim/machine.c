/* The machine: how it is made, the values it keeps for the simulator, and what becomes of fxAbort. */

#include "xsAll.h"
#include "machine.h"
#include "native.h"
#include "options.h"
#include "stress.h"
#include "xsheap.h"

#define STACK_COUNT 32768
#define STACK_RESERVE 512
#define FRAMES 32

static txMachine *machine;
static sim_root roots;    /* the ring of kept values */
static txSlot rootsSlot;

/* Where a test has every allocation collect, each collection looks at all slots there are. */
#if mxStress
#define SPACIOUS_SLOTS 32768
#else
#define SPACIOUS_SLOTS 65536
#endif

/* Initial chunks, growth of chunks, initial slots, growth of slots: generous, because a collection costs more than memory here. */
static txCreation spacious = { 1024 * 1024, 512 * 1024, SPACIOUS_SLOTS, 16384, STACK_COUNT, 4096, 1024, 1993, 127, 64 * 1024, 1993, 0 };
/* Under a cap the heap grows in small steps, as on a device, so that little of the cap is lost to rounding. */
static txCreation tight = { 64 * 1024, 2 * 1024, 16384, 128, STACK_COUNT, 4096, 1024, 1993, 127, 64 * 1024, 1993, 0 };

xsMachine *sim_machine(void)
{
	return machine;
}

void sim_root_set(sim_root *root, const xsSlot *value)
{
	root->value = *value;
	root->value.next = NULL;
	if (root->previous)
		return;
	root->next = roots.next;
	root->previous = &roots;
	roots.next->previous = root;
	roots.next = root;
}

void sim_root_clear(sim_root *root)
{
	if (!root->previous)
		return;
	root->previous->next = root->next;
	root->next->previous = root->previous;
	root->previous = NULL;
	root->value.kind = XS_UNDEFINED_KIND;
}

static void mark_roots(txMachine *the, void *data, txMarkRoot mark)
{
	sim_root *root;

	(void)data;
	for (root = roots.next; root != &roots; root = root->next)
		(*mark)(the, &root->value);
	sim_stress_collected(the);
}

static txHostHooks rootsHooks = { NULL, mark_roots, NULL };

static void prepare(txMachine *the, void *data)
{
	(void)data;
	fxNewHostObject(the, NULL);
	fxSetHostData(the, the->stack, &roots);
	fxSetHostHooks(the, the->stack, &rootsHooks);
	rootsSlot = *the->stack;
	fxRemember(the, &rootsSlot);
	mxPop();
	sim_native_open(the);
	sim_heap_reserve(the);
	sim_stress_collected(the);
}

bool sim_machine_open(void)
{
	txCreation *creation = sim_options_get()->heap ? &tight : &spacious;

	roots.next = roots.previous = &roots;
	machine = sim_machine_make(creation);
	if (!machine) {
		fprintf(stderr, "tls419-sim: the machine cannot be made: out of memory\n");
		return false;
	}
	machine->stackBottom += STACK_RESERVE;
	if (!sim_protect(prepare, NULL)) {
		fprintf(stderr, "tls419-sim: the machine cannot be prepared: out of memory\n");
		return false;
	}
	return true;
}

void sim_machine_close(void)
{
	machine->stackBottom -= STACK_RESERVE;
	fxDeleteMachine(machine);
	machine = NULL;
}

/*
	Where an error came from, as XS keeps it: a list of keys that hold a line and a name. XS itself takes every frame, which after an
	endless recursion is more than the rest of the heap may hold; the innermost frames tell enough.
*/
static void capture_frames(txMachine *the, txSlot *error)
{
	txSlot *frame, *slot;
	int count = 0;

	slot = error->value.error.info = fxNewSlot(the);
	slot->kind = XS_INSTANCE_KIND;
	slot->value.instance.garbage = C_NULL;
	slot->value.instance.prototype = C_NULL;
	for (frame = the->frame; frame && frame->next && (count < FRAMES); frame = frame->next) {
		const txSlot *environment = mxFrameToEnvironment(frame);
		const txSlot *function = frame + 3;
		txSlot *name;
		if ((function->kind != XS_REFERENCE_KIND) || !mxIsFunction(function->value.reference))
			continue;
		name = mxBehaviorGetProperty(the, function->value.reference, mxID(_name), 0, XS_OWN);
		slot = slot->next = fxNewSlot(the);
		slot->flag = XS_GET_ONLY;
		slot->kind = (name && (name->kind == XS_STRING_X_KIND)) ? XS_KEY_X_KIND : XS_KEY_KIND;
		slot->ID = environment->ID;
		slot->value.key.string = C_NULL;
		if (name && ((name->kind == XS_STRING_KIND) || (name->kind == XS_STRING_X_KIND)))
			slot->value.key.string = name->value.string;
		slot->value.key.sum = (txU4)environment->value.environment.line;
		count++;
	}
}

/* Errors like those of XS itself, but the message is not cut, and no frame's name stands before it. */
static void make_error(txMachine *the, int error, const char *message)
{
	txSlot *slot = fxNewSlot(the);

	slot->kind = XS_INSTANCE_KIND;
	slot->value.instance.garbage = C_NULL;
	slot->value.instance.prototype = mxErrorPrototypes(error).value.reference;
	mxException.kind = XS_REFERENCE_KIND;
	mxException.value.reference = slot;
	slot = slot->next = fxNewSlot(the);
	slot->flag = XS_INTERNAL_FLAG;
	slot->kind = XS_ERROR_KIND;
	slot->value.error.info = C_NULL;
	slot->value.error.which = (txError)error;
	capture_frames(the, slot);
	fxNextStringProperty(the, slot, (txString)message, mxID(_message), XS_DONT_ENUM_FLAG);
}

void sim_throw_error(xsMachine *the, int error, const char *message)
{
	make_error(the, error, message);
#ifdef mxDebug
	fxDebugThrow(the, NULL, 0, (txString)message);
#endif
	fxJump(the);
}

void sim_throw(const char *format, ...)
{
	char message[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	sim_throw_error(machine, XS_UNKNOWN_ERROR, message);
}

static void fail(const char *why)
{
	fprintf(stderr, "tls419-sim: %s\n", why);
	_exit(1);
}

/*
	The end of the stack, of XS or of C, is a RangeError. The error is made on the part of the stack that is kept back for it, which the
	jump then leaves. A collector that is marking cannot be left by a jump: it marks the keys first and unmarks them last.
*/
static void throw_stack_overflow(txMachine *the)
{
	if (!the->firstJump || !the->frame || (the->keyArray[0]->flag & XS_MARK_FLAG))
		fail("the stack is exhausted");
	the->stackBottom -= STACK_RESERVE;
	the->stackLimit -= 64 * 1024;
	make_error(the, XS_RANGE_ERROR, "stack overflow");
	the->stackBottom += STACK_RESERVE;
	the->stackLimit += 64 * 1024;
	fxJump(the);
}

static void take_uncaught(txMachine *the, const char *origin)
{
	txSlot exception = mxException;

	mxException.kind = XS_UNDEFINED_KIND;
	sim_uncaught(&exception, origin);
	if (sim_is_ending())
		fxExitToHost(the);
}

/* XS comes here whenever it does not know how to go on. */
void fxAbort(txMachine *the, int status)
{
	switch (status) {
	case XS_NOT_ENOUGH_MEMORY_EXIT:
		sim_heap_exhausted(the);
#if XS_MAJOR_VERSION < 17
	case XS_STACK_OVERFLOW_EXIT:
#else
	case XS_JAVASCRIPT_STACK_OVERFLOW_EXIT:
	case XS_NATIVE_STACK_OVERFLOW_EXIT:
#endif
		throw_stack_overflow(the);
		break;
	case XS_UNHANDLED_EXCEPTION_EXIT:
		take_uncaught(the, "uncaughtException");
		break;
	case XS_UNHANDLED_REJECTION_EXIT:
		take_uncaught(the, "unhandledRejection");
		break;
	case XS_NO_MORE_KEYS_EXIT:
		fail("the machine has run out of keys");
		break;
	case XS_DEBUGGER_EXIT:
		fail("ended by the debugger");
		break;
	default:
		fail("XS has failed a check of its own; a native may have broken the heap");
		break;
	}
}
