/*
 * The keys that seal tickets, and the sessions that are kept for clients without tickets.
 *
 * A ticket is a session that the client keeps for the server: 16 bytes that name the key, 12 random ones, the session in AES-256-GCM, and its tag. Two keys
 * are held: one seals, and the one before still opens what it has sealed, for one lifetime. A session that is kept here lies sealed too, so that nothing in
 * memory is worth more than the keys.
 */
#include "internal.h"

#include <string.h>

enum { nameLength = 16, nonceLength = 12, keyLength = TLS_TICKET_KEY_LENGTH - nameLength };

typedef struct {
	uint8_t name[nameLength], secret[keyLength];
} ticket_key;

typedef struct {
	uint8_t id[32];
	uint8_t idLength;                /* 0: nothing is kept here */
	uint8_t *ticket;
	size_t length;
} kept;

struct tls_tickets {
	unsigned references;
	uint32_t lifetime;               /* seconds */
	mbedtls_ms_time_t rotated;
	bool given;                      /* the key came from outside and stays */
	bool two;                        /* there is a key before the current one */
	uint16_t cache, next;
	ticket_key keys[2];              /* the current one, and the one before */
	kept *sessions;                  /* `cache` of them, `next` is the oldest; NULL before the first one */
};

int tls_tickets_new(tls_tickets **result, uint32_t lifetime, uint16_t cache, const uint8_t *key)
{
	tls_tickets *tickets;
	int error = tls_initialize();

	if (error)
		return error;
	tickets = mbedtls_calloc(1, sizeof(*tickets));
	if (!tickets)
		return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	tickets->references = 1;
	tickets->lifetime = lifetime;
	tickets->cache = cache;
	error = tls_tickets_rotate(tickets, key);
	tickets->two = false;
	if (error) {
		tls_tickets_release(tickets);
		return error;
	}
	*result = tickets;
	return 0;
}

void tls_tickets_retain(tls_tickets *tickets)
{
	tickets->references++;
}

void tls_tickets_release(tls_tickets *tickets)
{
	size_t i;

	if (!tickets || --tickets->references)
		return;
	for (i = 0; tickets->sessions && i < tickets->cache; i++)
		mbedtls_free(tickets->sessions[i].ticket);
	mbedtls_free(tickets->sessions);
	mbedtls_platform_zeroize(tickets, sizeof(*tickets));
	mbedtls_free(tickets);
}

int tls_tickets_rotate(tls_tickets *tickets, const uint8_t *key)
{
	ticket_key fresh;
	int error = 0;

	if (key)
		memcpy(&fresh, key, sizeof(fresh));
	else
		error = (int)psa_generate_random((uint8_t *)&fresh, sizeof(fresh));
	if (!error) {
		tickets->keys[1] = tickets->keys[0];
		tickets->keys[0] = fresh;
		tickets->two = true;
		tickets->given = key != NULL;
		tickets->rotated = mbedtls_ms_time();
	}
	mbedtls_platform_zeroize(&fresh, sizeof(fresh));
	return error;
}

/* Replaces the key that has sealed for a lifetime, and forgets the one whose tickets have all expired. */
static int refresh(tls_tickets *tickets)
{
	mbedtls_ms_time_t age = mbedtls_ms_time() - tickets->rotated, lifetime = (mbedtls_ms_time_t)tickets->lifetime * 1000;
	int error = 0;

	if (age < lifetime)
		return 0;
	if (!tickets->given)
		error = tls_tickets_rotate(tickets, NULL);
	/* The key that was the current one opens for another lifetime, unless that is over as well. */
	if (!error && tickets->two && (tickets->given || age >= 2 * lifetime)) {
		tickets->two = false;
		mbedtls_platform_zeroize(&tickets->keys[1], sizeof(tickets->keys[1]));
	}
	return error;
}

static psa_status_t import_key(const ticket_key *key, psa_key_usage_t usage, psa_key_id_t *id)
{
	psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;

	psa_set_key_usage_flags(&attributes, usage);
	psa_set_key_algorithm(&attributes, PSA_ALG_GCM);
	psa_set_key_type(&attributes, PSA_KEY_TYPE_AES);
	psa_set_key_bits(&attributes, 8 * keyLength);
	return psa_import_key(&attributes, key->secret, keyLength, id);
}

int tls_tickets_seal(tls_tickets *tickets, const uint8_t *context, size_t contextLength, uint8_t *ticket, size_t length)
{
	uint8_t *nonce = ticket + nameLength, *content = nonce + nonceLength;
	psa_key_id_t id = PSA_KEY_ID_NULL;
	psa_status_t status, destroyed;
	size_t sealed;
	int error = refresh(tickets);

	if (error)
		return error;
	memcpy(ticket, tickets->keys[0].name, nameLength);
	status = psa_generate_random(nonce, nonceLength);
	if (status == PSA_SUCCESS)
		status = import_key(&tickets->keys[0], PSA_KEY_USAGE_ENCRYPT, &id);
	if (status == PSA_SUCCESS)
		status = psa_aead_encrypt(id, PSA_ALG_GCM, nonce, nonceLength, context, contextLength, content, length,
			content, length + ticketTag, &sealed);
	destroyed = psa_destroy_key(id);
	return (int)(status == PSA_SUCCESS ? destroyed : status);
}

int tls_tickets_open(tls_tickets *tickets, const uint8_t *context, size_t contextLength, uint8_t *ticket, size_t length)
{
	uint8_t *nonce = ticket + nameLength, *content = nonce + nonceLength;
	const ticket_key *key = &tickets->keys[0];
	psa_key_id_t id = PSA_KEY_ID_NULL;
	psa_status_t status, destroyed;
	size_t opened = 0;
	int error = refresh(tickets);

	if (error)
		return error;
	if (length < ticketHeader + ticketTag)
		return MBEDTLS_ERR_SSL_INVALID_MAC;
	if (tickets->two && memcmp(ticket, key->name, nameLength) != 0)
		key++;
	if (memcmp(ticket, key->name, nameLength) != 0)
		return MBEDTLS_ERR_SSL_INVALID_MAC;
	length -= ticketHeader;
	status = import_key(key, PSA_KEY_USAGE_DECRYPT, &id);
	if (status == PSA_SUCCESS)
		status = psa_aead_decrypt(id, PSA_ALG_GCM, nonce, nonceLength, context, contextLength, content, length,
			content, length - ticketTag, &opened);
	destroyed = psa_destroy_key(id);
	if (status == PSA_SUCCESS)
		status = destroyed;
	return status == PSA_SUCCESS ? (int)opened : (int)status;
}

uint32_t tls_tickets_lifetime(const tls_tickets *tickets)
{
	return tickets->lifetime;
}

bool tls_tickets_caches(const tls_tickets *tickets)
{
	return tickets->cache > 0;
}

int tls_tickets_put(tls_tickets *tickets, const uint8_t *id, size_t idLength, uint8_t *ticket, size_t length)
{
	kept *oldest;

	if (!tickets->sessions) {
		tickets->sessions = mbedtls_calloc(tickets->cache, sizeof(*tickets->sessions));
		if (!tickets->sessions)
			return MBEDTLS_ERR_SSL_ALLOC_FAILED;
	}
	oldest = &tickets->sessions[tickets->next];
	tickets->next = (uint16_t)((tickets->next + 1) % tickets->cache);
	mbedtls_free(oldest->ticket);
	memcpy(oldest->id, id, idLength);
	oldest->idLength = (uint8_t)idLength;
	oldest->ticket = ticket;
	oldest->length = length;
	return 0;
}

const uint8_t *tls_tickets_get(const tls_tickets *tickets, const uint8_t *id, size_t idLength, size_t *length)
{
	size_t i;

	for (i = 0; tickets->sessions && i < tickets->cache; i++) {
		const kept *one = &tickets->sessions[i];
		if (one->idLength == idLength && idLength > 0 && memcmp(one->id, id, idLength) == 0) {
			*length = one->length;
			return one->ticket;
		}
	}
	return NULL;
}
