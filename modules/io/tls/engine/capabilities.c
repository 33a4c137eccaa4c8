/* What this build of mbedTLS has, besides what can be chosen of (choice.c). */
#include "internal.h"
#include "platform.h"

uint32_t tls_capabilities(void)
{
	/* mbedTLS has the hook that the key log needs in every build. */
	uint32_t bits = TLS_CAPABILITY_KEY_LOG;

#if defined(MBEDTLS_SSL_PROTO_TLS1_2)
	bits |= TLS_CAPABILITY_TLS12;
#if defined(MBEDTLS_KEY_EXCHANGE_PSK_ENABLED)
	bits |= TLS_CAPABILITY_PSK;
#endif
#if defined(MBEDTLS_KEY_EXCHANGE_ECDHE_PSK_ENABLED)
	bits |= TLS_CAPABILITY_ECDHE_PSK;
#endif
#if defined(MBEDTLS_SSL_MAX_FRAGMENT_LENGTH)
	bits |= TLS_CAPABILITY_MAXIMUM_FRAGMENT_LENGTH;
#endif
#if defined(MBEDTLS_SSL_PROTO_DTLS)
	bits |= TLS_CAPABILITY_DTLS12;
#if defined(MBEDTLS_SSL_DTLS_CONNECTION_ID)
	bits |= TLS_CAPABILITY_CONNECTION_ID;
#endif
#if defined(MBEDTLS_SSL_CONTEXT_SERIALIZATION)
	bits |= TLS_CAPABILITY_ASSOCIATIONS;
#endif
#endif
#endif
#if defined(MBEDTLS_SSL_PROTO_TLS1_3)
	bits |= TLS_CAPABILITY_TLS13;
#if defined(MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_ENABLED)
	bits |= TLS_CAPABILITY_PSK_KE;
#endif
#if defined(MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_PSK_EPHEMERAL_ENABLED)
	bits |= TLS_CAPABILITY_PSK_DHE_KE;
#endif
#if defined(MBEDTLS_SSL_RECORD_SIZE_LIMIT)
	bits |= TLS_CAPABILITY_RECORD_SIZE_LIMIT;
#endif
#endif
#if defined(MBEDTLS_SSL_CLI_C)
	bits |= TLS_CAPABILITY_CLIENT;
#endif
#if defined(MBEDTLS_SSL_SRV_C)
	bits |= TLS_CAPABILITY_SERVER;
#endif
#if defined(MBEDTLS_SSL_SESSION_TICKETS)
	bits |= TLS_CAPABILITY_TICKETS;
#endif
#if defined(MBEDTLS_SSL_ALPN)
	bits |= TLS_CAPABILITY_ALPN;
#endif
#if defined(MBEDTLS_SSL_SERVER_NAME_INDICATION)
	bits |= TLS_CAPABILITY_SERVER_NAME;
#endif
#if defined(MBEDTLS_SSL_KEYING_MATERIAL_EXPORT)
	bits |= TLS_CAPABILITY_EXPORTERS;
#endif
#if defined(MBEDTLS_X509_CRL_PARSE_C)
	bits |= TLS_CAPABILITY_CRL;
#endif
	return bits;
}

bool tls_has_store(void)
{
	return tls_platform_has_store();
}

size_t tls_limit(tls_limit_kind kind)
{
	switch (kind) {
	case TLS_LIMIT_INPUT_RECORD:
		return MBEDTLS_SSL_IN_CONTENT_LEN;
	case TLS_LIMIT_OUTPUT_RECORD:
		return MBEDTLS_SSL_OUT_CONTENT_LEN;
	case TLS_LIMIT_KEY:
#if defined(MBEDTLS_SSL_HANDSHAKE_WITH_PSK_ENABLED)
		return MBEDTLS_PSK_MAX_LEN;
#endif
		break;
	}
	return 0;
}
