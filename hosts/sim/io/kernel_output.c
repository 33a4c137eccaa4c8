/*
 * What is written to a socket of the kernel. What the kernel does not take is kept in a buffer of at most `capacity` bytes, which exists only as long as something is
 * in it.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel_stream.h"

void kernel_output_flush(kernel_stream *self)
{
	while (self->outputLength && !self->stream.error) {
		ssize_t sent = send(self->watch.descriptor, self->output + self->outputStart, self->outputLength, MSG_NOSIGNAL);
		if (sent < 0) {
			if (errno == EINTR)
				continue;
			if ((errno == EAGAIN) || (errno == EWOULDBLOCK))
				return;
			kernel_stream_fail(self, errno);
			break;
		}
		self->outputStart += (size_t)sent;
		self->outputLength -= (size_t)sent;
		if (!self->outputLength)
			sim_release();
	}
	if (self->outputLength) {
		self->outputLength = 0;
		sim_release();
	}
	free(self->output);
	self->output = NULL;
	self->outputStart = 0;
	if (self->ending && !self->stream.error && (shutdown(self->watch.descriptor, SHUT_WR) < 0))
		kernel_stream_fail(self, errno);
	self->ending = false;
}

size_t kernel_output_room(io_stream *stream)
{
	return stream->capacity - ((kernel_stream *)stream)->outputLength;
}

static void keep(kernel_stream *self, const uint8_t *bytes, size_t length)
{
	if (!self->output)
		self->output = malloc(self->stream.capacity);
	if (!self->output) {
		kernel_stream_fail(self, ENOMEM);
		return;
	}
	if (self->outputStart + self->outputLength + length > self->stream.capacity) {
		memmove(self->output, self->output + self->outputStart, self->outputLength);
		self->outputStart = 0;
	}
	memcpy(self->output + self->outputStart + self->outputLength, bytes, length);
	if (!self->outputLength)
		sim_hold();
	self->outputLength += length;
}

void kernel_output_write(io_stream *stream, const void *bytes, size_t length, bool more)
{
	kernel_stream *self = (kernel_stream *)stream;
	ssize_t sent = 0;

	if (stream->error)
		return;
	if (!self->outputLength) {
		do
			sent = send(self->watch.descriptor, bytes, length, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
		while ((sent < 0) && (errno == EINTR));
		if (sent < 0) {
			if ((errno != EAGAIN) && (errno != EWOULDBLOCK)) {
				kernel_stream_fail(self, errno);
				return;
			}
			sent = 0;
		}
	}
	if ((size_t)sent < length)
		keep(self, (const uint8_t *)bytes + sent, length - (size_t)sent);
}

void kernel_output_end(io_stream *stream)
{
	kernel_stream *self = (kernel_stream *)stream;

	self->ending = true;
	kernel_output_flush(self);
}
