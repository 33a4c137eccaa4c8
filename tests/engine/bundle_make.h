/* bundle_make.c: stores of authorities as tools/bundle.mjs makes them, good or bad. */
#ifndef BUNDLE_MAKE_H
#define BUNDLE_MAKE_H

#include "support.h"

enum { headerSize = 16, entrySize = 10 };

typedef struct {
	const uint8_t *der, *subject;
	size_t length, subjectLength;
} bundle_item;

/* As they come, and in their order. Of exact size on the heap, so that a sanitizer sees what is read beyond it. */
blob bundle_make_unsorted(const bundle_item *items, unsigned count);
blob bundle_make(bundle_item *items, unsigned count);
bundle_item bundle_item_of(const blob *der);
/* A bundle of the first `count` of five roots, and their certificates. */
blob bundle_of(unsigned count, blob *files);
void bundle_free_files(blob *files, unsigned count);
uint8_t *bundle_put(uint8_t *at, size_t value, unsigned count);
/* The order of a bundle, for qsort. */
int bundle_compare(const void *left, const void *right);

#endif
