/* The mappings behind Resource objects. */

#ifndef SIM_RESOURCE_H
#define SIM_RESOURCE_H

void sim_resources_close(void);

#endif
