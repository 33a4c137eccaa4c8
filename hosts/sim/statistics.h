/* What --stats prints, and a program can ask for. */

#ifndef SIM_STATISTICS_H
#define SIM_STATISTICS_H

#include <stdint.h>

/* Counted where it happens; the TLS engine counts for itself. */
typedef struct {
	uint64_t socketIn, socketOut;         /* bytes that TCP and UDP have received and sent */
	uint64_t connections;                 /* TCP connections, opened and accepted */
	uint64_t code;                        /* bytes of XS's byte code in the modules that were loaded, which lies in a device's flash */
} sim_statistics;
extern sim_statistics sim_count;

void sim_statistics_begin(void);      /* first thing in main */
void sim_statistics_main_begins(void); /* the main module is about to load */
void sim_statistics_print(void);      /* the line of --stats, on stderr; while the machine lives */

#endif
