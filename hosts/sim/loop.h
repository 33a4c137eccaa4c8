/* The event loop: file descriptors in epoll, timers in a heap, the two clocks, and what keeps a program alive. */

#ifndef SIM_LOOP_H
#define SIM_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct sim_watch sim_watch;
struct sim_watch {
	int descriptor;      /* -1: none */
	uint32_t events;     /* what epoll holds now; 0: not registered */
	void (*ready)(sim_watch *watch, uint32_t events); /* may remove any watch, this one and later ones of the same batch included */
};

/* Adds, changes or (events 0) removes. Returns 0 or -errno. */
int sim_watch_set(sim_watch *watch, uint32_t events);
/* Closes the descriptor, which the kernel then watches no more. */
void sim_watch_close(sim_watch *watch);

typedef struct sim_timer sim_timer; /* intrusive, one shot; a set timer keeps the program alive, unless it is a quiet one */
struct sim_timer {
	double when;         /* milliseconds on sim_now()'s scale */
	size_t position;     /* 1-based place in the heap; 0: not set */
	uint64_t order;      /* timers of the same moment fire in the order in which they were set */
	bool quiet;          /* not to be changed while the timer is set */
	void (*fire)(sim_timer *timer);
};

/* From now on; setting a timer again moves it. Returns 0 or -ENOMEM. */
int sim_timer_set(sim_timer *timer, double milliseconds);
void sim_timer_clear(sim_timer *timer);

double sim_now(void);    /* milliseconds: CLOCK_MONOTONIC, or the virtual clock */
double sim_time(void);   /* seconds since 1970: the wall clock, moved by --time and by the virtual clock */
void sim_sleep(double milliseconds);

void sim_hold(void);     /* the program does not end while the count of holds is above zero */
void sim_release(void);
/* One that an object has or has not: `holding` says which, and is set to what it shall be from now on. */
void sim_hold_while(bool *holding, bool hold);

bool sim_clock_is_virtual(void);
/* Called by a native, in a host frame, that is about to make something outside of the simulated network: throws under --clock virtual. */
void sim_external_opened(const char *what);

int sim_loop_open(void); /* 0 or -errno */
void sim_loop_run(void); /* until nothing is pending or the program has asked to end */
void sim_loop_close(void);

#endif
