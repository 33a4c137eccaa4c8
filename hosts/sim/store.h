/* A store of certificate authorities: the certificates of a PEM bundle, or of all files in a folder, found by their subject. */
#ifndef SIM_STORE_H
#define SIM_STORE_H

#include <stddef.h>
#include <stdint.h>

typedef struct sim_store sim_store;

/* Loads the store when called first, and gives the same one from then on. What cannot be read is reported on stderr and left out. */
const sim_store *sim_store_open(const char *path);
size_t sim_store_count(const sim_store *store);
/* The index-th certificate (DER) with that subject (a DER Name), or NULL. */
const uint8_t *sim_store_find(const sim_store *store, const uint8_t *subject, size_t subjectLength, size_t index, size_t *length);
void sim_store_close(void);

#endif
