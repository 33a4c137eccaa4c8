/* The network of an emulated chip: QEMU's open_eth, with the address that QEMU's own DHCP server gives. */

#ifndef NETWORK_H
#define NETWORK_H

#include "esp_err.h"

/* Returns when there is an address. */
esp_err_t network_start(void);

#endif
