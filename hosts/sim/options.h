/* The command line of tls419-sim, read once by main and then only looked at. */

#ifndef SIM_OPTIONS_H
#define SIM_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
	size_t heap;             /* --heap: bytes for slots (16 each, as on a chip) and chunks; 0: no cap */
	size_t tlsHeap;          /* --tls-heap: bytes; 0: no cap */
	uint64_t tlsHeapFail;    /* --tls-heap-fail: the allocation, counted from 1, that fails; 0: none */
	bool stats;              /* --stats */
	bool yield;              /* --yield */
	bool virtualClock;       /* --clock virtual */
	bool timeGiven;          /* --time */
	double time;             /* seconds since 1970 */
	uint32_t seed;           /* --seed, or drawn */
	const char *net;         /* --net: the specification as it was given; NULL: the machine's own network */
	const char *certificates; /* --certs: a file or a folder; NULL: the system's */
	bool debugger;           /* --xsbug */
	char debuggerHost[256];
	uint16_t debuggerPort;
	const char *executable;
	const char *data;        /* --data: the folder of the resources, in a build of the SDK */
	const char *program;     /* the program file; in a build of the SDK the specifier of the main module */
	int argumentCount;       /* what follows it */
	char **arguments;
} sim_options;

/* Reads the command line. On a mistake it prints what is wrong and how to use the program, and returns false. */
bool sim_options_read(int count, char **words);

const sim_options *sim_options_get(void);

#endif
