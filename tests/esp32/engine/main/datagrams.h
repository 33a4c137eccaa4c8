/* A peer over datagrams: what peer.h has, for a socket of UDP. */

#ifndef DATAGRAMS_H
#define DATAGRAMS_H

#include "peer.h"

int datagrams_shake_hands(peer *peer);
/* One datagram each. */
int datagrams_write(peer *peer, const void *data, size_t length);
int datagrams_read(peer *peer, void *data, size_t length);

#endif
