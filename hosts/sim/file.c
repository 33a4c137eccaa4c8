/* Natives of tls419/sim/file. */

#include "xsmc.h"
#include "mc.xs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "turn.h"

/* Reads all of an open file into a block that the caller frees. */
static int read_all(int descriptor, char **result, size_t *length)
{
	struct stat status;
	ssize_t count;
	size_t size, used = 0;
	char *data;

	if (fstat(descriptor, &status) < 0)
		return errno;
	if (status.st_size > INT32_MAX)
		return EFBIG;
	size = (size_t)status.st_size;
	data = malloc(size + 1);
	if (!data)
		return ENOMEM;
	while (used < size && (count = read(descriptor, data + used, size - used)) != 0) {
		if (count < 0 && errno != EINTR) {
			int error = errno;
			free(data);
			return error;
		}
		used += count > 0 ? (size_t)count : 0;
	}
	*result = data;
	*length = used;
	return 0;
}

void xs_sim_file_read(xsMachine *the)
{
	const char *path = xsmcToString(xsArg(0));
	int descriptor = open(path, O_RDONLY | O_CLOEXEC), error = descriptor < 0 ? errno : 0;
	char *data = NULL;
	size_t length = 0;

	if (error == ENOENT)
		return;
	if (!error) {
		error = read_all(descriptor, &data, &length);
		close(descriptor);
	}
	if (error)
		sim_throw("%.200s cannot be read: %s", path, strerror(error));
	{
		xsTry {
			xsmcSetArrayBuffer(xsResult, data, (xsIntegerValue)length);
			free(data);
		}
		xsCatch {
			free(data);
			xsThrow(xsException);
		}
	}
}

void xs_sim_file_write(xsMachine *the)
{
	const char *path = xsmcToString(xsArg(0));
	xsUnsignedValue length, used = 0;
	int descriptor, error;
	ssize_t count;
	void *data;

	xsmcGetBufferReadable(xsArg(1), &data, &length);
	descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	error = descriptor < 0 ? errno : 0;
	while (!error && used < length) {
		count = write(descriptor, (char *)data + used, length - used);
		if (count < 0 && errno != EINTR)
			error = errno;
		used += count > 0 ? (xsUnsignedValue)count : 0;
	}
	if (descriptor >= 0 && close(descriptor) < 0 && !error)
		error = errno;
	if (error)
		sim_throw("%.200s cannot be written: %s", path, strerror(error));
}
