#define _GNU_SOURCE

#include "store.h"

#include "bundle.h"
#include "keybundle.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mbedtls/base64.h"

/* A file that is mapped: its pages are the system's, and cost this process nothing until they are read. */
typedef struct mapping mapping;
struct mapping {
	mapping *next;
	uint8_t *bytes;
	size_t length;
};

/* A certificate of a PEM or DER file. Text is decoded when the certificate is asked for, and kept from then on. */
typedef struct {
	const uint8_t *bytes;       /* in the mapped file: base64 or DER */
	size_t length;
	uint32_t hash;              /* of its subject */
	bool isText;
	uint8_t *der;               /* the decoded text */
	size_t derLength;
} certificate;

struct sim_store {
	mapping *mappings;
	tls_bundle bundle;          /* in place, if the store is one */
	tls_key_bundle keys;        /* likewise, if it is one of ESP-IDF's */
	certificate *certificates;
	size_t count, capacity;
};

static sim_store opened;
static bool loaded;

/* FNV-1a. What it finds is compared as a whole. */
static uint32_t hash_of(const uint8_t *bytes, size_t length)
{
	uint32_t hash = 2166136261u;

	while (length-- > 0)
		hash = (hash ^ *bytes++) * 16777619u;
	return hash;
}

static bool add(sim_store *store, certificate entry, const uint8_t *der, size_t length)
{
	size_t subjectLength;
	const uint8_t *subject = tls_der_subject(der, length, &subjectLength);
	certificate *grown;

	if (!subject)
		return false;
	if (store->count == store->capacity) {
		grown = realloc(store->certificates, (store->capacity + 64) * sizeof(*grown));
		if (!grown)
			return false;
		store->certificates = grown;
		store->capacity += 64;
	}
	entry.hash = hash_of(subject, subjectLength);
	store->certificates[store->count++] = entry;
	return true;
}

static uint8_t *decode(const certificate *entry, size_t *length)
{
	uint8_t *der = malloc(entry->length);

	if (der && mbedtls_base64_decode(der, entry->length, length, entry->bytes, entry->length)) {
		free(der);
		der = NULL;
	}
	return der;
}

static bool add_pem(sim_store *store, const mapping *file)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----", end[] = "-----END CERTIFICATE-----";
	const uint8_t *at = file->bytes, *limit = file->bytes + file->length;
	bool found = false;

	while ((at = memmem(at, (size_t)(limit - at), begin, sizeof(begin) - 1))) {
		certificate entry = { .isText = true };
		const uint8_t *stop;
		size_t length = 0;
		uint8_t *der;
		at += sizeof(begin) - 1;
		stop = memmem(at, (size_t)(limit - at), end, sizeof(end) - 1);
		if (!stop)
			break;
		entry.bytes = at;
		entry.length = (size_t)(stop - at);
		der = decode(&entry, &length);
		found |= der && add(store, entry, der, length);
		free(der);
		at = stop;
	}
	return found;
}

/* One certificate after the other. */
static bool add_der(sim_store *store, const mapping *file)
{
	size_t at = 0, header, length;
	bool found = false;

	while ((length = tls_der_element(file->bytes + at, file->length - at, &header)) > 0) {
		certificate entry = { .bytes = file->bytes + at, .length = length };
		found |= add(store, entry, entry.bytes, length);
		at += length;
	}
	return found;
}

static mapping *map_file(sim_store *store, const char *path)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	mapping *file = calloc(1, sizeof(*file));
	struct stat status;

	if (descriptor >= 0 && file && fstat(descriptor, &status) == 0) {
		if (S_ISDIR(status.st_mode))
			errno = EISDIR;
		else if (status.st_size > 0)
			file->bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
		else
			errno = ENODATA;
	}
	if (descriptor >= 0)
		close(descriptor);
	if (!file || !file->bytes || file->bytes == MAP_FAILED) {
		free(file);
		return NULL;
	}
	file->length = (size_t)status.st_size;
	file->next = store->mappings;
	store->mappings = file;
	return file;
}

static void add_file(sim_store *store, const char *path, bool complain)
{
	mapping *file = map_file(store, path);
	bool found;

	if (!file) {
		if (complain || errno != ENODATA)
			fprintf(stderr, "tls419-sim: the certificates in %s cannot be read: %s\n", path, strerror(errno));
		return;
	}
	if (tls_bundle_is(file->bytes, file->length)) {
		if (!complain)
			fprintf(stderr, "tls419-sim: %s is a bundle of certificates, and passed over: --certs takes it by its own name\n", path);
		else if (!tls_bundle_open(&store->bundle, file->bytes, file->length))
			fprintf(stderr, "tls419-sim: the bundle of certificates in %s is damaged; `npx tls419 bundle` makes it anew\n", path);
		return;
	}
	if (complain && tls_key_bundle_open(&store->keys, file->bytes, file->length))
		return;
	found = file->bytes[0] == 0x30 ? add_der(store, file) : add_pem(store, file);
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
	return store->bundle.count > 0 ? store->bundle.count : store->keys.count > 0 ? store->keys.count : store->count;
}

const uint8_t *sim_store_part(const sim_store *store, size_t index, size_t *length)
{
	const mapping *file = store->mappings;

	while (file && index-- > 0)
		file = file->next;
	*length = file ? file->length : 0;
	return file ? file->bytes : NULL;
}

/* The certificate itself, decoded if it was not before; NULL without memory. */
static const uint8_t *der_of(certificate *entry, size_t *length)
{
	*length = entry->length;
	if (!entry->isText)
		return entry->bytes;
	if (!entry->der)
		entry->der = decode(entry, &entry->derLength);
	*length = entry->derLength;
	return entry->der;
}

const uint8_t *sim_store_find(const sim_store *store, const uint8_t *subject, size_t subjectLength, size_t index, size_t *length)
{
	uint32_t hash = hash_of(subject, subjectLength);
	const uint8_t *der, *own;
	size_t i, ownLength;

	if (store->bundle.count > 0)
		return tls_bundle_find(&store->bundle, subject, subjectLength, index, length);
	if (store->keys.count > 0)
		return tls_key_bundle_find(&store->keys, subject, subjectLength, index, length);
	for (i = 0; i < store->count; i++) {
		if (store->certificates[i].hash != hash)
			continue;
		der = der_of(&store->certificates[i], length);
		own = der ? tls_der_subject(der, *length, &ownLength) : NULL;
		if (own && ownLength == subjectLength && memcmp(own, subject, subjectLength) == 0 && index-- == 0)
			return der;
	}
	return NULL;
}

void sim_store_close(void)
{
	while (opened.count > 0)
		free(opened.certificates[--opened.count].der);
	free(opened.certificates);
	while (opened.mappings) {
		mapping *file = opened.mappings;
		opened.mappings = file->next;
		munmap(file->bytes, file->length);
		free(file);
	}
	memset(&opened, 0, sizeof(opened));
	loaded = false;
}
