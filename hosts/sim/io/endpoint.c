#include "endpoint.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool parse_zone(const char *zone, uint32_t *scope)
{
	char *end;
	unsigned long number;

	*scope = if_nametoindex(zone);
	if (*scope)
		return true;
	number = strtoul(zone, &end, 10);
	*scope = (uint32_t)number;
	return (*zone >= '0') && (*zone <= '9') && !*end && (number <= UINT32_MAX);
}

bool endpoint_parse(io_endpoint *endpoint, const char *address, uint16_t port)
{
	char bare[INET6_ADDRSTRLEN];
	const char *zone = strchr(address, '%');
	size_t length = zone ? (size_t)(zone - address) : strlen(address);

	memset(endpoint, 0, sizeof(*endpoint));
	if (length >= sizeof(bare))
		return false;
	memcpy(bare, address, length);
	bare[length] = 0;
	if (!zone && (inet_pton(AF_INET, bare, &endpoint->socket.v4.sin_addr) == 1)) {
		endpoint->socket.v4.sin_family = AF_INET;
		endpoint->length = sizeof(endpoint->socket.v4);
	}
	else if (inet_pton(AF_INET6, bare, &endpoint->socket.v6.sin6_addr) == 1) {
		endpoint->socket.v6.sin6_family = AF_INET6;
		endpoint->length = sizeof(endpoint->socket.v6);
		if (zone && !parse_zone(zone + 1, &endpoint->socket.v6.sin6_scope_id))
			return false;
	}
	else
		return false;
	endpoint_set_port(endpoint, port);
	endpoint_unfold(endpoint);
	return true;
}

void endpoint_unfold(io_endpoint *endpoint)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };

	if ((endpoint->socket.any.sa_family != AF_INET6) || !IN6_IS_ADDR_V4MAPPED(&endpoint->socket.v6.sin6_addr))
		return;
	v4.sin_port = endpoint->socket.v6.sin6_port;
	memcpy(&v4.sin_addr, &endpoint->socket.v6.sin6_addr.s6_addr[12], sizeof(v4.sin_addr));
	endpoint->socket.v4 = v4;
	endpoint->length = sizeof(v4);
}

void endpoint_fold(io_endpoint *endpoint)
{
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (endpoint->socket.any.sa_family != AF_INET)
		return;
	v6.sin6_port = endpoint->socket.v4.sin_port;
	v6.sin6_addr.s6_addr[10] = v6.sin6_addr.s6_addr[11] = 0xff;
	memcpy(&v6.sin6_addr.s6_addr[12], &endpoint->socket.v4.sin_addr, sizeof(endpoint->socket.v4.sin_addr));
	endpoint->socket.v6 = v6;
	endpoint->length = sizeof(v6);
}

uint16_t endpoint_port(const io_endpoint *endpoint)
{
	return ntohs((endpoint->socket.any.sa_family == AF_INET) ? endpoint->socket.v4.sin_port : endpoint->socket.v6.sin6_port);
}

void endpoint_set_port(io_endpoint *endpoint, uint16_t port)
{
	if (endpoint->socket.any.sa_family == AF_INET)
		endpoint->socket.v4.sin_port = htons(port);
	else
		endpoint->socket.v6.sin6_port = htons(port);
}

/* Done for each datagram that comes, and printf takes long. */
static void text_of_four(const uint8_t bytes[4], char *text)
{
	unsigned index;

	for (index = 0; index < 4; index++) {
		unsigned number = bytes[index];
		if (number >= 100)
			*text++ = (char)('0' + number / 100);
		if (number >= 10)
			*text++ = (char)('0' + number / 10 % 10);
		*text++ = (char)('0' + number % 10);
		*text++ = '.';
	}
	text[-1] = 0;
}

void endpoint_text(const io_endpoint *endpoint, char text[ENDPOINT_TEXT])
{
	const uint8_t *bytes;
	int group, used = 0;

	if (endpoint->socket.any.sa_family == AF_INET) {
		text_of_four((const uint8_t *)&endpoint->socket.v4.sin_addr, text);
		return;
	}
	bytes = endpoint->socket.v6.sin6_addr.s6_addr;
	for (group = 0; group < 8; group++)
		used += snprintf(text + used, ENDPOINT_TEXT - (size_t)used, "%s%02x%02x", group ? ":" : "", bytes[group * 2], bytes[group * 2 + 1]);
	if (endpoint->socket.v6.sin6_scope_id)
		snprintf(text + used, ENDPOINT_TEXT - (size_t)used, "%%%u", endpoint->socket.v6.sin6_scope_id);
}

bool endpoint_is_loopback(const io_endpoint *endpoint)
{
	if (endpoint->socket.any.sa_family == AF_INET)
		return (ntohl(endpoint->socket.v4.sin_addr.s_addr) >> 24) == 127;
	return IN6_IS_ADDR_LOOPBACK(&endpoint->socket.v6.sin6_addr);
}

bool endpoint_is_unspecified(const io_endpoint *endpoint)
{
	if (endpoint->socket.any.sa_family == AF_INET)
		return endpoint->socket.v4.sin_addr.s_addr == INADDR_ANY;
	return IN6_IS_ADDR_UNSPECIFIED(&endpoint->socket.v6.sin6_addr);
}

bool endpoint_same_address(const io_endpoint *a, const io_endpoint *b)
{
	if (a->socket.any.sa_family != b->socket.any.sa_family)
		return false;
	if (a->socket.any.sa_family == AF_INET)
		return a->socket.v4.sin_addr.s_addr == b->socket.v4.sin_addr.s_addr;
	return IN6_ARE_ADDR_EQUAL(&a->socket.v6.sin6_addr, &b->socket.v6.sin6_addr);
}
