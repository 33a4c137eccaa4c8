/*
 * A stream of the simulated network: two ends in one piece of memory, and a line to each of them (line.h) on which frames come from
 * the other. The window counts what was written and not yet read on the other side; reading gives it back with a frame of its own,
 * so that it, too, takes its time.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "frame.h"
#include "line.h"
#include "loop.h"
#include "network.h"
#include "stream.h"

#define WINDOW 65536

typedef struct link link_pair;
typedef struct {
	io_stream stream;
	link_pair *pair;
	io_line line;              /* to this end */
	frame_queue arrived;       /* FRAME_DATA to be read */
	size_t unread;
	size_t outstanding;        /* written here and not yet given back */
	size_t owed;               /* read here and not yet given back to the other end */
	bool endSent;
	bool closed;
} link_end;

struct link {
	link_end client;
	link_end server;
	link_pair *next;
	link_pair *previous;
};

/* Links in use. A program may end while frames are on their way; they are not forgotten, only not needed any more. */
static link_pair *links;

static const io_stream_class linkClass;

static link_end *other_end(link_end *end)
{
	return (end == &end->pair->client) ? &end->pair->server : &end->pair->client;
}

static void fail(link_end *end, int number)
{
	if (!end->stream.error)
		end->stream.error = number;
}

/* Neither end learns any more what the other does. */
static void fail_both(link_end *end, int number)
{
	fail(end, number);
	fail(other_end(end), number);
}

/* Sends a frame from one end to the other. */
static void send_frame(link_end *from, frame_kind kind, const void *bytes, size_t length)
{
	int error = line_send(&other_end(from)->line, kind, bytes, length);

	if (error)
		fail_both(from, error);
}

static void free_pair(link_pair *pair)
{
	link_end *ends[2] = { &pair->client, &pair->server };
	int index;

	for (index = 0; index < 2; index++) {
		line_drop(&ends[index]->line);
		frame_empty(&ends[index]->arrived);
	}
	if (pair->previous)
		pair->previous->next = pair->next;
	else
		links = pair->next;
	if (pair->next)
		pair->next->previous = pair->previous;
	free(pair);
}

static void close_end(link_end *end)
{
	link_pair *pair = end->pair;

	end->closed = true;
	end->stream.owner = NULL;
	frame_empty(&end->arrived);
	if (pair->client.closed && pair->server.closed)
		free_pair(pair);
}

/* The first frame of a link. The port may have been closed, or be full, since it was sent. */
static void arrive_open(link_end *end)
{
	io_acceptor *acceptor = acceptor_find(&end->pair->client.stream.remote);

	if (!acceptor || !acceptor_offer(acceptor, &end->stream)) {
		send_frame(end, FRAME_RESET, NULL, 0);
		end->closed = true;
		return;
	}
	end->stream.connected = true;
	send_frame(end, FRAME_OPENED, NULL, 0);
	(*acceptor->changed)(acceptor->owner);
}

static void arrive(link_end *end, frame *arrived)
{
	switch (arrived->kind) {
	case FRAME_OPEN:
		arrive_open(end);
		break;
	case FRAME_OPENED:
		end->stream.connected = true;
		break;
	case FRAME_DATA:
		if (!end->closed && !end->stream.error) {
			frame_push(&end->arrived, arrived);
			end->unread += arrived->length;
			return;
		}
		if (end->closed)
			send_frame(end, FRAME_RESET, NULL, 0);
		break;
	case FRAME_CREDIT:
		end->outstanding -= arrived->length;
		break;
	case FRAME_END:
		end->stream.ended = true;
		break;
	case FRAME_RESET:
		fail(end, end->stream.connected ? ECONNRESET : ECONNREFUSED);
		break;
	}
	free(arrived);
}

static void timer_fired(sim_timer *timer)
{
	link_end *end = (link_end *)((char *)timer - offsetof(link_end, line.timer));
	double now = sim_now();
	frame *arrived;
	int error;

	while ((arrived = line_take(&end->line, now)))
		arrive(end, arrived);
	error = line_await(&end->line);
	if (error)
		fail_both(end, error);
	if (end->pair->client.closed && end->pair->server.closed)
		free_pair(end->pair);
	else if (end->stream.owner)
		(*end->stream.changed)(end->stream.owner);
}

static size_t link_readable(io_stream *stream)
{
	return ((link_end *)stream)->unread;
}

/* Gives room back when it is worth a frame. */
static void give_back(link_end *end)
{
	if (end->owed && (!end->unread || (end->owed >= end->stream.capacity / 2))) {
		send_frame(end, FRAME_CREDIT, NULL, end->owed);
		end->owed = 0;
	}
}

static size_t link_read(io_stream *stream, void *bytes, size_t length)
{
	link_end *end = (link_end *)stream;
	size_t done = 0;

	while ((done < length) && end->arrived.first) {
		frame *first = end->arrived.first;
		size_t part = first->length - first->start;
		if (part > length - done)
			part = length - done;
		memcpy((uint8_t *)bytes + done, first->bytes + first->start, part);
		done += part;
		first->start += part;
		if (first->start == first->length)
			free(frame_pop(&end->arrived));
	}
	end->unread -= done;
	end->owed += done;
	give_back(end);
	return done;
}

static size_t link_room(io_stream *stream)
{
	return stream->capacity - ((link_end *)stream)->outstanding;
}

static void link_write(io_stream *stream, const void *bytes, size_t length, bool more)
{
	link_end *end = (link_end *)stream;
	size_t segment = network_segment(&stream->remote);

	(void)more;
	while (length && !stream->error) {
		size_t part = (length < segment) ? length : segment;
		send_frame(end, FRAME_DATA, bytes, part);
		end->outstanding += part;
		bytes = (const uint8_t *)bytes + part;
		length -= part;
	}
}

static int link_configure(io_stream *stream, const bool *noDelay, const uint32_t *keepAliveSeconds)
{
	(void)stream;
	(void)noDelay;
	(void)keepAliveSeconds;
	return 0;
}

static void link_end_writing(io_stream *stream)
{
	link_end *end = (link_end *)stream;

	if (end->endSent || stream->error || other_end(end)->closed)
		return;
	end->endSent = true;
	send_frame(end, FRAME_END, NULL, 0);
}

static bool link_local(io_stream *stream, io_endpoint *endpoint)
{
	*endpoint = other_end((link_end *)stream)->stream.remote;
	return true;
}

static void link_close(io_stream *stream, bool now)
{
	link_end *end = (link_end *)stream;

	if (!now)
		link_end_writing(stream);
	close_end(end);
}

static const io_stream_class linkClass = { link_readable, link_read, link_room, link_write, link_configure, link_end_writing, link_local, link_close };

static void set_up(link_end *end, link_pair *pair, const io_endpoint *remote)
{
	size_t window = network_profile()->window;

	end->pair = pair;
	end->line.timer.fire = timer_fired;
	end->stream.class = &linkClass;
	end->stream.remote = *remote;
	end->stream.capacity = window ? window : WINDOW;
}

io_stream *link_connect(const io_endpoint *remote, int *error)
{
	link_pair *pair = calloc(1, sizeof(link_pair));
	io_endpoint local = *remote;

	if (!pair) {
		*error = ENOMEM;
		return NULL;
	}
	endpoint_set_port(&local, network_next_port());
	set_up(&pair->client, pair, remote);
	set_up(&pair->server, pair, &local);
	pair->next = links;
	if (links)
		links->previous = pair;
	links = pair;
	send_frame(&pair->client, FRAME_OPEN, NULL, 0);
	if (pair->client.stream.error) {
		*error = pair->client.stream.error;
		free_pair(pair);
		return NULL;
	}
	return &pair->client.stream;
}
