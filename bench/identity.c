#include "identity.h"

#include <stdio.h>
#include <string.h>

#include "mbedtls/pk.h"
#include "mbedtls/ssl_ticket.h"
#include "mbedtls/x509_crt.h"
#include "psa/crypto.h"
#if MBEDTLS_VERSION_NUMBER < 0x04000000
#include "mbedtls/psa_util.h"
#endif

enum { ticketLifetime = 86400 };

static mbedtls_x509_crt own, authority;
static mbedtls_pk_context key;
static mbedtls_ssl_ticket_context tickets;

/* The same on XS; see service.ts. */
static const unsigned char sharedKey[] = "0123456789abcdef", sharedName[] = "bench";

bare_mode bare_mode_of(const char *word)
{
	static const char *const words[] = { "full", "resumed", "mutual", "psk" };
	unsigned mode;

	for (mode = 0; mode < sizeof(words) / sizeof(words[0]); mode++) {
		if (word && !strcmp(word, words[mode]))
			return (bare_mode)mode;
	}
	return modeFull;
}

/* The parameters of all comparisons: P-256 twice, AES-128-GCM; mbedTLS has no GCM for keys with ECDHE in TLS 1.2. */
static void restrict_parameters(mbedtls_ssl_config *configuration, bare_mode mode)
{
	static const int suites[] = { MBEDTLS_TLS1_3_AES_128_GCM_SHA256, MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 0 };
	static const int suitesOfPSK[] = { MBEDTLS_TLS1_3_AES_128_GCM_SHA256, MBEDTLS_TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256, 0 };
	static const uint16_t groups[] = { MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1, MBEDTLS_SSL_IANA_TLS_GROUP_NONE };

	mbedtls_ssl_conf_ciphersuites(configuration, mode == modePSK ? suitesOfPSK : suites);
	mbedtls_ssl_conf_groups(configuration, groups);
}

static size_t load(const char *folder, const char *name, unsigned char *bytes, size_t size)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return bare_load(path, bytes, size);
}

static void load_certificate(mbedtls_x509_crt *into, const char *folder, const char *name)
{
	static unsigned char pem[8192];
	size_t length = load(folder, name, pem, sizeof(pem));

	mbedtls_x509_crt_init(into);
	bare_must(mbedtls_x509_crt_parse(into, pem, length + 1), name);
}

static void load_own(mbedtls_ssl_config *configuration, const char *folder, const char *chain, const char *keyName)
{
	static unsigned char pem[8192];
	size_t length = load(folder, keyName, pem, sizeof(pem));

	mbedtls_pk_init(&key);
#if MBEDTLS_VERSION_NUMBER < 0x04000000
	bare_must(mbedtls_pk_parse_key(&key, pem, length + 1, NULL, 0, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE), keyName);
#else
	bare_must(mbedtls_pk_parse_key(&key, pem, length + 1, NULL, 0), keyName);
#endif
	load_certificate(&own, folder, chain);
	bare_must(mbedtls_ssl_conf_own_cert(configuration, &own, &key), "certificate and key");
}

static void trust(mbedtls_ssl_config *configuration, const char *folder)
{
	load_certificate(&authority, folder, "authority.pem");
	mbedtls_ssl_conf_ca_chain(configuration, &authority, NULL);
}

static void share_key(mbedtls_ssl_config *configuration)
{
	bare_must(mbedtls_ssl_conf_psk(configuration, sharedKey, sizeof(sharedKey) - 1, sharedName, sizeof(sharedName) - 1), "the shared key");
}

void identify_client(mbedtls_ssl_config *configuration, const char *folder, bare_mode mode)
{
	restrict_parameters(configuration, mode);
	if (mode == modePSK)
		share_key(configuration);
	else
		trust(configuration, folder);
	if (mode == modeMutual)
		load_own(configuration, folder, "client.pem", "client.key");
#if MBEDTLS_VERSION_NUMBER < 0x04000000
	/* Otherwise mbedTLS 3.6 drops the tickets of TLS 1.3. */
	if (mode == modeResumed)
		mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(configuration, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED);
#endif
}

void identify_server(mbedtls_ssl_config *configuration, const char *folder, bare_mode mode)
{
	restrict_parameters(configuration, mode);
	if (mode == modePSK) {
		share_key(configuration);
		return;
	}
	load_own(configuration, folder, "localhost.pem", "localhost.key");
	if (mode == modeMutual) {
		trust(configuration, folder);
		mbedtls_ssl_conf_authmode(configuration, MBEDTLS_SSL_VERIFY_REQUIRED);
	}
	if (mode == modeResumed) {
		mbedtls_ssl_ticket_init(&tickets);
#if MBEDTLS_VERSION_NUMBER < 0x04000000
		bare_must(mbedtls_ssl_ticket_setup(&tickets, mbedtls_psa_get_random, MBEDTLS_PSA_RANDOM_STATE, MBEDTLS_CIPHER_AES_256_GCM, ticketLifetime), "tickets");
#else
		bare_must(mbedtls_ssl_ticket_setup(&tickets, PSA_ALG_GCM, PSA_KEY_TYPE_AES, 256, ticketLifetime), "tickets");
#endif
		mbedtls_ssl_conf_session_tickets_cb(configuration, mbedtls_ssl_ticket_write, mbedtls_ssl_ticket_parse, &tickets);
	}
}
