/* The native functions that read a ClientHello. The rules are those of binding.c. */
#include "binding_windows.h"

#include <string.h>

/* After binding_windows.h, which brings the types that it uses. */
#include "mc.xs.h"

/* What hello.ts is told besides: an Int32Array there, and this here. Each pair says where something begins and ends in the bytes; both are 0 for what is not there. */
typedef struct {
	int32_t length;          /* how many of the bytes there are: fewer than before if they came in several records */
	int32_t alert;
	int32_t version;
	int32_t protocolsStart;
	int32_t protocolsEnd;
	int32_t identitiesStart;
	int32_t identitiesEnd;
	int32_t sessionStart;
	int32_t sessionEnd;
} hello_facts;

static void locate(int32_t *start, int32_t *end, const uint8_t *bytes, const uint8_t *part, size_t length)
{
	*start = part ? (int32_t)(part - bytes) : 0;
	*end = part ? *start + (int32_t)length : 0;
}

/* A server name of the longest kind, with a zero byte behind it. */
enum { nameSize = 256 };

/* Writes the server name as it is compared: in lower case and without the final dot; empty if the client names nobody. All of it is visible ASCII. */
static size_t write_name(char *text, const tls_hello *hello)
{
	const uint8_t *name = hello->name;
	size_t length = hello->nameLength, i;

	if (length > 0 && name[length - 1] == '.')
		length--;
	for (i = 0; i < length; i++)
		text[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] - 'A' + 'a' : name[i]);
	text[length] = 0;
	return length;
}

static void read_hello(xsMachine *the, int (*read)(tls_hello *hello, uint8_t *bytes, size_t *length))
{
	hello_facts facts;
	tls_hello hello;
	char name[nameSize];
	xsUnsignedValue size, factsSize;
	size_t length;
	void *bytes, *data;
	int result;

	tls_binding_vet(the, 0);
	xsmcGetBufferWritable(xsArg(0), &bytes, &size);
	xsmcGetBufferWritable(xsArg(1), &data, &factsSize);
	if (factsSize < sizeof(facts))
		xsUnknownError("facts too small");
	length = size;
	result = (*read)(&hello, bytes, &length);
	facts.length = (int32_t)length;
	facts.alert = hello.alert;
	facts.version = hello.version;
	locate(&facts.protocolsStart, &facts.protocolsEnd, bytes, hello.protocols, hello.protocolsLength);
	locate(&facts.identitiesStart, &facts.identitiesEnd, bytes, hello.identities, hello.identitiesLength);
	locate(&facts.sessionStart, &facts.sessionEnd, bytes, hello.session, hello.sessionLength);
	memcpy(data, &facts, sizeof(facts));
	if (result == 1)
		xsmcSetStringBuffer(xsResult, name, (xsIntegerValue)write_name(name, &hello));
	else
		xsmcSetInteger(xsResult, result);
}

void xs_tls_hello_read(xsMachine *the)
{
	read_hello(the, tls_hello_read);
}

/* Opens the session for whoever has sent the hello in these bytes, if it is whole and can be read. `*length` is less afterwards if it came in several records. */
static tls_session *open_for(tls_configuration *configuration, uint8_t *bytes, size_t *length)
{
	tls_session *session = NULL;
	char name[nameSize];
	tls_hello hello;

	if (!configuration || tls_hello_read(&hello, bytes, length) != 1)
		return NULL;
	/* Whoever looks at the hello next meets the failure again, and tells of it. */
	return tls_session_new(&session, configuration, write_name(name, &hello) > 0 ? name : NULL) == 0 ? session : NULL;
}

int tls_binding_greet(xsMachine *the, xsSlot *input, xsSlot *state)
{
	tls_configuration *configuration;
	tls_session *session;
	tls_window window;
	xsUnsignedValue size;
	cursor at;
	void *bytes, *data;
	size_t length;

	xsmcGet(xsVar(0), xsThis, xsID_configuration);
	if (!xsmcTest(xsVar(0)))
		return 0;
	configuration = xsmcGetHostDataValidate(xsVar(0), (void *)xs_tls_configuration_destructor);
	data = tls_binding_open_window(the, input, NULL, state, &at, &window, NULL);
	xsmcGetBufferWritable(*input, &bytes, &size);
	length = window.inLength;
	if (length == 0)
		return 0;
	session = open_for(configuration, (uint8_t *)bytes + at.inStart, &length);
	at.inEnd = at.inStart + (int32_t)length;
	at.awaiting = 0;
	memcpy(data, &at, sizeof(at));
	xsmcSetHostData(xsThis, session);
	xsmcDelete(xsThis, xsID_configuration);
	return session ? 1 : -1;
}

/* A datagram holds the message, or is none of it. */
static int read_datagram(tls_hello *hello, uint8_t *bytes, size_t *length)
{
	int error = tls_hello_read_datagram(hello, bytes, *length);

	return error ? error : 1;
}

void xs_tls_hello_readDatagram(xsMachine *the)
{
	read_hello(the, read_datagram);
}

/* How many bytes the datagram has, the buffer in which it lies. */
void xs_tls_hello_mark(xsMachine *the)
{
	xsIntegerValue count = xsmcToInteger(xsArg(0));
	xsUnsignedValue length;
	const uint8_t *datagram;

	tls_binding_vet(the, 1);
	datagram = tls_binding_bytes(the, &xsArg(1), &length);
	xsmcSetInteger(xsResult, (int32_t)tls_hello_mark(datagram, count >= 0 && (xsUnsignedValue)count < length ? (size_t)count : length));
}
