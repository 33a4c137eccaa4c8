/* The numbers of the engine's own errors. Included by tls.h, behind the types that it needs. */
#ifndef TLS_ERRORS_H
#define TLS_ERRORS_H

/* Misuse that the engine itself detects. mbedTLS's numbers, and those of PSA, lie between -1 and -0x7FFF. */
#define TLS_ERROR_NOT_CONNECTED (-0x10001)     /* application data before the handshake is done */
#define TLS_ERROR_OVERFLOW (-0x10002)          /* more application data than the window has room for; nothing was sealed */
#define TLS_ERROR_CLOSED (-0x10003)            /* application data after close */
#define TLS_ERROR_KEY_MISMATCH (-0x10004)      /* the private key does not belong to the certificate */
#define TLS_ERROR_KEY_MISSING (-0x10005)       /* a certificate without its key, or a key without its certificate */
#define TLS_ERROR_STORE_MISSING (-0x10006)     /* no authority was given and the host has no certificate store */
#define TLS_ERROR_MALFORMED (-0x10007)         /* bytes that are not the DER structure they should be */
#define TLS_ERROR_CERTIFICATE_REJECTED (-0x10008) /* the application has refused the peer's certificate */
#define TLS_ERROR_REFUSED (-0x10009)           /* the application had no answer to a question of the handshake */
#define TLS_ERROR_PIN_MISMATCH (-0x1000A)      /* no key of the peer's chain is pinned */
#define TLS_ERROR_KEY_UPDATE (-0x10010)        /* the peer changes its keys (KeyUpdate; RFC 8446, 4.6.3), which mbedTLS cannot follow */
#define TLS_ERROR_FLOOD (-0x10011)             /* record after record without data: warnings, requests to renegotiate, tickets */
#define TLS_ERROR_EXPORT (-0x10012)            /* an exporter's label, context or length is not one that TLS has */
#define TLS_ERROR_HELD (-0x10020)              /* credentials that a configuration holds are not changed any more */
#define TLS_ERROR_BUNDLE (-0x10021)            /* bytes that are not a bundle of certificate authorities */
#define TLS_ERROR_HANDLE_UNKNOWN (-0x10022)    /* PSA's store has no key with this handle, or not any more */
#define TLS_ERROR_HANDLE_KIND (-0x10023)       /* the key with this handle cannot sign: not a pair, of another kind, or its usage does not say so */
#define TLS_ERROR_HANDLE_POLICY (-0x10024)     /* the algorithms that the key with this handle allows are not those of the TLS versions asked for */
#define TLS_ERROR_KEY_ENCRYPTION (-0x10025)    /* a private key that is encrypted in a way that this build does not know */
#define TLS_ERROR_KEY_KIND (-0x10026)          /* a private key that is neither RSA nor on a curve of TLS */

#define TLS_ERROR_HANDLE_TAKEN (-0x10027)      /* PSA's store has a key with this identifier already */
#define TLS_ERROR_HANDLE_LASTING (-0x10028)    /* this build has no place for keys that outlive a restart */

#define TLS_ERROR_NO_SUITE (-0x10030)          /* none of the chosen cipher suites can be used with the other settings */
#define TLS_ERROR_NOT_SAVABLE (-0x10050)       /* an association whose cipher suite has no authenticated encryption (GCM, CCM, ChaCha20) cannot be saved */
#define TLS_ERROR_UNSETTLED (-0x10051)         /* it cannot be saved now: data waits to be read, or the last flight may have to be sent again until the peer has sent data */
#define TLS_ERROR_ASSOCIATION (-0x10052)       /* bytes that are no saved association, or one of another library, role, host or trust */
#define TLS_ERROR_LIBRARY (-0x10040)           /* mbedTLS was built with another configuration than the engine, or a call of its host has failed */
#define TLS_ERROR_STACK (-0x10041)             /* the stack of this task has no room for a handshake */

#endif
