/* What most tests use: the test PKI, sessions connected through memory, and a plain mbedTLS as their peer. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include "compat.h"
#include "tls.h"

#include "mbedtls/ssl_ticket.h"

enum { TLS12 = 0x0303, TLS13 = 0x0304 };

/* ---- files.c: the test PKI ---- */

typedef struct {
	uint8_t *bytes;
	size_t length;
} blob;

/* A file of tests/certificates, with a zero byte behind it that does not count; the program ends if it cannot be read. */
blob file_read(const char *name);
/* The certificates of name.pem one after the other in DER, and the key of name.key in DER. */
blob file_chain(const char *name);
blob file_key(const char *name);
void blob_free(blob *data);
/* The SHA-256 of the SubjectPublicKeyInfo of a certificate. */
void pin_of(const char *certificate, uint8_t pin[TLS_PIN_SIZE]);
/* Credentials over an authority, and over the chain and key of a certificate; either may be NULL. They are checked. */
int credentials_of(tls_credentials **result, const char *authority, const char *certificate);

/* ---- stream.c: bytes on their way ---- */

typedef struct {
	uint8_t *bytes;
	size_t start, end, size;
} stream;

void stream_put(stream *into, const void *bytes, size_t length);
size_t stream_length(const stream *from);
void stream_take(stream *from, size_t length);
void stream_free(stream *data);

/* ---- pair.c: a client and a server of the engine, and what flows between them ---- */

/* How much a side gets and may send at a time. 0: everything. */
typedef struct {
	size_t in, out;
	bool random;                    /* between 1 and that much */
	bool wanted;                    /* never more than the session asks for */
} pace;

/* A session of the engine with the ciphertext that is on its way to it. */
typedef struct {
	tls_session *session;
	stream in;
	size_t arrived;                 /* how much of `in` the session may see */
	stream sent;                    /* what the session has sent, if `keep` was set */
	bool keep;
	blob saved;                     /* the session that was saved last */
	unsigned saves;
	int resumes;                    /* what tls_session_resume has returned */
	int events;                     /* all that step has reported */
	int error;
} side;

typedef struct {
	uint16_t version, serverVersion; /* 0: both; serverVersion is `version` unless given */
	const char *certificate, *authority, *host;   /* localhost, authority, localhost; host "" stands for NULL */
	const char *clientCertificate;
	bool store;                      /* trust what is in the host's store in place of the authority */
	bool optional;                   /* the client goes on whatever the verdict is */
	tls_peer_policy clientPolicy;    /* what the server asks of the client */
	const char *protocols, *serverProtocols;      /* with length bytes, such as "\2h2" */
	uint16_t fragment;
	uint8_t questions, serverQuestions;
	bool save;                       /* the client saves its sessions */
	const blob *session;             /* and comes back with this one */
	tls_tickets *tickets;            /* what the server gives tickets with, */
	uint8_t given;                   /* and how many */
	const char *lists[4];            /* revocation lists of the side that judges: the server if it asks for a certificate, else the client */
	tls_time_policy time;            /* of the same side, as are the pins */
	const uint8_t *pins;
	size_t pinsLength;
} pair_options;

typedef struct {
	side client, server;
} pair;

/* Make one side; `side_free` takes it and what is on its way to it apart. */
int side_open(side *result, bool server, const pair_options *options);
void side_free(side *one);
/* One step through windows of exact size on the heap; what is sent goes into `out`. Returns whether anything moved or happened. */
bool side_step(side *one, stream *out, const pace *speed);
/* Writes all of it into a window of that room, nothing is gathered; the result of tls_session_write. */
int side_write(side *one, stream *out, const void *data, size_t length, size_t room);
/* Reads into a block of exactly that size what is readable, `window` bytes of further ciphertext at hand. */
int side_read(side *one, void *data, size_t length, size_t window);
int side_close(side *one, stream *out, size_t room);

bool pair_open(pair *both, const pair_options *options);
void pair_free(pair *both);
/* Lets both step until nothing moves any more. */
void pair_run(pair *both, const pace *speed);
bool pair_connected(const pair *both);
/* pair_open and pair_run at full speed. */
bool pair_connect(pair *both, const pair_options *options);
/* Carries `total` bytes from one to the other in random pieces and compares them. */
bool transfer(side *from, side *to, size_t total, const pace *speed);

/* ---- records.c: what can be seen of a stream without keys ---- */

enum { CHANGE_CIPHER_SPEC = 20, ALERT = 21, HANDSHAKE = 22, APPLICATION_DATA = 23 };

/* The length of the first record, header included, or 0 if it is not whole. */
size_t record_length(const stream *from);
/* Takes whole records away, and gives the description of the last plaintext alert among them, or -1. */
int take_alert(stream *from);
void put_record(stream *into, int type, const void *bytes, size_t length);

/* ---- peer.c: mbedTLS itself, without the engine ---- */

typedef struct {
	bool server;
	uint16_t version;
	const char *certificate;         /* localhost for a server */
	const char *presented;           /* what it sends in place of its certificate, with the key to it, whatever it is (EC) */
	const int *suites;               /* ends with 0 */
	bool smallGroup;                 /* Diffie-Hellman modulo a number of 1024 bits */
	bool tickets, renegotiation;
	int fragment;                    /* MBEDTLS_SSL_MAX_FRAG_LEN_* */
} peer_options;

typedef struct {
	mbedtls_ssl_context ssl;
	mbedtls_ssl_config configuration;
	mbedtls_x509_crt certificates;
	mbedtls_x509_buf own[2];         /* the real certificates, while others are presented */
	blob presented;
	mbedtls_pk_context key;
	mbedtls_ssl_ticket_context tickets;
	stream in;
	stream *out;                     /* set during a call */
	int error;
	int alert;                       /* the fatal alert that ended it, or -1 */
	bool ended;
} peer;

void peer_open(peer *result, const peer_options *options);
void peer_free(peer *one);
/* The handshake as far as it goes. Returns whether anything moved. */
bool peer_step(peer *one, stream *out);
bool peer_connected(const peer *one);
/* Takes as many bytes as there are; 0 if there are none. */
int peer_read(peer *one, void *data, size_t length, stream *out);
void peer_write(peer *one, const void *data, size_t length, stream *out);
/* Seals a record of any type with any contents. */
void peer_record(peer *one, int type, const void *bytes, size_t length, stream *out);
void peer_alert(peer *one, int level, int description, stream *out);

/* The handshake between a side and a peer, as far as it goes. */
void meet(side *one, peer *other, const pace *speed);
/* Opens both, in opposite roles, and lets them meet; true if both are connected. */
bool meet_new(side *one, peer *other, const pair_options *ours, const peer_options *theirs);

#endif
