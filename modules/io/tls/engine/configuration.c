/* One set of options over credentials. */
#include "internal.h"

#include <string.h>

#if defined(MBEDTLS_SSL_ALPN)
/* Whether the bytes are names as RFC 7301 has them. A zero byte, allowed there, would end the name in mbedTLS, which would then offer another one. */
static bool are_protocols(const uint8_t *names, size_t length)
{
	size_t i;

	for (i = 0; i < length; i += 1 + names[i]) {
		if (names[i] == 0 || names[i] >= length - i || memchr(names + i + 1, 0, names[i]))
			return false;
	}
	return true;
}

/* Splits the length-prefixed names of RFC 7301 into the list of C strings that mbedTLS keeps a pointer to. */
static char **split_protocols(const uint8_t *names, size_t length)
{
	size_t count = 0, i;
	char **list, *text;

	for (i = 0; i < length; i += 1 + names[i])
		count++;
	list = mbedtls_calloc(1, (count + 1) * sizeof(*list) + length);
	if (!list)
		return NULL;
	text = (char *)(list + count + 1);
	for (i = 0, count = 0; i < length; i += 1 + names[i]) {
		/* A name takes one byte more here than there: its length byte makes place for its final zero. */
		list[count++] = text;
		memcpy(text, names + i + 1, names[i]);
		text += names[i] + 1;
	}
	return list;
}
#endif

#if defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH)
static int negotiate_fragment_length(mbedtls_ssl_config *ssl, uint16_t length)
{
	static const uint16_t lengths[] = { 0, 512, 1024, 2048, 4096 };
	unsigned char code;

	for (code = MBEDTLS_SSL_MAX_FRAG_LEN_512; code <= MBEDTLS_SSL_MAX_FRAG_LEN_4096; code++) {
		if (lengths[code] == length)
			return mbedtls_ssl_conf_max_frag_len(ssl, code);
	}
	return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
}
#else
static int negotiate_fragment_length(mbedtls_ssl_config *ssl, uint16_t length)
{
	(void)ssl;
	(void)length;
	return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
}
#endif

static int keep_pins(tls_configuration *configuration, const tls_settings *settings)
{
	if (settings->pinsLength == 0)
		return 0;
	/* Pins that nobody looks at would be worse than none. */
	if (settings->pinsLength % TLS_PIN_SIZE != 0 || settings->peer == TLS_PEER_IGNORED)
		return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
	configuration->pins = mbedtls_calloc(1, settings->pinsLength);
	if (!configuration->pins)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	memcpy(configuration->pins, settings->pins, settings->pinsLength);
	configuration->pinsLength = settings->pinsLength;
	return 0;
}

static int configure(tls_configuration *configuration, const tls_settings *settings)
{
	static const int authentication[] = {
		[TLS_PEER_IGNORED] = MBEDTLS_SSL_VERIFY_NONE,
		[TLS_PEER_OPTIONAL] = MBEDTLS_SSL_VERIFY_OPTIONAL,
		[TLS_PEER_REQUIRED] = MBEDTLS_SSL_VERIFY_REQUIRED
	};
	tls_credentials *credentials = configuration->credentials;
	mbedtls_ssl_config *ssl = &configuration->ssl;
	int error;

	if ((unsigned)settings->peer > TLS_PEER_REQUIRED || (unsigned)settings->time > TLS_TIME_IGNORE)
		return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
	error = mbedtls_ssl_config_defaults(ssl, settings->server ? MBEDTLS_SSL_IS_SERVER : MBEDTLS_SSL_IS_CLIENT,
		settings->datagram ? MBEDTLS_SSL_TRANSPORT_DATAGRAM : MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
	if (error)
		return error;
#if !defined(MBEDTLS_HAVE_TIME_DATE)
	/* mbedTLS would accept what has expired long ago. */
	if (settings->peer != TLS_PEER_IGNORED && settings->time != TLS_TIME_IGNORE)
		return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
#endif
	error = keep_pins(configuration, settings);
	if (error)
		return error;
	tls_compat_set_random(ssl);
	tls_compat_refuse_small_groups(ssl, settings->groupBits ? settings->groupBits : 2048);
	mbedtls_ssl_conf_min_tls_version(ssl, (mbedtls_ssl_protocol_version)settings->minimumVersion);
	mbedtls_ssl_conf_max_tls_version(ssl, (mbedtls_ssl_protocol_version)settings->maximumVersion);
	if (settings->datagram) {
		error = tls_datagram_configure(configuration, settings);
		if (error)
			return error;
	}
	mbedtls_ssl_conf_authmode(ssl, authentication[settings->peer]);
	if (credentials->authorities.version != 0)
		mbedtls_ssl_conf_ca_chain(ssl, &credentials->authorities, NULL);
	else if (settings->peer != TLS_PEER_IGNORED && (!settings->server || credentials->store.count > 0))
		/* The host's store is of those who vouch for servers. Whom a server lets in it has to say itself. */
		mbedtls_ssl_conf_ca_cb(ssl, tls_verify_find_issuer, credentials);
	if (credentials->certificates.version != 0) {
		error = tls_handle_suits(credentials, settings);
		if (error)
			return error;
		error = mbedtls_ssl_conf_own_cert(ssl, &credentials->certificates, &credentials->key);
		if (error)
			return error;
	}
#if defined(MBEDTLS_SSL_SERVER_NAME_INDICATION)
	if (settings->server)
		mbedtls_ssl_conf_sni(ssl, tls_session_heed_server_name, NULL);
#endif
#if defined(MBEDTLS_SSL_ALPN)
	if (settings->protocolsLength > 0) {
		if (!are_protocols(settings->protocols, settings->protocolsLength))
			return MBEDTLS_ERR_SSL_BAD_INPUT_DATA;
		configuration->protocols = split_protocols(settings->protocols, settings->protocolsLength);
		if (!configuration->protocols)
			return MBEDTLS_ERR_SSL_ALLOC_FAILED;
		error = mbedtls_ssl_conf_alpn_protocols(ssl, (const char **)configuration->protocols);
		if (error)
			return error;
	}
#endif
	/*
	 * Servers answer the extension in TLS 1.3 too (RFC 8446, 4.2), and mbedTLS refuses that answer. So it is asked for only where TLS 1.3 is not offered;
	 * where it is, mbedTLS sends the record size limit of RFC 8449, which takes its place.
	 */
	if (settings->maximumFragmentLength && (settings->datagram || settings->maximumVersion < MBEDTLS_SSL_VERSION_TLS1_3))
		return negotiate_fragment_length(ssl, settings->maximumFragmentLength);
	return 0;
}

/* What is asked for, without what this build's servers cannot do. */
static int limit(tls_settings *settings)
{
	if (!settings->server || settings->maximumVersion < MBEDTLS_SSL_VERSION_TLS1_3 || tls_compat_has_modern_server())
		return 0;
	settings->maximumVersion = MBEDTLS_SSL_VERSION_TLS1_2;
	return settings->minimumVersion > settings->maximumVersion ? MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE : 0;
}

int tls_configuration_new(tls_configuration **result, tls_credentials *credentials, const tls_settings *asked)
{
	tls_settings limited = *asked;
	const tls_settings *settings = &limited;
	uint32_t needs = (settings->server ? TLS_CAPABILITY_SERVER : TLS_CAPABILITY_CLIENT) | (settings->protocolsLength > 0 ? TLS_CAPABILITY_ALPN : 0)
		| (settings->datagram ? TLS_CAPABILITY_DTLS12 : 0);
	tls_configuration *configuration;
	int error;

	if ((tls_capabilities() & needs) != needs)
		return MBEDTLS_ERR_SSL_FEATURE_UNAVAILABLE;
	error = limit(&limited);
	if (error)
		return error;
	configuration = mbedtls_calloc(1, sizeof(*configuration));
	if (!configuration)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	configuration->references = 1;
	configuration->credentials = credentials;
	configuration->questions = settings->questions;
	configuration->time = (uint8_t)settings->time;
	configuration->server = settings->server;
	configuration->datagram = settings->datagram;
	tls_credentials_retain(credentials);
	credentials->held = true;
	mbedtls_ssl_config_init(&configuration->ssl);
	error = configure(configuration, settings);
	if (!error)
		error = tls_resumption_configure(configuration, settings);
	if (!error)
		error = tls_psk_configure(configuration, settings);
	if (error) {
		tls_configuration_release(configuration);
		return error;
	}
	*result = configuration;
	return 0;
}

void tls_configuration_retain(tls_configuration *configuration)
{
	configuration->references++;
}

void tls_configuration_release(tls_configuration *configuration)
{
	if (!configuration || --configuration->references)
		return;
	mbedtls_ssl_config_free(&configuration->ssl);
	tls_issuance_delete(configuration->issuance);
	mbedtls_free(configuration->trust);
	mbedtls_free(configuration->protocols);
	mbedtls_free(configuration->pins);
	mbedtls_free(configuration->choice);
	tls_credentials_release(configuration->credentials);
	mbedtls_free(configuration);
}

void tls_configuration_settle(tls_configuration *configuration)
{
	if (configuration->references > 1 || !configuration->credentials || configuration->credentials->references > 1)
		return;
	/* mbedTLS looks at certificates and keys in handshakes only, and there is no second one: renegotiation is off. */
	mbedtls_ssl_conf_ca_chain(&configuration->ssl, NULL, NULL);
	tls_credentials_release(configuration->credentials);
	configuration->credentials = NULL;
}
