/* What tls419 needs of ESP-IDF's configuration. Where something is missing the build ends here, with the line for sdkconfig.defaults that remedies it. */
#ifndef ESP32_REQUIREMENTS_H
#define ESP32_REQUIREMENTS_H

#include "esp_idf_version.h"
#include "sdkconfig.h"

#if ESP_IDF_VERSION < ESP_IDF_VERSION_VAL(6, 0, 0)
	#error "tls419 needs ESP-IDF 6.0 or newer: install that one, and let IDF_PATH name it"
#endif

#if !CONFIG_MBEDTLS_SSL_PROTO_TLS1_3 && !CONFIG_TLS419_TLS12_ONLY
	#error "this build has no TLS 1.3: put CONFIG_MBEDTLS_SSL_PROTO_TLS1_3=y into sdkconfig.defaults, or CONFIG_TLS419_TLS12_ONLY=y if that is what you want"
#endif

#if !CONFIG_MBEDTLS_SSL_KEEP_PEER_CERTIFICATE
	#error "TLS 1.3 and TLS.negotiated need the peer's certificate: put CONFIG_MBEDTLS_SSL_KEEP_PEER_CERTIFICATE=y into sdkconfig.defaults"
#endif

#if !CONFIG_MBEDTLS_HAVE_TIME_DATE
	#error "expired certificates would be accepted: put CONFIG_MBEDTLS_HAVE_TIME_DATE=y into sdkconfig.defaults; the option tls.time says what a device without a clock does"
#endif

#if !CONFIG_MBEDTLS_X509_TRUSTED_CERT_CALLBACK
	#error "stores of authorities need a callback of mbedTLS: put CONFIG_MBEDTLS_X509_TRUSTED_CERT_CALLBACK=y into sdkconfig.defaults"
#endif

#if !CONFIG_MBEDTLS_VERSION_C
	#error "the version of mbedTLS cannot be checked: put CONFIG_MBEDTLS_VERSION_C=y into sdkconfig.defaults"
#endif

#if CONFIG_MBEDTLS_DYNAMIC_BUFFER && CONFIG_MBEDTLS_SSL_PROTO_DTLS
	#error "dynamic record buffers and DTLS exclude each other: remove CONFIG_MBEDTLS_SSL_PROTO_DTLS or CONFIG_MBEDTLS_DYNAMIC_BUFFER from sdkconfig.defaults"
#endif

#if CONFIG_MBEDTLS_DYNAMIC_BUFFER && CONFIG_MBEDTLS_SSL_PROTO_TLS1_3 && CONFIG_MBEDTLS_TLS_SERVER
	#error "ESP-IDF's dynamic record buffers do not know servers of TLS 1.3, which would write to address 0: put CONFIG_MBEDTLS_TLS_CLIENT_ONLY=y into sdkconfig.defaults, or remove CONFIG_MBEDTLS_DYNAMIC_BUFFER"
#endif

#if CONFIG_MBEDTLS_DYNAMIC_FREE_CONFIG_DATA || CONFIG_MBEDTLS_DYNAMIC_FREE_CA_CERT
	#error "connections share keys and certificates, which ESP-IDF would free behind the first one: put CONFIG_MBEDTLS_DYNAMIC_FREE_CONFIG_DATA=n into sdkconfig.defaults"
#endif

#if CONFIG_MBEDTLS_SSL_VARIABLE_BUFFER_LENGTH && CONFIG_MBEDTLS_ASYMMETRIC_CONTENT_LEN && CONFIG_MBEDTLS_SSL_IN_CONTENT_LEN != CONFIG_MBEDTLS_SSL_OUT_CONTENT_LEN
	#error "buffers of variable length shrink to the smaller of two sizes, and lose records: remove CONFIG_MBEDTLS_SSL_VARIABLE_BUFFER_LENGTH from sdkconfig.defaults, or give both directions the same length"
#endif

#if CONFIG_TLS419_PROFILE_SMALL && !CONFIG_MBEDTLS_DYNAMIC_BUFFER
	#error "the profile small has dynamic record buffers, which ESP-IDF leaves out beside DTLS: put CONFIG_MBEDTLS_DYNAMIC_BUFFER=y into sdkconfig.defaults, and remove CONFIG_MBEDTLS_SSL_PROTO_DTLS"
#endif

#if CONFIG_TLS419_PROFILE_FULL && !CONFIG_MBEDTLS_SSL_PROTO_DTLS
	#error "the profile full has DTLS: put CONFIG_MBEDTLS_SSL_PROTO_DTLS=y into sdkconfig.defaults, or take the profile small"
#endif

#if CONFIG_TLS419_PROFILE_FULL && !CONFIG_MBEDTLS_SSL_DTLS_CONNECTION_ID
	#error "the profile full has connection ids: put CONFIG_MBEDTLS_SSL_DTLS_CONNECTION_ID=y into sdkconfig.defaults"
#endif

#if CONFIG_TLS419_PROFILE_FULL && !CONFIG_MBEDTLS_SSL_CONTEXT_SERIALIZATION
	#error "the profile full has associations that outlive a sleep: put CONFIG_MBEDTLS_SSL_CONTEXT_SERIALIZATION=y into sdkconfig.defaults"
#endif

#if CONFIG_MBEDTLS_SSL_DTLS_CONNECTION_ID && CONFIG_MBEDTLS_SSL_CID_IN_LEN_MAX < 8
	#error "a listener gives connection ids of 8 bytes: remove CONFIG_MBEDTLS_SSL_CID_IN_LEN_MAX from sdkconfig.defaults, or let it be 8 at least"
#endif

#endif
