/* resume.c: connections whose sessions are saved, and that are resumed. */
#ifndef RESUME_H
#define RESUME_H

#include "support.h"

tls_tickets *tickets_new(uint32_t lifetime, uint16_t cache, const uint8_t *key);
/* Connects, and leaves the client's session. */
blob connect_first(const pair_options *options);
/* Connects with a session; whether both sides say that it was resumed. They never differ, and data flows. */
bool connect_again(pair_options options, const blob *session);

#endif
