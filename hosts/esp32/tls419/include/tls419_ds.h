/* RSA keys in the digital signature peripheral of the chip, which signs with what no program can read. */
#ifndef TLS419_DS_H
#define TLS419_DS_H

#include "esp_ds.h"
#include "psa/crypto.h"

/*
 * Enters a key of the peripheral into PSA's store, where it stays, in NVS, until psa_destroy_key(): once in a device's life is enough, when it is provisioned.
 * JavaScript then says { psaKey: identifier }.
 *
 * `data` is the encrypted key as ESP-IDF's tools have prepared it for this chip (it is copied), `bits` its length as RSA, such as 3072, and `block` the number of the
 * eFuse key, 0 to 5, with which the peripheral decrypts it. `identifier` is one of PSA_KEY_ID_USER_MIN to PSA_KEY_ID_USER_MAX. It may be used for TLS 1.2 and 1.3.
 */
psa_status_t tls419_ds_enter(psa_key_id_t identifier, esp_ds_data_t *data, uint16_t bits, uint8_t block);

#endif
