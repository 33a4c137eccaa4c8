/* Keys in the digital signature peripheral; tls419_ds.h tells how. */

#include "sdkconfig.h"

#if CONFIG_SOC_DIG_SIGN_SUPPORTED && CONFIG_MBEDTLS_HARDWARE_RSA_DS_PERIPHERAL

#include "tls419_ds.h"

#include "psa_crypto_driver_esp_rsa_ds.h"

psa_status_t tls419_ds_enter(psa_key_id_t identifier, esp_ds_data_t *data, uint16_t bits, uint8_t block)
{
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
	esp_ds_data_ctx_t context = { .esp_ds_data = data, .efuse_key_id = block, .rsa_length_bits = bits };
	esp_rsa_ds_opaque_key_t key = { .ds_data_ctx = &context };
	psa_key_id_t entered;
	psa_status_t status;

	psa_set_key_type(&attributes, PSA_KEY_TYPE_RSA_KEY_PAIR);
	psa_set_key_bits(&attributes, bits);
	psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
	psa_set_key_algorithm(&attributes, PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_ANY_HASH));
	psa_set_key_enrollment_algorithm(&attributes, PSA_ALG_RSA_PSS(PSA_ALG_ANY_HASH));
	psa_set_key_lifetime(&attributes, PSA_KEY_LIFETIME_ESP_RSA_DS);
	psa_set_key_id(&attributes, identifier);
	status = psa_import_key(&attributes, (const uint8_t *)&key, sizeof(key), &entered);
	psa_reset_key_attributes(&attributes);
	return status;
}

#endif
