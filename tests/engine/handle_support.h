/* handle_support.c: keys of the test PKI in PSA's store. */
#ifndef HANDLE_SUPPORT_H
#define HANDLE_SUPPORT_H

#include "support.h"

uint32_t handle_import(const char *name);
/* A key with a policy of the test's own. */
uint32_t handle_import_as(const char *name, psa_key_usage_t usage, psa_algorithm_t first, psa_algorithm_t second);

#endif
