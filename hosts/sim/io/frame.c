#include "frame.h"

#include <stdlib.h>
#include <string.h>

frame *frame_make(frame_kind kind, const void *bytes, size_t length)
{
	size_t size = (kind == FRAME_DATA) ? length : 0;
	frame *made = malloc(sizeof(frame) + size);

	if (!made)
		return NULL;
	made->kind = kind;
	made->start = 0;
	made->length = length;
	if (size)
		memcpy(made->bytes, bytes, size);
	return made;
}

void frame_push(frame_queue *queue, frame *added)
{
	added->next = NULL;
	if (queue->last)
		queue->last->next = added;
	else
		queue->first = added;
	queue->last = added;
}

frame *frame_pop(frame_queue *queue)
{
	frame *first = queue->first;

	queue->first = first->next;
	if (!queue->first)
		queue->last = NULL;
	return first;
}

void frame_empty(frame_queue *queue)
{
	while (queue->first)
		free(frame_pop(queue));
}
