/* ESP-IDF's certificate bundle as the store: names and keys of authorities, in flash, where the build has put them. */

#include "keybundle.h"
#include "platform.h"
#include "requirements.h"

#include "esp_log.h"

#if CONFIG_TLS419_CERTIFICATE_BUNDLE

extern const uint8_t begin[] asm("_binary_x509_crt_bundle_start");
extern const uint8_t end[] asm("_binary_x509_crt_bundle_end");

static const tls_key_bundle *store(void)
{
	static tls_key_bundle opened;
	static bool looked;

	if (!looked && !tls_key_bundle_open(&opened, begin, (size_t)(end - begin)))
		ESP_LOGE("tls419", "the certificate bundle of ESP-IDF has a form that is not known here: no authority in it is trusted");
	looked = true;
	return &opened;
}

bool tls_platform_has_store(void)
{
	return store()->count > 0;
}

const uint8_t *tls_platform_store_part(size_t index, size_t *length)
{
	*length = store()->length;
	return index == 0 ? store()->bytes : NULL;
}

const uint8_t *tls_platform_authority(const uint8_t *subject, size_t subjectLength, size_t index, size_t *length)
{
	return tls_key_bundle_find(store(), subject, subjectLength, index, length);
}

#else

bool tls_platform_has_store(void)
{
	return false;
}

const uint8_t *tls_platform_store_part(size_t index, size_t *length)
{
	(void)index;
	(void)length;
	return NULL;
}

const uint8_t *tls_platform_authority(const uint8_t *subject, size_t subjectLength, size_t index, size_t *length)
{
	(void)subject;
	(void)subjectLength;
	(void)index;
	(void)length;
	return NULL;
}

#endif
