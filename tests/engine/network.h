/* Two sides of DTLS with a network between them that loses, delays, doubles, overtakes and damages, on a clock of its own; all of it follows from the seed. */
#ifndef NETWORK_H
#define NETWORK_H

#include "support.h"

/* What happens to datagrams; shares are in percent. */
typedef struct {
	unsigned loss, duplicate, corrupt;
	unsigned delay, jitter;          /* milliseconds; jitter lets datagrams overtake each other */
	size_t largest;                  /* bytes; longer ones vanish; 0: none do */
} weather;

typedef struct {
	uint16_t mtu;
	const char *certificate, *clientCertificate;  /* localhost, none */
	tls_peer_policy clientPolicy;
	const uint8_t *key;              /* 16 bytes: a shared key in place of certificates */
	size_t identityLength;           /* of the client's; 6 unless given */
	bool ask;                        /* the server asks for the key */
	const uint8_t *suite;            /* 2 bytes; NULL for all */
	bool ids;                        /* connection IDs: 8 bytes for the server, none for the client */
	uint8_t fragment;
	const blob *session;
	bool save;
	tls_tickets *tickets;
	uint32_t minimum, maximum;       /* of retransmission, milliseconds */
} datagram_options;

typedef struct datagram {
	struct datagram *next;
	uint64_t due;
	size_t length;
	uint8_t bytes[];
} datagram;

/* One side, and what is on its way to it. */
typedef struct {
	tls_session *session;
	datagram *arriving;              /* the next one first */
	uint64_t timer;                  /* when it runs out; 0: it does not */
	int events, error, resumes;
	unsigned sent, received;         /* datagrams */
	blob saved;
	unsigned taken;                  /* datagrams of application data */
	size_t bytesOut, bytesIn;
	uint8_t last[2048];
	size_t lastLength;
} party;

typedef struct {
	weather weather;
	uint64_t now;
	party client, server;
	datagram_options options;
	tls_cookies *cookies;            /* the server is made when a hello has shown one of these */
	unsigned answers;
	bool failed;                     /* a side could not be made */
	void (*overheard)(const uint8_t *bytes, size_t length);   /* is told of each datagram that is sent; NULL: nobody is */
	const uint8_t *answerKey;        /* what the server answers when it is asked for a key; NULL: the application takes its time */
} network;

bool network_open(network *all, const datagram_options *options, const weather *weather);
void network_free(network *all);
int party_open(party *result, bool server, const datagram_options *options);
void party_free(party *one);
/* Hands the session one datagram, NULL for none, and sends what it has to say. */
void party_step(network *all, party *one, const uint8_t *bytes, size_t length);
void network_send(network *all, party *to, const uint8_t *bytes, size_t length);
/* Goes on until nothing is on its way, or that much time has passed. Returns whether both are connected. */
bool network_run(network *all, uint64_t milliseconds);
bool network_connected(const network *all);
/* Each side says something, which the other has to hear. */
void network_exchange(network *all);
/* Writes one datagram. */
int party_write(network *all, party *from, const void *data, size_t length);

#endif
