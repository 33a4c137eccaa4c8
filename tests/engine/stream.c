/* Bytes on their way. */
#include "support.h"

#include <stdlib.h>
#include <string.h>

void stream_put(stream *into, const void *bytes, size_t length)
{
	if (into->end + length > into->size) {
		if (into->end > into->start)
			memmove(into->bytes, into->bytes + into->start, into->end - into->start);
		into->end -= into->start;
		into->start = 0;
		if (into->end + length > into->size) {
			into->size = 2 * (into->end + length);
			into->bytes = realloc(into->bytes, into->size);
		}
	}
	if (length > 0)
		memcpy(into->bytes + into->end, bytes, length);
	into->end += length;
}

size_t stream_length(const stream *from)
{
	return from->end - from->start;
}

void stream_take(stream *from, size_t length)
{
	from->start += length;
}

void stream_free(stream *data)
{
	free(data->bytes);
	memset(data, 0, sizeof(*data));
}
