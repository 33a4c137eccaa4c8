/* Modules on XS: how the machine finds and loads what the program file names. */

#ifndef SIM_MODULES_H
#define SIM_MODULES_H

#include <stdbool.h>

/* Loads the preloaded modules in order, each when the one before it has run, and then the main module. */
void sim_modules_start(void);

bool sim_modules_are_loading(void); /* some are not linked yet */

typedef enum { SIM_MAIN_PENDING, SIM_MAIN_DONE } sim_main_state;
sim_main_state sim_modules_state(void);

#endif
