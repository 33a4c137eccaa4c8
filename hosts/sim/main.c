/*
	tls419-sim: runs a program file on XS. The exit status: the program's own; 1 after an uncaught error, 2 for a mistake on the command
	line, 13 for an await without end.
*/

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "debugger.h"
#include "heap.h"
#include "loop.h"
#include "machine.h"
#include "modules.h"
#include "native.h"
#include "network.h"
#include "options.h"
#include "program.h"
#include "resource.h"
#include "statistics.h"
#include "store.h"

#define STATUS_ERROR 1
#define STATUS_USAGE 2
#define STATUS_UNSETTLED 13

static int run(void)
{
	int status;
	bool ended;

	sim_debugger_open();
	sim_modules_start();
	sim_loop_run();
	ended = sim_is_ending();
	status = sim_run_exit_hook(ended);
	if (!ended && (sim_modules_state() == SIM_MAIN_PENDING)) {
		fprintf(stderr, "tls419-sim: a top-level await is still waiting, and nothing is pending that could settle it\n");
		status = STATUS_UNSETTLED;
	}
	return status;
}

int main(int argc, char **argv)
{
	const sim_options *options = sim_options_get();
	int status = STATUS_ERROR, error;

	sim_statistics_begin();
	if (!sim_options_read(argc, argv))
		return STATUS_USAGE;
	signal(SIGPIPE, SIG_IGN);
	sim_tls_heap_limit(options->tlsHeap, options->tlsHeapFail);
	sim_clock_open();
	if (options->net) {
		const char *problem = network_configure(options->net);
		if (problem) {
			fprintf(stderr, "tls419-sim: --net: %s\n", problem);
			return STATUS_USAGE;
		}
		fprintf(stderr, "seed %lu\n", (unsigned long)options->seed);
	}
	if (!sim_program_open(options->program)) {
		sim_program_close();
		return STATUS_USAGE;
	}
	error = sim_loop_open();
	if (error)
		fprintf(stderr, "tls419-sim: epoll: %s\n", strerror(-error));
	else if (sim_machine_open()) {
		status = run();
		if (options->stats)
			sim_statistics_print();
		sim_debugger_close();
		sim_machine_close();
	}
	sim_native_close();
	sim_resources_close();
	sim_loop_close();
	sim_store_close();
	sim_program_close();
	return status;
}
