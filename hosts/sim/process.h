/* What the process module has told the core: its handlers. */

#ifndef SIM_PROCESS_H
#define SIM_PROCESS_H

#include "turn.h"

sim_root *sim_process_exit_hook(void);
sim_root *sim_process_handler(void); /* of uncaught exceptions and unhandled rejections */

#endif
