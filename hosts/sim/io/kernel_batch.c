#define _GNU_SOURCE /* recvmmsg */
#include "kernel_batch.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#define LARGEST 65536

/* An error of one datagram, such as a port that nobody listens on, is no error of the socket. */
static bool is_of_one_datagram(int number)
{
	return (number == ECONNREFUSED) || (number == EHOSTUNREACH) || (number == ENETUNREACH) || (number == EMSGSIZE) || (number == EINTR);
}

/*
 * A datagram that the kernel is asked for is received where it stays, in a block; what is longer than a block goes on in the rest, and is put together in one that is as
 * long as it is.
 */
typedef struct {
	io_datagram *block;        /* NULL: none yet, or it was kept */
	struct iovec parts[2];
	uint8_t rest[LARGEST - DATAGRAM_ORDINARY];
} io_place;

static io_place places[KERNEL_BATCH];

/* Returns whether there is a block for what the kernel puts there. */
static bool prepare(io_place *place, struct msghdr *header)
{
	if (!place->block)
		place->block = datagram_make(DATAGRAM_ORDINARY);
	if (!place->block)
		return false;
	memset(&place->block->from, 0, sizeof(place->block->from));
	place->parts[0] = (struct iovec){ place->block->bytes, DATAGRAM_ORDINARY };
	place->parts[1] = (struct iovec){ place->rest, sizeof(place->rest) };
	*header = (struct msghdr){
		.msg_name = &place->block->from.socket, .msg_namelen = sizeof(place->block->from.socket), .msg_iov = place->parts, .msg_iovlen = 2
	};
	return true;
}

/* Keeps what the kernel has put there. Returns whether there was memory for it. */
static bool keep_place(io_datagrams *public, io_place *place, const struct mmsghdr *message)
{
	io_datagram *arrived = place->block;

	if (message->msg_len > DATAGRAM_ORDINARY) {
		arrived = datagram_make(message->msg_len);
		if (!arrived)
			return false;
		arrived->from = place->block->from;
		memcpy(arrived->bytes, place->block->bytes, DATAGRAM_ORDINARY);
		memcpy(arrived->bytes + DATAGRAM_ORDINARY, place->rest, message->msg_len - DATAGRAM_ORDINARY);
	}
	else
		place->block = NULL;
	arrived->length = message->msg_len;
	arrived->from.length = message->msg_hdr.msg_namelen;
	endpoint_unfold(&arrived->from);
	datagram_keep(public, arrived);
	return true;
}

bool kernel_batch_receive(io_datagrams *public, int descriptor, size_t most)
{
	static struct mmsghdr messages[KERNEL_BATCH];
	static unsigned used = KERNEL_BATCH; /* how many, from the first on, the last call has used, and are to be made ready anew */
	unsigned asked = most < KERNEL_BATCH ? (unsigned)most : KERNEL_BATCH;
	int count, index;

	for (; used > 0; used--) {
		if (!prepare(&places[used - 1], &messages[used - 1].msg_hdr)) {
			public->error = ENOMEM;
			return false;
		}
	}
	count = recvmmsg(descriptor, messages, asked, MSG_DONTWAIT, NULL);
	if (count < 0) {
		if (is_of_one_datagram(errno))
			return true;
		if ((errno != EAGAIN) && (errno != EWOULDBLOCK))
			public->error = errno;
		return false;
	}
	used = (unsigned)count;
	for (index = 0; index < count; index++) {
		if (!keep_place(public, &places[index], &messages[index])) {
			public->error = ENOMEM;
			return false;
		}
	}
	return (unsigned)count == asked;
}
