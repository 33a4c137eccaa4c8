/* What the engine's objects are made of. Included by internal.h alone. */
#ifndef TLS_STRUCTURES_H
#define TLS_STRUCTURES_H

#include "bundle.h"
#include "compat.h"
#include "tls.h"

enum { recordHeader = 5 };

/* The content type of records with a connection ID: RFC 9146, 3. mbedTLS has it where the build has them. */
enum { TLS_RECORD_CONNECTION_ID = 25 };

enum { digestLength = 32 };

/* What a session has to remember for resumption: exists while there is something to remember. */
typedef struct {
	uint8_t *certificate;            /* the peer's, of the earlier connection, where mbedTLS has none; NULL if none */
	size_t certificateLength;
	int64_t limit;                   /* seconds since 1970: when the first connection's proof of identity is too old to build on; 0: there was none yet */
	uint8_t verdict;                 /* of the earlier connection */
	bool offered;                    /* there is an earlier connection to come back to */
	bool fresh;                      /* the handshake has come to certificates: it is a full one */
	bool unsaved;                    /* there is a session that was not saved yet */
	uint8_t hostLength;
	char host[];                     /* a client's: the name or address that its peer is to have */
} tls_resumption;

/* A configuration that gives tickets. */
typedef struct {
	tls_tickets *tickets;
	tls_session *current;            /* the session that mbedTLS works for, for callbacks that are not told */
} tls_issuance;

/* A pre-shared key (PSK) and the identity that names it, in one block that is wiped before it is freed. */
typedef struct {
	size_t identityLength;
	size_t keyLength;
	uint8_t bytes[];                 /* the identity, and behind it the key */
} tls_shared_key;

/* What a session over datagrams has besides; see dtls.c. */
typedef struct {
	uint32_t timer;                  /* milliseconds that mbedTLS has asked for; 0: it waits for nothing */
	bool changed;                    /* it has asked since the caller was told */
	bool expired;                    /* the caller says that they are over */
	bool filled;                     /* the window has a datagram already */
	uint8_t fingerprint[digestLength];     /* of what decides about trust */
} tls_datagram;

/* A client's key exchange message, which names the key, until that is there. */
typedef struct {
	bool whole;                      /* over datagrams: it is there, and behind it what came with it */
	size_t length;                   /* of the whole */
	size_t body;                     /* over datagrams: of the message, without its headers */
	size_t present;                  /* bytes of it that have come */
	const uint8_t *identity;         /* in it, when it is whole */
	size_t identityLength;
	uint8_t bytes[];
} tls_withheld;

struct tls_credentials {
	unsigned references;
	bool hasKey;
	bool held;                       /* by a configuration, or once was: nothing changes any more */
	uint32_t handle;                 /* of the key in PSA's store that `key` stands for; 0 if it holds the key itself */
	tls_bundle store;                /* no certificates: the host's store is asked */
	uint8_t *storeCopy;              /* the store's bytes, where they are the credentials' own */
	bool storeDigested;              /* `storeDigest` is there: it is made when it is first asked for, since a store is long */
	uint8_t storeDigest[digestLength];
	tls_shared_key *shared;          /* the key that this side shares with its peers, or NULL */
	mbedtls_x509_crt authorities;
	mbedtls_x509_crt certificates;
	mbedtls_pk_context key;
#if defined(MBEDTLS_X509_CRL_PARSE_C)
	mbedtls_x509_crl revocations;
#endif
};

struct tls_configuration {
	unsigned references;
	tls_credentials *credentials;
	mbedtls_ssl_config ssl;
	uint8_t policy;                  /* tls_peer_policy */
	bool resumes, saves;             /* a client that asks for tickets, and one that keeps them */
	uint8_t *trust;                  /* tls_trust_digest, where sessions are resumed; else NULL */
	tls_issuance *issuance;          /* a server that gives tickets; else NULL */
	/* ALPN names as mbedTLS wants them: a list that ends with NULL, and the texts behind it in the same block. */
	char **protocols;
	bool server;
	uint8_t questions;               /* TLS_EVENT_VERIFY and TLS_EVENT_IDENTITY: what is asked */
	uint8_t time;                    /* tls_time_policy */
	bool datagram;                   /* DTLS */
	bool connectionIds;
	uint8_t connectionIdLength;
	uint16_t mtu;
	uint8_t *pins;
	size_t pinsLength;
	/* Cipher suites, groups and signature algorithms as mbedTLS wants them, in one block; NULL if nothing was chosen. */
	int *choice;
};

/* The secrets of a handshake as text; in memory only while somebody has asked for them and the handshake goes on. */
typedef struct {
	size_t length;
	size_t secretLength;
	uint8_t random[32];
	char text[TLS_KEY_LOG_SIZE];
} tls_key_log;

/* A certificate that waits for the application's judgement. */
typedef struct tls_judged {
	struct tls_judged *next;
	int depth;
	uint32_t reasons;                /* bits: 1 << tls_verdict */
	size_t length;
	uint8_t der[];
} tls_judged;

/* What a handshake has to ask, or was answered; see question.c. It is gone when the handshake is done. */
typedef struct {
	uint8_t open;                    /* TLS_EVENT_VERIFY or TLS_EVENT_IDENTITY while that waits for its answer, otherwise 0 */
	int refusal;                     /* the error with which the next step ends the handshake, or 0 */
	tls_judged *chain;               /* the top of the chain first */
	tls_withheld *record;            /* what names the key that is asked for */
	bool keyAsked;                   /* mbedTLS has that record */
} tls_question;

struct tls_session {
	mbedtls_ssl_context ssl;         /* first: mbedTLS gives it to tls_session_heed_server_name */
	tls_configuration *configuration;
	/* The issuer of the certificate that mbedTLS shows next; NULL but while it walks down a chain. */
	const mbedtls_x509_crt *issuer;
	tls_window *window;              /* the caller's, during a call; NULL between calls */
	char *explanation;
	char *serverName;                /* what a client has asked for, or NULL */
	tls_key_log *keyLog;
	tls_question *question;
	tls_datagram *datagram;          /* NULL over a stream */
	tls_shared_key *shared;          /* what the application has answered, and then by which identity the peer is known; NULL if there is no such key */
	tls_traffic traffic;
	tls_resumption *resumption;      /* NULL unless there is something to remember */
	int error;                       /* the first failure, forever */
	uint32_t owed;                   /* bytes mbedTLS has sealed and could not place */
	uint16_t wanted;                 /* bytes mbedTLS asked for and did not get; 0 if it stands between two records */
	uint16_t expansion;              /* bytes a record is longer than what it carries; 0 until connected */
	uint16_t payload;                /* the most a record carries */
	uint16_t body;                   /* bytes of the record on its way in that mbedTLS has not taken yet */
	int16_t alert;
	int16_t alertInClear;            /* the fatal alert that the last record carried in clear, or -1 */
	uint8_t incomingType;            /* the content type in the last record's header */
	uint8_t quiet;                   /* records since the last application data, or since the beginning */
	uint8_t verdict;
	uint8_t events;                  /* what happened since the last step */
	bool greeted;                    /* a whole ClientHello has passed */
	bool resumed;                    /* the keys come from an earlier connection */
	bool alerted;                    /* an alert was sealed in clear */
	bool keySought;                  /* a client has named keys */
	bool keyFound;                   /* a server has given mbedTLS the key in `shared` */
	bool keyed;                      /* TLS 1.3: the keys come from a shared key or a ticket, and the server has sent no certificate */
	bool ended;                      /* close_notify was received */
	bool pinned;                     /* a key of the peer's chain is one of the pins */
	bool closed;                     /* nothing is sealed any more; close_notify was sent if there was a connection */
	uint8_t addressLength;           /* 4 or 16 if the peer is to be checked for an address, else 0 */
	uint8_t address[16];
};

#endif
