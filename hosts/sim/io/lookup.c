/*
 * The system's resolver. getaddrinfo blocks and cannot be stopped, so each lookup has a thread, up to a bound, and the others wait
 * for one. A thread knows nothing of JavaScript: it puts its lookup into the row of finished ones and wakes the event loop. A
 * lookup that was cancelled is freed there without a word.
 */

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "endpoint.h"
#include "failure.h"
#include "loop.h"
#include "mc.xs.h"
#include "turn.h"
#include "xsmc.h"

#define MOST_THREADS 8
#define MOST_HOST 256

typedef struct lookup lookup;
struct lookup {
	lookup *next;              /* in the row of waiting, then of finished ones */
	sim_root object;           /* set until it is answered or cancelled */
	sim_root callback;
	bool cancelled;
	int family;                /* 0, 4 or 6 */
	int result;                /* of getaddrinfo */
	int systemError;
	char host[MOST_HOST];
	char address[ENDPOINT_TEXT];
};

void xs_sim_lookup_destructor(void *data);

static const xsHostHooks lookupHooks = { xs_sim_lookup_destructor, NULL, NULL };

static lookup *waiting, **waitingEnd = &waiting;
static size_t threads;

/* Between the threads and the event loop. */
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static lookup *finished;

static void wake(sim_watch *watch, uint32_t events);
static sim_watch wakeWatch = { .descriptor = -1, .ready = wake };

typedef struct {
	int result;
	const char *code;
	const char *sentence;
} result_row;

static const result_row rows[] = {
	{ EAI_NONAME, "ENOTFOUND", "the name does not exist" },
#ifdef EAI_NODATA
	{ EAI_NODATA, "ENODATA", "the name exists, but has no address of the kind that was asked for" },
#endif
#ifdef EAI_ADDRFAMILY
	{ EAI_ADDRFAMILY, "ENODATA", "the name exists, but has no address of the kind that was asked for" },
#endif
	{ EAI_AGAIN, "EAI_AGAIN", "the name servers do not answer now; try again later" },
	{ EAI_FAIL, "ESERVFAIL", "the name servers cannot answer" },
	{ EAI_MEMORY, "ENOMEM", "out of memory" },
};

static void *run(void *data)
{
	lookup *self = data;
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG }, *found = NULL;
	uint64_t one = 1;

	hints.ai_family = (self->family == 4) ? AF_INET : (self->family == 6) ? AF_INET6 : AF_UNSPEC;
	self->result = getaddrinfo(self->host, NULL, &hints, &found);
	self->systemError = errno;
	if (!self->result) {
		io_endpoint endpoint = { .length = found->ai_addrlen };
		memcpy(&endpoint.socket, found->ai_addr, found->ai_addrlen);
		endpoint_text(&endpoint, self->address);
		freeaddrinfo(found);
	}
	pthread_mutex_lock(&mutex);
	self->next = finished;
	finished = self;
	pthread_mutex_unlock(&mutex);
	if (write(wakeWatch.descriptor, &one, sizeof(one)) != sizeof(one))
		abort(); /* an eventfd takes 2^64 of them */
	return NULL;
}

static int open_wake(void)
{
	int error;

	if (wakeWatch.descriptor >= 0)
		return 0;
	wakeWatch.descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (wakeWatch.descriptor < 0)
		return errno;
	error = -sim_watch_set(&wakeWatch, EPOLLIN);
	if (error) {
		close(wakeWatch.descriptor);
		wakeWatch.descriptor = -1;
	}
	return error;
}

static int start(lookup *self)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int error = pthread_attr_init(&attributes);

	if (error)
		return error;
	error = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	if (!error)
		error = pthread_create(&thread, &attributes, run, self);
	if (!error)
		threads++;
	pthread_attr_destroy(&attributes);
	return error;
}

static void let_go(lookup *self)
{
	xsMachine *the = sim_machine();

	if (self->object.previous) {
		xsmcSetHostData(self->object.value, NULL);
		sim_release();
	}
	sim_root_clear(&self->object);
	sim_root_clear(&self->callback);
}

static void answer(xsMachine *the, void *data)
{
	lookup *self = data;
	const char *code = NULL, *sentence = self->address;
	xsSlot callback = self->callback.value;
	size_t index;

	xsmcVars(3);
	xsVar(0) = callback;
	if (self->result) {
		code = "EAI_FAIL";
		sentence = (self->result == EAI_SYSTEM) ? strerror(self->systemError) : gai_strerror(self->result);
		for (index = 0; index < sizeof(rows) / sizeof(rows[0]); index++) {
			if (rows[index].result == self->result) {
				code = rows[index].code;
				sentence = rows[index].sentence;
			}
		}
		xsmcSetString(xsVar(1), (char *)code);
	}
	xsmcSetString(xsVar(2), (char *)sentence);
	let_go(self);
	(void)xsCallFunction2(xsVar(0), xsUndefined, xsVar(1), xsVar(2));
}

static void start_waiting(void)
{
	while (waiting && (threads < MOST_THREADS)) {
		lookup *first = waiting;
		waiting = first->next;
		if (!waiting)
			waitingEnd = &waiting;
		if (first->cancelled) {
			free(first);
			continue;
		}
		first->next = NULL;
		if (start(first)) {
			first->result = EAI_AGAIN;
			sim_turn(answer, first);
			free(first);
		}
	}
}

static void wake(sim_watch *watch, uint32_t events)
{
	uint64_t count;
	lookup *done, *row = NULL;

	(void)events;
	if (read(watch->descriptor, &count, sizeof(count)) < 0)
		return; /* somebody else has emptied it: nothing is finished */
	pthread_mutex_lock(&mutex);
	done = finished;
	finished = NULL;
	pthread_mutex_unlock(&mutex);
	while (done) { /* the last finished one is first */
		lookup *next = done->next;
		done->next = row;
		row = done;
		done = next;
	}
	while (row) {
		lookup *first = row;
		row = first->next;
		threads--;
		if (!first->cancelled)
			sim_turn(answer, first);
		let_go(first);
		free(first);
	}
	start_waiting();
}

/* The instance is rooted as long as it is asking; when the machine is deleted before that, the thread may still use the memory. */
void xs_sim_lookup_destructor(void *data)
{
	lookup *self = data;

	if (self)
		self->cancelled = true;
}

/* host, family, callback(code or undefined, address or sentence) */
void xs_sim_lookup(xsMachine *the)
{
	lookup *self;
	int error;

	xsmcSetHostData(xsThis, NULL);
	xsSetHostHooks(xsThis, (xsHostHooks *)&lookupHooks);
	sim_external_opened("the system's resolver");
	error = open_wake();
	if (error)
		failure_throw(the, error, "resolver");
	self = calloc(1, sizeof(lookup));
	if (!self)
		failure_throw(the, ENOMEM, "resolver");
	self->family = xsmcToInteger(xsArg(1));
	if (strlen(xsmcToString(xsArg(0))) >= sizeof(self->host)) {
		free(self);
		sim_throw("a host name has at most 253 characters");
	}
	strcpy(self->host, xsmcToString(xsArg(0)));
	xsmcSetHostData(xsThis, self);
	sim_root_set(&self->object, &xsThis);
	sim_root_set(&self->callback, &xsArg(2));
	sim_hold();
	*waitingEnd = self;
	waitingEnd = &self->next;
	if ((threads < MOST_THREADS) && (waiting == self)) {
		waiting = NULL;
		waitingEnd = &waiting;
		error = start(self);
		if (error) {
			let_go(self);
			free(self);
			failure_throw(the, error, "resolver");
		}
	}
}

void xs_sim_lookup_cancel(xsMachine *the)
{
	lookup *self = xsmcGetHostDataValidate(xsThis, (void *)&lookupHooks);

	if (!self)
		return;
	self->cancelled = true;
	let_go(self);
}
