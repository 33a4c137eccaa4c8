/*
 * The configuration of mbedTLS that ESP-IDF has built its library with. ESP-IDF names it to its own components on the compiler's command line; Moddable's
 * makefile does not, so mbedTLS's headers look for their default, and find this one, because this folder comes first among those that are searched.
 * With any other configuration the structures here would have another layout than the library's. library.c of this folder checks that they have not.
 */
#define MBEDTLS_MAJOR_VERSION 4
#include "mbedtls/esp_config.h"
