/* The native functions of the cookies that a listener over datagrams gives to strangers. The rules are those of binding.c. */
#include "binding.h"

#include <string.h>

void xs_tls_cookies_destructor(void *data)
{
	tls_cookies_delete(data);
}

void xs_tls_cookies(xsMachine *the)
{
	tls_binding_vacant(the, xs_tls_cookies_destructor);
	xsmcSetHostData(xsThis, NULL);
}

void xs_tls_cookies_open(xsMachine *the)
{
	tls_cookies *cookies = NULL;
	int result;

	tls_binding_vacant(the, xs_tls_cookies_destructor);
	result = tls_cookies_new(&cookies);
	xsmcSetHostData(xsThis, cookies);
	xsmcSetInteger(xsResult, result);
}

void xs_tls_cookies_delete(xsMachine *the)
{
	tls_cookies *cookies = xsmcGetHostDataValidate(xsThis, (void *)xs_tls_cookies_destructor);

	xsmcSetHostData(xsThis, NULL);
	tls_cookies_delete(cookies);
}

/*
 * The sender's address and port; the mark of the hello with which the peer has begun that is there, undefined for none; how many bytes the datagram has, the buffer in which
 * it lies; room for the answer.
 */
void xs_tls_cookies_judge(xsMachine *the)
{
	enum { portSize = 2, markSize = 5, addressStart = portSize + markSize };
	tls_cookies *cookies;
	uint8_t reply[TLS_COOKIE_ANSWER_SIZE];
	/* The parts of fixed length come first, so that no two senders have the same name. */
	char peer[addressStart + 240] = { 0 };
	xsIntegerValue port, count;
	xsUnsignedValue length, size;
	const uint8_t *datagram;
	uint32_t mark = 0;
	void *answer;
	int result;

	xsmcToStringBuffer(xsArg(0), peer + addressStart, sizeof(peer) - addressStart);
	port = xsmcToInteger(xsArg(1));
	if (xsmcTypeOf(xsArg(2)) != xsUndefinedType) {
		peer[portSize] = 1;
		mark = (uint32_t)xsmcToInteger(xsArg(2));
	}
	count = xsmcToInteger(xsArg(3));
	tls_binding_vet(the, 4);
	memcpy(peer, &(uint16_t){ (uint16_t)port }, portSize);
	memcpy(peer + portSize + 1, &mark, sizeof(mark));
	cookies = tls_binding_host(the, &xsThis, xs_tls_cookies_destructor);
	datagram = tls_binding_bytes(the, &xsArg(4), &length);
	if (count >= 0 && (xsUnsignedValue)count < length)
		length = (xsUnsignedValue)count;
	xsmcGetBufferWritable(xsArg(5), &answer, &size);
	result = tls_cookies_judge(cookies, datagram, length, (const uint8_t *)peer, addressStart + strlen(peer + addressStart), reply);
	if (result > TLS_COOKIE_GOOD && (xsUnsignedValue)result <= size)
		memcpy(answer, reply, (size_t)result);
	xsmcSetInteger(xsResult, result);
}
