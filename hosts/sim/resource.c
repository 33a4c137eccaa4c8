/* Natives of Resource: the files that a program names as resources, mapped read-only as host buffers. */

#include "xsmc.h"
#include "mc.xs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "program.h"
#include "resource.h"
#include "turn.h"

/* Mapped once and until the end: slices share the bytes, and nobody can tell when the last one is gone. */
typedef struct mapping mapping;
struct mapping {
	mapping *next;
	char *name;
	void *data;
	size_t length;
};

static mapping *mappings;

static int map_file(mapping *it, const char *path)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	int error = 0;

	if (descriptor < 0)
		return errno;
	if (fstat(descriptor, &status) < 0)
		error = errno;
	else if (status.st_size > INT32_MAX)
		error = EFBIG;
	else if (status.st_size > 0) {
		it->length = (size_t)status.st_size;
		it->data = mmap(NULL, it->length, PROT_READ, MAP_PRIVATE, descriptor, 0);
		if (it->data == MAP_FAILED) {
			it->data = NULL;
			error = errno;
		}
	}
	close(descriptor);
	return error;
}

static void delete_mapping(mapping *it)
{
	if (it->data)
		munmap(it->data, it->length);
	free(it->name);
	free(it);
}

static mapping *open_resource(const char *name)
{
	mapping *it;
	char *path;
	int error = ENOMEM;

	for (it = mappings; it; it = it->next) {
		if (!strcmp(it->name, name))
			return it;
	}
	path = sim_program_resource(name);
	if (!path && (errno == ENOENT))
		sim_throw("no resource is called \"%.200s\"", name);
	it = calloc(1, sizeof(mapping));
	if (it)
		it->name = strdup(name);
	if (path && it && it->name)
		error = map_file(it, path);
	free(path);
	if (error) {
		if (it)
			delete_mapping(it);
		sim_throw("resource %.200s cannot be read: %s", name, strerror(error));
	}
	it->next = mappings;
	mappings = it;
	return it;
}

void sim_resources_close(void)
{
	while (mappings) {
		mapping *it = mappings;
		mappings = it->next;
		delete_mapping(it);
	}
}

void xs_resource_destructor(void *data)
{
	(void)data;
}

/* XS takes a host buffer without an address for a closed one. */
static char nothing[1];

static void set_buffer(xsMachine *the, xsSlot *slot, void *data, size_t length)
{
	xsmcSetHostBuffer(*slot, length ? data : nothing, (xsIntegerValue)length);
	xsmcPetrifyHostBuffer(*slot);
}

void xs_resource(xsMachine *the)
{
	const char *name = (xsmcArgc > 0) ? xsmcToString(xsArg(0)) : "";
	mapping *it = open_resource(name);

	set_buffer(the, &xsThis, it->data, it->length);
}

void xs_resource_exists(xsMachine *the)
{
	char *path = (xsmcArgc > 0) ? sim_program_resource(xsmcToString(xsArg(0))) : NULL;

	xsmcSetBoolean(xsResult, path != NULL);
	free(path);
}

void xs_resource_get_byteLength(xsMachine *the)
{
	xsmcSetInteger(xsResult, xsmcGetHostBufferLength(xsThis));
}

static xsIntegerValue argument_position(xsMachine *the, int index, xsIntegerValue missing, xsIntegerValue length)
{
	double value = missing;

	if ((xsmcArgc > index) && (xsmcTypeOf(xsArg(index)) != xsUndefinedType))
		value = xsmcToNumber(xsArg(index));
	if (value < 0)
		value += length;
	if (!(value > 0))
		return 0;
	return (value < length) ? (xsIntegerValue)value : length;
}

void xs_resource_slice(xsMachine *the)
{
	xsIntegerValue length = xsmcGetHostBufferLength(xsThis);
	xsIntegerValue begin = argument_position(the, 0, 0, length);
	xsIntegerValue end = argument_position(the, 1, length, length);
	char *data = xsmcGetHostData(xsThis);

	if (end < begin)
		end = begin;
	if ((xsmcArgc > 2) && !xsmcTest(xsArg(2))) {
		xsResult = xsNewHostObject(xs_resource_destructor);
		set_buffer(the, &xsResult, data + begin, (size_t)(end - begin));
	}
	else
		xsmcSetArrayBuffer(xsResult, data + begin, end - begin);
}
