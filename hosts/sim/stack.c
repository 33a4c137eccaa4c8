/*
	How deep C may go. XS asks at each regular expression that it compiles, and its own answer reads /proc/self/maps each time: some tens of
	microseconds, more than a request of HTTP takes otherwise. The simulator has one machine on one thread, so it asks once.
*/

#define _GNU_SOURCE

#include <pthread.h>
#include <stddef.h>

#ifndef mxASANStackMargin
#define mxASANStackMargin 0
#endif

/* What native functions below XS need, and more than any step of the engine takes. */
#define RESERVE (128 * 1024 + mxASANStackMargin)

extern char *fxCStackLimit(void);

/* NULL, which XS takes for "no limit", where the system does not tell; it is asked again then. */
char *fxCStackLimit(void)
{
	static char *limit;
	pthread_attr_t attributes;
	void *lowest;
	size_t size;

	if (limit || pthread_getattr_np(pthread_self(), &attributes))
		return limit;
	if (!pthread_attr_getstack(&attributes, &lowest, &size))
		limit = (char *)lowest + RESERVE;
	pthread_attr_destroy(&attributes);
	return limit;
}
