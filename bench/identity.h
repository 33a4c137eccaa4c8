/* What the programs show each other: certificates of the test PKI, a key that is known beforehand, sessions. */
#ifndef IDENTITY_H
#define IDENTITY_H

#include "bare.h"

/* How a handshake proves who the peers are. */
typedef enum {
	modeFull,            /* the server has a certificate */
	modeResumed,         /* the server has a certificate, and gives tickets */
	modeMutual,          /* the client has a certificate too */
	modePSK              /* both have a key (with ECDHE), and no certificate */
} bare_mode;

/* From a word of the command line, "full" where there is none. */
bare_mode bare_mode_of(const char *word);

/* Certificates are read from `folder`. The configuration keeps pointing to what is loaded here, so there can be one in a program. */
void identify_client(mbedtls_ssl_config *configuration, const char *folder, bare_mode mode);
void identify_server(mbedtls_ssl_config *configuration, const char *folder, bare_mode mode);

#endif
