/*
 * A store of certificate authorities, found by their subject: a bundle of `tls419 bundle` or of ESP-IDF, a PEM file, a DER file, or all files in a folder. Files are
 * mapped. A bundle has its own index; of PEM and DER files one is made, and what is asked for is decoded.
 */
#ifndef SIM_STORE_H
#define SIM_STORE_H

#include <stddef.h>
#include <stdint.h>

typedef struct sim_store sim_store;

/* Loads the store when called first, and gives the same one from then on. What cannot be read is reported on stderr and left out. */
const sim_store *sim_store_open(const char *path);
size_t sim_store_count(const sim_store *store);
/* The index-th of the files that it was loaded from, as they are; NULL behind the last. */
const uint8_t *sim_store_part(const sim_store *store, size_t index, size_t *length);
/* The index-th certificate (DER) with that subject (a DER Name), or of ESP-IDF's bundle its public key; NULL if there is none. */
const uint8_t *sim_store_find(const sim_store *store, const uint8_t *subject, size_t subjectLength, size_t index, size_t *length);
void sim_store_close(void);

#endif
