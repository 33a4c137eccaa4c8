/* root.c: certificates of authorities, and where in them the name and the key are. */
#ifndef ROOT_H
#define ROOT_H

#include "support.h"

/* Files of five that have signed themselves or could. */
enum { ROOT_COUNT = 5 };
extern const char *const root_names[ROOT_COUNT];

/* A certificate, and where in it the two things are that a store keeps. */
typedef struct {
	blob file;
	mbedtls_x509_crt parsed;
} root;

void root_open(root *one, const char *name);
void root_free(root *one);
bool root_same(const mbedtls_x509_buf *a, const mbedtls_x509_buf *b);

#endif
