/*
 * A stream of the simulated network: two ends in one piece of memory, and frames on their way between them. A frame arrives after
 * the profile's latency and the time that its bytes take; frames of a direction never overtake each other. A lost segment arrives
 * later, as if it had been sent again. The window counts what was written and not yet read on the other side; reading gives it
 * back with a frame of its own, so that it, too, takes its time.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "loop.h"
#include "network.h"
#include "stream.h"

#define WINDOW 65536
#define RESEND_AFTER 200.0     /* milliseconds; doubled with each loss in a row */
#define MOST_LOSSES 8

typedef enum { OPEN, OPENED, DATA, CREDIT, END, RESET } frame_kind;

typedef struct frame frame;
struct frame {
	frame *next;
	double arrival;
	frame_kind kind;
	size_t start;              /* DATA: how many bytes were read */
	size_t length;             /* DATA: of bytes; CREDIT: what it gives back */
	uint8_t bytes[];
};

typedef struct {
	frame *first;
	frame *last;
} frame_queue;

typedef struct link link_pair;
typedef struct {
	io_stream stream;
	link_pair *pair;
	frame_queue coming;        /* on the way to this end */
	frame_queue arrived;       /* DATA to be read */
	sim_timer timer;           /* for the first of `coming` */
	double lineFree;           /* when the line out of this end has sent what it was given */
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

static void push(frame_queue *queue, frame *added)
{
	added->next = NULL;
	if (queue->last)
		queue->last->next = added;
	else
		queue->first = added;
	queue->last = added;
}

static frame *pop(frame_queue *queue)
{
	frame *first = queue->first;

	queue->first = first->next;
	if (!queue->first)
		queue->last = NULL;
	return first;
}

static void empty(frame_queue *queue)
{
	while (queue->first)
		free(pop(queue));
}

static void fail(link_end *end, int number)
{
	if (!end->stream.error)
		end->stream.error = number;
}

static void await_first(link_end *end)
{
	if (end->coming.first && (sim_timer_set(&end->timer, end->coming.first->arrival - sim_now()) < 0)) {
		fail(end, ENOMEM);
		fail(other_end(end), ENOMEM);
	}
}

/* Sends a frame from one end to the other. */
static void send_frame(link_end *from, frame_kind kind, const void *bytes, size_t length)
{
	link_end *to = other_end(from);
	size_t size = (kind == DATA) ? length : 0;
	frame *sent = malloc(sizeof(frame) + size);
	const network_profile_data *profile = network_profile();
	double now = sim_now(), resend = RESEND_AFTER;
	int losses;

	if (!sent) {
		fail(from, ENOMEM);
		fail(to, ENOMEM);
		return;
	}
	sent->kind = kind;
	sent->start = 0;
	sent->length = length;
	if (size)
		memcpy(sent->bytes, bytes, size);
	if (from->lineFree < now)
		from->lineFree = now;
	if (profile->rate > 0)
		from->lineFree += (double)size / profile->rate;
	sent->arrival = from->lineFree + network_delay(0);
	for (losses = 0; (kind == DATA) && (losses < MOST_LOSSES) && network_chance(profile->loss); losses++) {
		sent->arrival += resend;
		resend *= 2;
	}
	if (to->coming.last && (sent->arrival < to->coming.last->arrival))
		sent->arrival = to->coming.last->arrival;
	push(&to->coming, sent);
	if (to->coming.first == sent)
		await_first(to);
}

static void free_pair(link_pair *pair)
{
	link_end *ends[2] = { &pair->client, &pair->server };
	int index;

	for (index = 0; index < 2; index++) {
		sim_timer_clear(&ends[index]->timer);
		empty(&ends[index]->coming);
		empty(&ends[index]->arrived);
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
	empty(&end->arrived);
	if (pair->client.closed && pair->server.closed)
		free_pair(pair);
}

/* The first frame of a link. The port may have been closed, or be full, since it was sent. */
static void arrive_open(link_end *end)
{
	io_acceptor *acceptor = acceptor_find(&end->pair->client.stream.remote);

	if (!acceptor || !acceptor_offer(acceptor, &end->stream)) {
		send_frame(end, RESET, NULL, 0);
		end->closed = true;
		return;
	}
	end->stream.connected = true;
	send_frame(end, OPENED, NULL, 0);
	(*acceptor->changed)(acceptor->owner);
}

static void arrive(link_end *end, frame *arrived)
{
	switch (arrived->kind) {
	case OPEN:
		arrive_open(end);
		break;
	case OPENED:
		end->stream.connected = true;
		break;
	case DATA:
		if (!end->closed && !end->stream.error) {
			push(&end->arrived, arrived);
			end->unread += arrived->length;
			return;
		}
		if (end->closed)
			send_frame(end, RESET, NULL, 0);
		break;
	case CREDIT:
		end->outstanding -= arrived->length;
		break;
	case END:
		end->stream.ended = true;
		break;
	case RESET:
		fail(end, end->stream.connected ? ECONNRESET : ECONNREFUSED);
		break;
	}
	free(arrived);
}

static void timer_fired(sim_timer *timer)
{
	link_end *end = (link_end *)((char *)timer - offsetof(link_end, timer));
	double now = sim_now();

	while (end->coming.first && (end->coming.first->arrival <= now))
		arrive(end, pop(&end->coming));
	await_first(end);
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
		send_frame(end, CREDIT, NULL, end->owed);
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
			free(pop(&end->arrived));
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
		send_frame(end, DATA, bytes, part);
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
	send_frame(end, END, NULL, 0);
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
	end->timer.fire = timer_fired;
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
	send_frame(&pair->client, OPEN, NULL, 0);
	if (pair->client.stream.error) {
		*error = pair->client.stream.error;
		free_pair(pair);
		return NULL;
	}
	return &pair->client.stream;
}
