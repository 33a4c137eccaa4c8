/* Found by mbedTLS in place of its own default, because this folder comes first among those that are searched. */
#include "../../../sim/psa_crypto_config.h"
