/* Records as anyone on the way can see them. */
#include "support.h"

size_t record_length(const stream *from)
{
	const uint8_t *bytes = from->bytes + from->start;
	size_t length;

	if (stream_length(from) < 5)
		return 0;
	length = 5 + (size_t)(bytes[3] << 8 | bytes[4]);
	return length <= stream_length(from) ? length : 0;
}

int take_alert(stream *from)
{
	size_t length;
	int alert = -1;

	while ((length = record_length(from)) > 0) {
		if (from->bytes[from->start] == ALERT && length == 7)
			alert = from->bytes[from->start + 6];
		stream_take(from, length);
	}
	return alert;
}

void put_record(stream *into, int type, const void *bytes, size_t length)
{
	const uint8_t header[] = { (uint8_t)type, 3, 3, (uint8_t)(length >> 8), (uint8_t)length };

	stream_put(into, header, sizeof(header));
	stream_put(into, bytes, length);
}
