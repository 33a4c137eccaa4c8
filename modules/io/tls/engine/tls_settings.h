/* What a configuration is made of. Included by tls.h, behind the types that it needs. */
#ifndef TLS_SETTINGS_H
#define TLS_SETTINGS_H

/* Whether a session asks its peer for a certificate, and what it does about a bad one. */
typedef enum {
	TLS_PEER_IGNORED,                /* server: none is asked for */
	TLS_PEER_OPTIONAL,               /* asked for and judged; the handshake goes on whatever the verdict */
	TLS_PEER_REQUIRED                /* the handshake fails unless the verdict is ACCEPTED */
} tls_peer_policy;

/* When the dates of certificates and revocation lists count. */
typedef enum {
	TLS_TIME_REQUIRE,                /* always: while the clock is not set every certificate is refused */
	TLS_TIME_ALLOW_UNSET,            /* when the clock is set */
	TLS_TIME_IGNORE                  /* never */
} tls_time_policy;

/* A pin is the SHA-256 of a SubjectPublicKeyInfo in DER (RFC 7469, 2.4). */
enum { TLS_PIN_SIZE = 32 };

typedef struct {
	bool server;
	tls_peer_policy peer;
	uint16_t minimumVersion;         /* 0x0303 or 0x0304 */
	uint16_t maximumVersion;
	uint16_t maximumFragmentLength;  /* bytes: 512, 1024, 2048, 4096; 0 does not negotiate it */
	uint16_t groupBits;              /* client: of a group of a server's own for Diffie-Hellman (TLS 1.2, mbedTLS 3.6); a smaller one ends the handshake; 0: 2048 */
	uint8_t questions;               /* what is to be asked: TLS_EVENT_VERIFY, TLS_EVENT_IDENTITY */
	tls_time_policy time;
	bool keyOnly;                    /* a client with a shared key goes on with a server that has it too, and with no other */
	const uint8_t *protocols;        /* ALPN: names in order of preference, a length byte before each (RFC 7301, 3.1); NULL for none */
	size_t protocolsLength;
	/*
	 * Client: 2 if sessions are to be saved, 1 if they are only resumed, else 0, and then servers are not asked for tickets; those that nobody saves are dropped.
	 * Server: how many tickets each client of TLS 1.3 gets (one if it was resumed itself); 0 gives no ticket in any version.
	 */
	uint8_t sessions;
	tls_tickets *tickets;            /* server: what its clients can come back with; NULL if they cannot. The configuration keeps it alive */
	/*
	 * Pins one after the other; NULL for none. The key of a certificate in the peer's chain must be one of them, besides all that is checked otherwise; with
	 * TLS_PEER_OPTIONAL that of the peer's own. A peer without a certificate has no such key.
	 */
	const uint8_t *pins;
	size_t pinsLength;
	/* Numbers of IANA's registries, two bytes each with the high one first, in order of preference; NULL for what mbedTLS has, in its order. */
	const uint8_t *suites;
	size_t suitesLength;
	const uint8_t *groups;
	size_t groupsLength;
	const uint8_t *signatures;
	size_t signaturesLength;
	/* DTLS 1.2 in place of TLS; the versions above must not exclude TLS 1.2. What follows is for it alone. */
	bool datagram;
	uint16_t mtu;                    /* bytes that a datagram may have, headers of UDP and IP not counted; 0: as many as a record */
	uint32_t retransmitMinimum;      /* milliseconds until a flight is sent again, doubled each time; 0: 1000 (RFC 6347, 4.2.4.1) */
	uint32_t retransmitMaximum;      /* and up to this; when so much has passed in vain the handshake fails; 0: 60000 */
	bool connectionIds;              /* RFC 9146: whether they are negotiated */
	uint8_t connectionIdLength;      /* of this side's own, 0 to TLS_CONNECTION_ID_LIMIT; 0: the peer puts none in its records */
} tls_settings;

enum { TLS_CONNECTION_ID_LIMIT = 32 };
/* What tls_session_version gives for DTLS 1.2: the number in its records. */
enum { TLS_VERSION_DTLS12 = 0xFEFD };

enum { TLS_TICKET_KEY_LENGTH = 48 };   /* 16 bytes of name, which is public, and 32 of AES-256 */

#endif
