#include "store.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "mbedtls/asn1.h"
#include "mbedtls/base64.h"

typedef struct {
	uint8_t *der;
	size_t length;
	const uint8_t *subject;     /* inside of der */
	size_t subjectLength;
} certificate;

struct sim_store {
	certificate *certificates;
	size_t count, capacity;
};

static sim_store opened;
static bool loaded;

/* Steps over one element of whatever kind. */
static bool skip(uint8_t **at, const uint8_t *end)
{
	size_t length;

	if (*at >= end)
		return false;
	(*at)++;
	if (mbedtls_asn1_get_len(at, end, &length))
		return false;
	*at += length;
	return true;
}

/* Finds the subject: the sixth element of a TBSCertificate (RFC 5280, 4.1), whose first, the version, is optional. */
static bool find_subject(certificate *entry)
{
	uint8_t *at = entry->der, *end = entry->der + entry->length;
	size_t length;
	int i;

	if (mbedtls_asn1_get_tag(&at, end, &length, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE)
		|| mbedtls_asn1_get_tag(&at, end, &length, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE))
		return false;
	end = at + length;
	if (at < end && *at == (MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED) && !skip(&at, end))
		return false;
	for (i = 0; i < 4; i++) {
		if (!skip(&at, end))
			return false;
	}
	entry->subject = at;
	if (!skip(&at, end))
		return false;
	entry->subjectLength = (size_t)(at - entry->subject);
	return true;
}

/* Takes over the DER bytes. */
static bool add(sim_store *store, uint8_t *der, size_t length)
{
	certificate entry = { der, length, NULL, 0 };
	certificate *grown;

	if (!find_subject(&entry)) {
		free(der);
		return false;
	}
	if (store->count == store->capacity) {
		grown = realloc(store->certificates, (store->capacity + 64) * sizeof(*grown));
		if (!grown) {
			free(der);
			return false;
		}
		store->certificates = grown;
		store->capacity += 64;
	}
	store->certificates[store->count++] = entry;
	return true;
}

static bool add_pem(sim_store *store, const char *text)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----", end[] = "-----END CERTIFICATE-----";
	bool found = false;

	while ((text = strstr(text, begin))) {
		const char *stop = strstr(text, end);
		size_t length = 0, size;
		uint8_t *der;
		text += sizeof(begin) - 1;
		if (!stop)
			break;
		size = (size_t)(stop - text);
		der = malloc(size);
		if (!der)
			break;
		if (mbedtls_base64_decode(der, size, &length, (const uint8_t *)text, size))
			free(der);
		else
			found |= add(store, der, length);
		text = stop;
	}
	return found;
}

static bool read_file(const char *path, char **bytes, size_t *length)
{
	FILE *file = fopen(path, "rb");
	long size;
	bool done = false;

	if (!file)
		return false;
	if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0 && fseek(file, 0, SEEK_SET) == 0) {
		*bytes = malloc((size_t)size + 1);
		*length = (size_t)size;
		done = *bytes && fread(*bytes, 1, *length, file) == *length;
		if (done)
			(*bytes)[*length] = 0;
		else
			free(*bytes);
	}
	fclose(file);
	return done;
}

static void add_file(sim_store *store, const char *path, bool complain)
{
	char *bytes;
	size_t length;
	bool found;

	if (!read_file(path, &bytes, &length)) {
		fprintf(stderr, "tls419-sim: the certificates in %s cannot be read: %s\n", path, strerror(errno));
		return;
	}
	if (length > 0 && (uint8_t)bytes[0] == (MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE))
		found = add(store, (uint8_t *)bytes, length);
	else {
		found = add_pem(store, bytes);
		free(bytes);
	}
	if (!found && complain)
		fprintf(stderr, "tls419-sim: there is no certificate in %s\n", path);
}

/* A folder such as /etc/ssl/certs has other things in it too: files without a certificate are passed over. */
static void add_folder(sim_store *store, const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	struct stat status;
	char name[4096];

	if (!folder) {
		fprintf(stderr, "tls419-sim: the folder of certificates %s cannot be read: %s\n", path, strerror(errno));
		return;
	}
	while ((entry = readdir(folder))) {
		if (snprintf(name, sizeof(name), "%s/%s", path, entry->d_name) < (int)sizeof(name) && stat(name, &status) == 0 && S_ISREG(status.st_mode))
			add_file(store, name, false);
	}
	closedir(folder);
}

const sim_store *sim_store_open(const char *path)
{
	struct stat status;

	if (loaded)
		return &opened;
	loaded = true;
	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		add_folder(&opened, path);
	else
		add_file(&opened, path, true);
	return &opened;
}

size_t sim_store_count(const sim_store *store)
{
	return store->count;
}

const uint8_t *sim_store_find(const sim_store *store, const uint8_t *subject, size_t subjectLength, size_t index, size_t *length)
{
	size_t i;

	for (i = 0; i < store->count; i++) {
		const certificate *entry = &store->certificates[i];
		if (entry->subjectLength == subjectLength && memcmp(entry->subject, subject, subjectLength) == 0 && index-- == 0) {
			*length = entry->length;
			return entry->der;
		}
	}
	return NULL;
}

void sim_store_close(void)
{
	while (opened.count > 0)
		free(opened.certificates[--opened.count].der);
	free(opened.certificates);
	memset(&opened, 0, sizeof(opened));
	loaded = false;
}
