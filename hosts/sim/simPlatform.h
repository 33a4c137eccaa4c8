/* What XS asks of the platform it is compiled for: the simulator's answers. xsPlatform.h fills in the rest with the C library's own names. */

#ifndef SIM_PLATFORM_H
#define SIM_PLATFORM_H

#undef mxLinux
#define mxLinux 1

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define mxUseGCCAtomics 1
#define mxUsePOSIXThreads 1

/* fxCStackLimit is in stack.c. */
#define mxUseDefaultCStackLimit 0
#define mxUseDefaultBuildKeys 1
#define mxUseDefaultParseScript 1
#define mxUseDefaultSharedChunks 1

/*
	Atomics.wait keeps its place in the queue of waiters here; everything else of ours lives outside of the machine, because there is one
	machine a process.
*/
#define mxMachinePlatform \
	void *waiterCondition; \
	void *waiterData; \
	void *waiterLink;

/* Sixteen bits would let a program that uses an object as a dictionary run out of keys. With pointers of four bytes a slot has no room for more, as on a chip. */
#if INTPTR_MAX == INT64_MAX
#define mx32bitID 1
#endif

/* Date follows --time and --clock virtual, Math.random follows --seed. */
typedef struct timeval c_timeval;
#define c_timezone timezone
#define c_gettimeofday sim_gettimeofday
extern int sim_gettimeofday(struct timeval *value, void *zone);
#define c_rand sim_random
#define C_RAND_MAX INT32_MAX
extern int32_t sim_random(void);

#endif
