/*
 * Reads a ClientHello in clear (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2) before there is a session: whom the client asks for, what it speaks, and which shared keys
 * it names. So a server can choose its certificate or look a key up, in as much time as that takes, and a client that says nothing costs it nothing.
 *
 * This looks at what is asked here and leaves the rest to the session, which gets the same bytes. It is strict where two readers could see different things:
 * an extension that comes twice, a name with odd letters in it, bytes behind the end.
 */
#include "internal.h"
#include "reader.h"

#include <string.h>

enum {
	handshakeRecord = 22,
	firstRecordType = 20, lastRecordType = 24,
	clientHello = 1,
	messageHeader = 4,
	largestMessage = TLS_HELLO_LIMIT - recordHeader,
	longestName = 255
};

enum { serverNameExtension = 0, protocolsExtension = 16, sharedKeyExtension = 41, versionsExtension = 43 };

static int fail(tls_hello *hello, int error, uint8_t alert)
{
	hello->alert = alert;
	return error;
}

static int malformed(tls_hello *hello)
{
	return fail(hello, MBEDTLS_ERR_SSL_DECODE_ERROR, MBEDTLS_SSL_ALERT_MSG_DECODE_ERROR);
}

static int contradictory(tls_hello *hello)
{
	return fail(hello, MBEDTLS_ERR_SSL_ILLEGAL_PARAMETER, MBEDTLS_SSL_ALERT_MSG_ILLEGAL_PARAMETER);
}

/* Checks as much of a record's header as there is. */
static int check_record(tls_hello *hello, const uint8_t *header, size_t length)
{
	size_t content;

	if (length > 0 && header[0] != handshakeRecord) {
		if (header[0] < firstRecordType || header[0] > lastRecordType)
			return fail(hello, MBEDTLS_ERR_SSL_INVALID_RECORD, MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE);
		return fail(hello, MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE, MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE);
	}
	/* The minor number in it says nothing: RFC 8446, 5.1. */
	if (length > 1 && header[1] != 3)
		return fail(hello, MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION, MBEDTLS_SSL_ALERT_MSG_PROTOCOL_VERSION);
	if (length < recordHeader)
		return 0;
	content = (size_t)tls_get(header + 3, 2);
	if (content == 0)
		return fail(hello, MBEDTLS_ERR_SSL_UNEXPECTED_RECORD, MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE);
	if (content > TLS_HELLO_LIMIT - recordHeader)
		return fail(hello, MBEDTLS_ERR_SSL_BAD_INPUT_DATA, MBEDTLS_SSL_ALERT_MSG_RECORD_OVERFLOW);
	return 0;
}

/* Checks the beginning of the message, as much as there is of it. Returns 1 if a record of `content` bytes holds it all, 0 if it goes on in the next one. */
static int check_message(tls_hello *hello, const uint8_t *message, size_t length, size_t content)
{
	size_t total;

	if (length > 0 && message[0] != clientHello)
		return fail(hello, MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE, MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE);
	if (length < messageHeader)
		return 0;
	total = messageHeader + (size_t)tls_get(message + 1, 3);
	if (total > largestMessage)
		return fail(hello, MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL, MBEDTLS_SSL_ALERT_MSG_ILLEGAL_PARAMETER);
	/* Nothing may follow it before the server has answered. */
	if (content > total)
		return fail(hello, MBEDTLS_ERR_SSL_UNEXPECTED_MESSAGE, MBEDTLS_SSL_ALERT_MSG_UNEXPECTED_MESSAGE);
	return content == total;
}

/*
 * Joins the records that the message came in to one, where they lie, so that it can be read in one piece, by us and by any version of mbedTLS. Each byte is
 * looked at once, however small the records are. Returns 1 when the message is whole.
 */
static int join(tls_hello *hello, uint8_t *bytes, size_t *length)
{
	size_t total = *length, content, next, present, from, to;
	int result = check_record(hello, bytes, total);

	if (result < 0 || total < recordHeader)
		return result;
	content = (size_t)tls_get(bytes + 3, 2);
	to = from = total - recordHeader < content ? total : recordHeader + content;
	result = check_message(hello, bytes + recordHeader, to - recordHeader, content);
	while (result == 0 && to == recordHeader + content && from < total) {
		result = check_record(hello, bytes + from, total - from);
		if (result < 0 || total - from < recordHeader)
			break;
		next = (size_t)tls_get(bytes + from + 3, 2);
		content += next;
		if (content > largestMessage)
			return fail(hello, MBEDTLS_ERR_SSL_BUFFER_TOO_SMALL, MBEDTLS_SSL_ALERT_MSG_ILLEGAL_PARAMETER);
		from += recordHeader;
		present = next < total - from ? next : total - from;
		memmove(bytes + to, bytes + from, present);
		from += present;
		to += present;
		result = check_message(hello, bytes + recordHeader, to - recordHeader, content);
	}
	if (result < 0)
		return result;
	memmove(bytes + to, bytes + from, total - from);
	*length = to + total - from;
	bytes[3] = (uint8_t)(content >> 8);
	bytes[4] = (uint8_t)content;
	return result == 1 && to == recordHeader + content;
}

/* RFC 6066, 3. */
static int read_server_name(tls_hello *hello, tls_reader extension)
{
	tls_reader list, name;
	size_t type, i;

	if (!tls_reader_vector(&extension, 2, &list) || extension.left > 0 || list.left == 0)
		return malformed(hello);
	while (list.left > 0) {
		if (!tls_reader_number(&list, 1, &type) || !tls_reader_vector(&list, 2, &name))
			return malformed(hello);
		if (type != MBEDTLS_TLS_EXT_SERVERNAME_HOSTNAME)
			continue;
		if (hello->name || name.left == 0 || name.left > longestName)
			return contradictory(hello);
		/* A zero byte, or a letter that looks like another one, is an attempt to be taken for somebody else. */
		for (i = 0; i < name.left; i++) {
			if (name.at[i] <= ' ' || name.at[i] > '~')
				return contradictory(hello);
		}
		hello->name = name.at;
		hello->nameLength = name.left;
	}
	return 0;
}

/* RFC 7301, 3.1. */
static int read_protocols(tls_hello *hello, tls_reader extension)
{
	tls_reader list, name;

	if (!tls_reader_vector(&extension, 2, &list) || extension.left > 0 || list.left == 0)
		return malformed(hello);
	hello->protocols = list.at;
	hello->protocolsLength = list.left;
	while (list.left > 0) {
		if (!tls_reader_vector(&list, 1, &name) || name.left == 0)
			return malformed(hello);
	}
	return 0;
}

/* RFC 8446, 4.2.11. */
static int read_identities(tls_hello *hello, tls_reader extension)
{
	tls_reader list, binders, item;
	size_t age, identities = 0;

	if (!tls_reader_vector(&extension, 2, &list) || !tls_reader_vector(&extension, 2, &binders) || extension.left > 0 || list.left == 0)
		return malformed(hello);
	hello->identities = list.at;
	hello->identitiesLength = list.left;
	for (; list.left > 0; identities++) {
		if (!tls_reader_vector(&list, 2, &item) || item.left == 0 || !tls_reader_number(&list, 4, &age))
			return malformed(hello);
	}
	for (; binders.left > 0; identities--) {
		if (!tls_reader_vector(&binders, 1, &item) || item.left < 32)
			return malformed(hello);
	}
	return identities == 0 ? 0 : contradictory(hello);
}

/* RFC 8446, 4.2.1. */
static int read_versions(tls_hello *hello, tls_reader extension)
{
	tls_reader list;
	size_t version;

	if (!tls_reader_vector(&extension, 1, &list) || extension.left > 0 || list.left == 0 || list.left % 2 != 0)
		return malformed(hello);
	hello->version = 0;
	while (tls_reader_number(&list, 2, &version)) {
		if (version <= MBEDTLS_SSL_VERSION_TLS1_3 && version > hello->version)
			hello->version = (uint16_t)version;
	}
	return 0;
}

int tls_hello_extensions(tls_hello *hello, tls_reader extensions)
{
	static const struct {
		uint16_t type;
		int (*read)(tls_hello *hello, tls_reader extension);
	} known[] = {
		{ serverNameExtension, read_server_name },
		{ protocolsExtension, read_protocols },
		{ sharedKeyExtension, read_identities },
		{ versionsExtension, read_versions }
	};
	unsigned seen = 0, i;
	tls_reader extension;
	size_t type;
	int result = 0;

	while (extensions.left > 0 && result == 0) {
		if (!tls_reader_number(&extensions, 2, &type) || !tls_reader_vector(&extensions, 2, &extension))
			return malformed(hello);
		for (i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
			if (known[i].type != type)
				continue;
			/* The shared keys are the last extension, since their proof is computed over all that comes before. */
			if (seen & 1u << i || (type == sharedKeyExtension && extensions.left > 0))
				return contradictory(hello);
			seen |= 1u << i;
			result = known[i].read(hello, extension);
		}
	}
	return result;
}

void tls_hello_session(tls_hello *hello, tls_reader session)
{
	enum { longestId = 32 };

	if (session.left == 0 || session.left > longestId)
		return;
	hello->session = session.at;
	hello->sessionLength = session.left;
}

int tls_hello_read(tls_hello *hello, uint8_t *bytes, size_t *length)
{
	tls_reader message, session, part;
	size_t version;
	int result;

	memset(hello, 0, sizeof(*hello));
	result = join(hello, bytes, length);
	if (result != 1)
		return result;
	message = (tls_reader){ bytes + recordHeader + messageHeader, (size_t)tls_get(bytes + 3, 2) - messageHeader };
	/* Version and random number; session id, cipher suites, compression methods. */
	if (!tls_reader_number(&message, 2, &version) || !tls_reader_skip(&message, 32) || !tls_reader_vector(&message, 1, &session) || !tls_reader_vector(&message, 2, &part)
		|| !tls_reader_vector(&message, 1, &part))
		return malformed(hello);
	tls_hello_session(hello, session);
	/* Higher numbers than that of TLS 1.2 mean that one: what is newer is offered in an extension. */
	hello->version = version > MBEDTLS_SSL_VERSION_TLS1_2 ? MBEDTLS_SSL_VERSION_TLS1_2 : (uint16_t)version;
	if (message.left == 0)
		return 1;
	if (!tls_reader_vector(&message, 2, &part) || message.left > 0)
		return malformed(hello);
	result = tls_hello_extensions(hello, part);
	return result < 0 ? result : 1;
}
