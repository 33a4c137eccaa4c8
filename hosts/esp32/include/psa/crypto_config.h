/* As mbedtls/mbedtls_config.h in this folder: first mbedTLS's own file, as in ESP-IDF's build, then what ESP-IDF changes in it. */
#include_next "psa/crypto_config.h"
#define MBEDTLS_MAJOR_VERSION 4
#include "mbedtls/esp_config.h"
