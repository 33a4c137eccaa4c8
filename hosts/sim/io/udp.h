/* The inside of the UDP class: an instance, shared by udp.c (its life, and what it tells JavaScript) and udp_data.c (reading and writing). */

#ifndef SIM_IO_UDP_H
#define SIM_IO_UDP_H

#include <stdbool.h>

#include "datagram.h"
#include "turn.h"
#include "xsmc.h"

typedef struct {
	sim_root object;           /* set from the successful construction until close() */
	sim_root onReadable;
	sim_root onError;
	io_datagrams *socket;      /* NULL: closed */
	io_endpoint sender;        /* of the datagram that was read last, and the text of its address: most come one behind the other from one sender */
	char senderText[ENDPOINT_TEXT];
	bool holding;              /* keeps the program alive */
	bool failed;               /* told */
	bool telling;              /* tell() is on the stack and will free this */
} udp;

/* The instance if it is one; throws SyntaxError, as the classes of the Moddable SDK do, when it is none or closed. */
udp *udp_of(xsMachine *the, xsSlot *slot);

#endif
