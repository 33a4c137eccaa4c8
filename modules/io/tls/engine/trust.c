/* What decides about trust, as one digest: two connections with the same one trust the same peers, and show the same face to them. */
#include "internal.h"
#include "platform.h"

#include <string.h>

static psa_status_t add(psa_hash_operation_t *hash, const void *bytes, size_t length)
{
	/* With its length in front of it, so that no two lists of parts look the same. */
	uint8_t header[4] = { (uint8_t)(length >> 24), (uint8_t)(length >> 16), (uint8_t)(length >> 8), (uint8_t)length };
	psa_status_t status = psa_hash_update(hash, header, sizeof(header));

	return status == PSA_SUCCESS && length > 0 ? psa_hash_update(hash, bytes, length) : status;
}

static psa_status_t add_chain(psa_hash_operation_t *hash, const mbedtls_x509_crt *chain)
{
	psa_status_t status = PSA_SUCCESS;

	for (; chain && chain->version != 0 && status == PSA_SUCCESS; chain = chain->next)
		status = add(hash, chain->raw.p, chain->raw.len);
	return status == PSA_SUCCESS ? add(hash, NULL, 0) : status;
}

static psa_status_t finish(psa_hash_operation_t *hash, psa_status_t status, uint8_t digest[digestLength])
{
	size_t length;

	if (status == PSA_SUCCESS)
		status = psa_hash_finish(hash, digest, digestLength, &length);
	/* Does nothing after a finish. What it would say of a broken operation is said already. */
	(void)psa_hash_abort(hash);
	return status;
}

static psa_status_t digest_host_store(uint8_t digest[digestLength])
{
	psa_hash_operation_t hash = PSA_HASH_OPERATION_INIT;
	psa_status_t status = psa_hash_setup(&hash, PSA_ALG_SHA_256);
	const uint8_t *part;
	size_t index, length;

	for (index = 0; status == PSA_SUCCESS && (part = tls_platform_store_part(index, &length)); index++)
		status = add(&hash, part, length);
	return finish(&hash, status, digest);
}

/* The host's store is long and stays where it is, so its digest is made once; one that has another place or length is another store. */
static psa_status_t add_host_store(psa_hash_operation_t *hash)
{
	static const uint8_t *place;
	static size_t size;
	static uint8_t digest[digestLength];
	const uint8_t *part, *beginning = NULL;
	size_t index, length, total = 0;
	psa_status_t status = PSA_SUCCESS;

	for (index = 0; (part = tls_platform_store_part(index, &length)); index++) {
		beginning = index == 0 ? part : beginning;
		total += length;
	}
	if (total == 0)
		return add(hash, NULL, 0);
	if (beginning != place || total != size) {
		place = NULL;
		status = digest_host_store(digest);
		place = status == PSA_SUCCESS ? beginning : NULL;
		size = total;
	}
	return status == PSA_SUCCESS ? add(hash, digest, digestLength) : status;
}

/* The store that is asked, if one is: authorities that are given take its place, and a server that has none of its own lets nobody in by the host's. */
static psa_status_t add_store(psa_hash_operation_t *hash, const tls_configuration *configuration)
{
	tls_credentials *credentials = configuration->credentials;
	const tls_bundle *store = &credentials->store;
	psa_status_t status = PSA_SUCCESS;
	size_t length;

	if (credentials->authorities.version != 0 || configuration->policy == TLS_PEER_IGNORED || (configuration->server && store->count == 0))
		return add(hash, NULL, 0);
	if (store->count == 0)
		return add_host_store(hash);
	if (!credentials->storeDigested)
		status = psa_hash_compute(PSA_ALG_SHA_256, store->bytes, store->length, credentials->storeDigest, digestLength, &length);
	credentials->storeDigested = status == PSA_SUCCESS;
	return status == PSA_SUCCESS ? add(hash, credentials->storeDigest, digestLength) : status;
}

static psa_status_t add_revocations(psa_hash_operation_t *hash, const tls_credentials *credentials)
{
	psa_status_t status = PSA_SUCCESS;

#if defined(MBEDTLS_X509_CRL_PARSE_C)
	const mbedtls_x509_crl *list = &credentials->revocations;
	for (; list && list->version != 0 && status == PSA_SUCCESS; list = list->next)
		status = add(hash, list->raw.p, list->raw.len);
#else
	(void)credentials;
#endif
	return status == PSA_SUCCESS ? add(hash, NULL, 0) : status;
}

/* A setting that decides about trust and is not in here would let a session outlive its change. */
int tls_trust_digest(const tls_configuration *configuration, uint8_t digest[digestLength])
{
	psa_hash_operation_t hash = PSA_HASH_OPERATION_INIT;
	psa_status_t status = psa_hash_setup(&hash, PSA_ALG_SHA_256);
	uint8_t policy[4] = { configuration->policy, configuration->questions & TLS_EVENT_VERIFY, configuration->time, configuration->datagram };
	char **name;

	if (status == PSA_SUCCESS)
		status = add(&hash, policy, sizeof(policy));
	if (status == PSA_SUCCESS)
		status = add_chain(&hash, &configuration->credentials->authorities);
	if (status == PSA_SUCCESS)
		status = add_store(&hash, configuration);
	if (status == PSA_SUCCESS)
		status = add_revocations(&hash, configuration->credentials);
	if (status == PSA_SUCCESS)
		status = add(&hash, configuration->pins, configuration->pinsLength);
	if (status == PSA_SUCCESS)
		status = add_chain(&hash, &configuration->credentials->certificates);
	for (name = configuration->protocols; name && *name && status == PSA_SUCCESS; name++)
		status = add(&hash, *name, strlen(*name));
	return (int)finish(&hash, status, digest);
}

int tls_trust_fingerprint(const tls_configuration *configuration, const char *host, uint8_t digest[digestLength])
{
	psa_hash_operation_t hash = PSA_HASH_OPERATION_INIT;
	psa_status_t status = psa_hash_setup(&hash, PSA_ALG_SHA_256);

	if (status == PSA_SUCCESS)
		status = add(&hash, configuration->trust, digestLength);
	if (status == PSA_SUCCESS)
		status = add(&hash, host, host ? strlen(host) : 0);
	return (int)finish(&hash, status, digest);
}
