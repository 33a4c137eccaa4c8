/* Found by mbedTLS in place of its own default, because this folder comes first among those that are searched. */
#include "../../../sim/mbedtls_config.h"

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
