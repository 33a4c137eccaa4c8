/* A connection of the engine over a socket that blocks, or an association over one for datagrams: what it takes to be a client without JavaScript. */

#ifndef PEER_H
#define PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tls.h"

typedef struct {
	tls_session *session;
	int socket;
	bool datagram;
	uint32_t timer;                  /* over datagrams: milliseconds until something has to be said again; 0: nothing has */
	size_t waiting;                  /* bytes of `in` that the engine has not taken yet */
	uint8_t in[1536];
	uint8_t out[5120];               /* the largest record of the configuration, sealed */
} peer;

#define PEER_ERROR_NETWORK (-0x20000)    /* the connection was not made, or ended, or was silent for too long */

enum { PEER_PATIENCE = 20 /* seconds */ };

/* Connects to a port of the machine that runs the emulator, of TCP or of UDP. Returns 0 or an error; what was opened is closed by peer_close in either case, also below. */
int peer_reach(peer *peer, uint16_t port, bool datagram);
/* Shakes hands; `resume` may be NULL. */
int peer_open(peer *peer, tls_configuration *configuration, const char *host, const uint8_t *resume, size_t resumeLength);
/* Both return 0 when all `length` bytes went through, over datagrams in one of them, or an error. */
int peer_write(peer *peer, const void *data, size_t length);
int peer_read(peer *peer, void *data, size_t length);
/* Sends what was made in `out`. */
int peer_send(peer *peer, size_t length);
/* Says goodbye and frees everything. */
void peer_close(peer *peer);

#endif
