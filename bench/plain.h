/* What the bare client and the bare service have in common: a connection that moves its bytes in the plainest way, and the clocks. */
#ifndef PLAIN_H
#define PLAIN_H

#include "bare.h"

typedef struct {
	mbedtls_ssl_context ssl;
	int descriptor;
} connection;

/* What was read last. */
extern unsigned char plainBuffer[recordSize];

void start_clocks(void);
/* Prints the times since start_clocks() as a line of JSON. */
void print_clocks(void);

/* A connection over this descriptor, before its handshake. */
connection *plain_connection(int descriptor, const mbedtls_ssl_config *configuration);
/* Frees it without a goodbye. */
void plain_end(connection *self);

/* Both end the program where they fail. */
void write_all(connection *self, const unsigned char *bytes, size_t length);
void read_all(connection *self, size_t length);

#endif
