/* Reading and writing of the TCP class. Arguments may be objects of the program, with code of their own: so the instance is looked up again after each conversion. */

#include "tcp.h"

#include <math.h>

#include "bytes.h"
#include "later.h"
#include "mc.xs.h"
#include "statistics.h"

/* Of the count bytes that were there. Fewer means that the connection broke in this moment, and that nothing more will come. */
static void took(tcp *self, size_t got, size_t count)
{
	io_stream *stream = self->stream;

	self->readable = (got < count) ? 0 : self->readable - got;
	sim_count.socketIn += got;
	if (!self->readable && (stream->ended || stream->error || (*stream->class->readable)(stream)))
		io_later_ask(&self->later);
}

/* A count of bytes: a positive whole number, at most what is there. */
static size_t read_count(xsMachine *the, xsSlot *argument, size_t readable)
{
	double count = xsmcToNumber(*argument);

	if (!(count >= 1) || (count != floor(count)) || isinf(count))
		xsRangeError("the number of bytes to read must be a whole number above 0");
	return (count < (double)readable) ? (size_t)count : readable;
}

static void read_number(xsMachine *the, tcp *self)
{
	uint8_t byte;
	size_t got = (*self->stream->class->read)(self->stream, &byte, 1);

	if (got)
		xsmcSetInteger(xsResult, byte);
	took(self, got, 1);
}

static void read_into(xsMachine *the, xsSlot *buffer)
{
	xsUnsignedValue length;
	size_t count, got;
	void *bytes;
	tcp *self;

	bytes_to_fill(the, buffer, &bytes, &length);
	self = tcp_of(the, &xsThis);
	count = (length < self->readable) ? length : self->readable;
	got = (*self->stream->class->read)(self->stream, bytes, count);
	took(self, got, count);
	xsmcSetInteger(xsResult, (xsIntegerValue)got);
}

static void read_new(xsMachine *the, size_t count)
{
	void *bytes = xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)count);
	tcp *self = tcp_of(the, &xsThis);
	size_t got = (*self->stream->class->read)(self->stream, bytes, count);

	took(self, got, count);
	if (got < count)
		xsResult = xsCall2(xsResult, xsID_slice, xsInteger(0), xsInteger((xsIntegerValue)got));
}

void xs_sim_tcp_read(xsMachine *the)
{
	tcp *self = tcp_of(the, &xsThis);
	xsType type = (xsmcArgc > 0) ? xsmcTypeOf(xsArg(0)) : xsUndefinedType;

	if (!self->readable)
		return;
	if (self->numbers) {
		if (type != xsUndefinedType)
			xsTypeError("read takes no argument while the format is \"number\"");
		read_number(the, self);
	}
	else if (type == xsReferenceType)
		read_into(the, &xsArg(0));
	else
		read_new(the, (type == xsUndefinedType) ? self->readable : read_count(the, &xsArg(0), self->readable));
}

/* Of the options only `more` changes anything; `byteLength` is checked, and a promise that nobody has to keep. */
static bool read_write_options(xsMachine *the, xsSlot *options)
{
	bool more = false;

	if (xsmcTypeOf(*options) == xsUndefinedType)
		return false;
	if (xsmcTypeOf(*options) != xsReferenceType)
		xsTypeError("the options of write must be an object");
	xsmcVars(1);
	if (xsmcHas(*options, xsID_more)) {
		xsmcGet(xsVar(0), *options, xsID_more);
		more = xsmcToBoolean(xsVar(0));
	}
	if (xsmcHas(*options, xsID_byteLength)) {
		double length;
		xsmcGet(xsVar(0), *options, xsID_byteLength);
		length = xsmcToNumber(xsVar(0));
		if (!(length >= 1) || (length != floor(length)) || isinf(length))
			xsRangeError("byteLength must be a whole number above 0");
	}
	return more;
}

static uint8_t read_byte(xsMachine *the, xsSlot *argument)
{
	xsType type = xsmcTypeOf(*argument);
	double value;

	if (type == xsUndefinedType)
		xsTypeError("write needs a byte");
	value = xsmcToNumber(*argument);
	if (!(value >= 0) || (value > 255) || (value != floor(value)))
		xsRangeError("a byte must be a whole number from 0 to 255");
	return (uint8_t)value;
}

void xs_sim_tcp_write(xsMachine *the)
{
	tcp *self = tcp_of(the, &xsThis);
	bool more = false;
	xsUnsignedValue length = 1;
	uint8_t byte;
	void *bytes = &byte;

	if (!self->connected || self->failed || self->finished)
		xsUnknownError((self->failed || self->finished) ? "the connection has ended" : "not connected yet; onWritable says when");
	if (xsmcArgc < 1)
		xsTypeError("write needs data");
	if (xsmcArgc > 1)
		more = read_write_options(the, &xsArg(1));
	if (tcp_of(the, &xsThis)->numbers)
		byte = read_byte(the, &xsArg(0));
	else
		bytes_to_read(the, &xsArg(0), &bytes, &length);
	self = tcp_of(the, &xsThis); /* options and numbers may be objects of the program, with code of their own */
	if (length > self->writable)
		xsUnknownError("write of %u bytes, but only %u can be written now", (unsigned)length, (unsigned)self->writable);
	if (length) {
		(*self->stream->class->write)(self->stream, bytes, length, more);
		self->writable -= length;
		sim_count.socketOut += length;
		io_later_ask(&self->later);
	}
	xsmcSetInteger(xsResult, (xsIntegerValue)self->writable);
}

