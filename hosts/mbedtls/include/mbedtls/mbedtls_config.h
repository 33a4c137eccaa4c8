/* Found by mbedTLS in place of its own default, because this folder comes first among those that are searched. */
#include "../../../sim/mbedtls_config.h"

/* Workers of the SDK are threads there, and all of them have one store of keys. */
#define MBEDTLS_THREADING_C
#define MBEDTLS_THREADING_PTHREAD

/* A manifest of features/ that is included brings its folder. */
#if __has_include("tls419/client_only.h")
#include "tls419/client_only.h"
#endif
#if __has_include("tls419/no_dtls.h")
#include "tls419/no_dtls.h"
#endif
#if __has_include("tls419/no_psk.h")
#include "tls419/no_psk.h"
#endif
#if __has_include("tls419/no_resumption.h")
#include "tls419/no_resumption.h"
#endif
