/*
 * Every native function of the TLS classes: unpack, call the engine, set the result. No decision is made here and nothing is thrown for a failure of TLS:
 * such a failure is a negative number, which session.ts turns into an error.
 *
 * Three rules of XS shape this file. A buffer of JavaScript may move whenever XS allocates, so its address is taken last and used at once. Converting an
 * argument to a number or a string may run the program's own code, which may delete anything: so that is done before a native object is looked up. And XS
 * throws by longjmp, so nothing is held that would have to be given back when one of its calls throws.
 */
#include <stddef.h>

#include "xsmc.h"
#include "mc.xs.h"

#include "engine/tls.h"

#include <string.h>

/*
 * What session.ts and the engine tell each other about the windows of a call: an Int32Array there, and this here. The order is that of `Cursor` in session.ts.
 */
typedef struct {
	int32_t inStart;      /* where the ciphertext that was not used yet begins in the input buffer, and where it ends */
	int32_t inEnd;
	int32_t outLength;    /* ciphertext in the output buffer that was not sent yet */
	int32_t available;    /* bytes that the transport takes now */
	int32_t readable;     /* plaintext that can be read */
	int32_t owed;         /* ciphertext that found no room in the output buffer */
	int32_t pending;      /* whether step has something to tell although nothing arrives */
	int32_t gathered;     /* plaintext that waits for more, to share a record with it */
	int32_t room;         /* what the application was told it can write: a write takes from it and never exceeds it */
	int32_t announced;    /* what the application was told it can read, less what it has read since */
} cursor;

/* The end of an output buffer is for plaintext that waits: a record's worth, or half of a buffer that is smaller than two. */
enum { gatherSize = 16384 + 256 };

void xs_tls_credentials_destructor(void *data)
{
	tls_credentials_release(data);
}

void xs_tls_configuration_destructor(void *data)
{
	tls_configuration_release(data);
}

void xs_tls_session_destructor(void *data)
{
	tls_session_delete(data);
}

static void *host(xsMachine *the, xsSlot *slot, void (*type)(void *))
{
	void *data = xsmcGetHostDataValidate(*slot, (void *)type);

	if (!data)
		xsUnknownError("closed");
	return data;
}

static tls_credentials *this_credentials(xsMachine *the)
{
	return host(the, &xsThis, xs_tls_credentials_destructor);
}

static tls_session *this_session(xsMachine *the)
{
	return host(the, &xsThis, xs_tls_session_destructor);
}

/*
 * XS takes any object of the host for a buffer if the program gives it a property byteLength, whose getter may delete what was looked up before: it would read
 * and write memory that is no buffer. So of those only the ones whose length XS itself knows (a Resource) are let pass. This allocates, so it comes first.
 */
static void vet(xsMachine *the, xsSlot *slot)
{
	volatile xsBooleanValue isHostObject = 0, isHostBuffer = 0;
	xsUnsignedValue length;
	void *data;

	if (_xsmcGetBuffer(the, slot, &data, &length, 0) != xsBufferNonrelocatable)
		return;
	{
		xsTry {
			(void)xsmcGetHostData(*slot);
			isHostObject = 1;
		}
		xsCatch {
			/* A view of a SharedArrayBuffer, which does not move either. */
		}
	}
	if (!isHostObject)
		return;
	{
		xsTry {
			(void)xsmcGetHostBufferLength(*slot);
			isHostBuffer = 1;
		}
		xsCatch {
			/* Told below. */
		}
	}
	if (!isHostBuffer)
		xsTypeError("not a byte buffer");
}

/* The arguments from the given one on, each of which is a buffer or missing. */
static void vet_arguments(xsMachine *the, int first)
{
	int i;

	for (i = first; i < (int)xsmcArgc; i++) {
		if (xsmcTest(xsArg(i)))
			vet(the, &xsArg(i));
	}
}

static tls_session *vetted_session(xsMachine *the, int first)
{
	vet_arguments(the, first);
	return this_session(the);
}

/* The bytes of an argument; none for undefined. */
static const uint8_t *bytes(xsMachine *the, xsSlot *slot, xsUnsignedValue *length)
{
	void *data = NULL;

	*length = 0;
	if (xsmcTest(*slot))
		xsmcGetBufferReadable(*slot, &data, length);
	return data;
}

void xs_tls_error_name(xsMachine *the)
{
	const char *name = tls_error_name(xsmcToInteger(xsArg(0)));

	if (name)
		xsmcSetString(xsResult, (char *)name);
}

/* Refuses an object of another class, whose data would be taken for what it is not, and one that is open. */
static void vacant(xsMachine *the, void (*type)(void *))
{
	if (xsmcGetHostDataValidate(xsThis, (void *)type))
		xsUnknownError("open already");
}

/* XS wants a constructor that does one native call and cannot return a number: it makes an empty object, and open() fills it. */
void xs_tls_credentials(xsMachine *the)
{
	vacant(the, xs_tls_credentials_destructor);
	xsmcSetHostData(xsThis, NULL);
}

void xs_tls_configuration(xsMachine *the)
{
	vacant(the, xs_tls_configuration_destructor);
	xsmcSetHostData(xsThis, NULL);
}

void xs_tls_session(xsMachine *the)
{
	vacant(the, xs_tls_session_destructor);
	xsmcSetHostData(xsThis, NULL);
}

void xs_tls_credentials_open(xsMachine *the)
{
	tls_credentials *credentials = NULL;
	int result;

	vacant(the, xs_tls_credentials_destructor);
	result = tls_credentials_new(&credentials);
	xsmcSetHostData(xsThis, credentials);
	xsmcSetInteger(xsResult, result);
}

void xs_tls_credentials_addAuthority(xsMachine *the)
{
	tls_credentials *credentials;
	xsUnsignedValue length;
	const uint8_t *der;

	vet_arguments(the, 0);
	credentials = this_credentials(the);
	der = bytes(the, &xsArg(0), &length);
	xsmcSetInteger(xsResult, tls_credentials_add_authority(credentials, der, length));
}

void xs_tls_credentials_addCertificate(xsMachine *the)
{
	tls_credentials *credentials;
	xsUnsignedValue length;
	const uint8_t *der;

	vet_arguments(the, 0);
	credentials = this_credentials(the);
	der = bytes(the, &xsArg(0), &length);
	xsmcSetInteger(xsResult, tls_credentials_add_certificate(credentials, der, length));
}

void xs_tls_credentials_setKey(xsMachine *the)
{
	tls_credentials *credentials;
	xsUnsignedValue length, passphraseLength;
	const uint8_t *der, *passphrase;

	vet_arguments(the, 0);
	credentials = this_credentials(the);
	der = bytes(the, &xsArg(0), &length);
	passphrase = bytes(the, &xsArg(1), &passphraseLength);
	xsmcSetInteger(xsResult, tls_credentials_set_key(credentials, der, length, passphrase, passphraseLength));
}

void xs_tls_credentials_check(xsMachine *the)
{
	xsmcSetInteger(xsResult, tls_credentials_check(this_credentials(the)));
}

void xs_tls_credentials_trust(xsMachine *the)
{
	xsmcSetInteger(xsResult, tls_credentials_trust(this_credentials(the)));
}

/* Lets go of the native part at once: when the garbage is collected nobody knows. */
void xs_tls_credentials_delete(xsMachine *the)
{
	tls_credentials *credentials = xsmcGetHostDataValidate(xsThis, (void *)xs_tls_credentials_destructor);

	xsmcSetHostData(xsThis, NULL);
	tls_credentials_release(credentials);
}

void xs_tls_configuration_delete(xsMachine *the)
{
	tls_configuration *configuration = xsmcGetHostDataValidate(xsThis, (void *)xs_tls_configuration_destructor);

	xsmcSetHostData(xsThis, NULL);
	tls_configuration_release(configuration);
}

void xs_tls_configuration_open(xsMachine *the)
{
	tls_credentials *credentials;
	tls_configuration *configuration = NULL;
	xsUnsignedValue protocolsLength;
	tls_settings settings;

	memset(&settings, 0, sizeof(settings));
	settings.server = xsmcToBoolean(xsArg(1));
	settings.peer = (tls_peer_policy)xsmcToInteger(xsArg(2));
	settings.minimumVersion = (uint16_t)xsmcToInteger(xsArg(3));
	settings.maximumVersion = (uint16_t)xsmcToInteger(xsArg(4));
	settings.maximumFragmentLength = (uint16_t)xsmcToInteger(xsArg(5));
	vet_arguments(the, 6);
	vacant(the, xs_tls_configuration_destructor);
	credentials = host(the, &xsArg(0), xs_tls_credentials_destructor);
	settings.protocols = bytes(the, &xsArg(6), &protocolsLength);
	settings.protocolsLength = protocolsLength;
	xsmcSetInteger(xsResult, tls_configuration_new(&configuration, credentials, &settings));
	xsmcSetHostData(xsThis, configuration);
}

void xs_tls_session_open(xsMachine *the)
{
	const char *name = xsmcTest(xsArg(1)) ? xsmcToString(xsArg(1)) : NULL;
	tls_configuration *configuration = host(the, &xsArg(0), xs_tls_configuration_destructor);
	tls_session *session = NULL;
	int result;

	vacant(the, xs_tls_session_destructor);
	result = tls_session_new(&session, configuration, name);
	xsmcSetHostData(xsThis, session);
	xsmcSetInteger(xsResult, result);
}

void xs_tls_session_delete(xsMachine *the)
{
	tls_session *session = xsmcGetHostDataValidate(xsThis, (void *)xs_tls_session_destructor);

	xsmcSetHostData(xsThis, NULL);
	tls_session_delete(session);
}

/*
 * Opens the windows that the cursor describes over the buffers of two arguments, either of which may be missing. The beginning of an
 * output buffer is for ciphertext.
 */
static void *open_window(xsMachine *the, xsSlot *input, xsSlot *output, xsSlot *state, cursor *at, tls_window *window, tls_gather *gather)
{
	xsUnsignedValue inSize = 0, outSize = 0, size;
	const uint8_t *in = input ? bytes(the, input, &inSize) : NULL;
	void *out = NULL, *data;

	if (output)
		xsmcGetBufferWritable(*output, &out, &outSize);
	xsmcGetBufferWritable(*state, &data, &size);
	if (size < sizeof(*at))
		xsUnknownError("cursor too small");
	memcpy(at, data, sizeof(*at));
	size = outSize / 2 < gatherSize ? outSize / 2 : gatherSize;
	outSize -= size;
	memset(window, 0, sizeof(*window));
	if (gather) {
		gather->bytes = (uint8_t *)out + outSize;
		gather->capacity = size;
		gather->length = at->gathered >= 0 && (xsUnsignedValue)at->gathered <= size ? (size_t)at->gathered : 0;
	}
	if (outSize > (xsUnsignedValue)at->available)
		outSize = (xsUnsignedValue)at->available;
	if (in && at->inStart >= 0 && at->inStart <= at->inEnd && (xsUnsignedValue)at->inEnd <= inSize) {
		window->in = in + at->inStart;
		window->inLength = (size_t)(at->inEnd - at->inStart);
	}
	if (window->inLength > 0 && out && window->in < (uint8_t *)out + outSize && (uint8_t *)out < window->in + window->inLength)
		xsUnknownError("input and output overlap");
	if (out && at->outLength >= 0 && (xsUnsignedValue)at->outLength <= outSize) {
		window->out = (uint8_t *)out + at->outLength;
		window->outLength = outSize - (xsUnsignedValue)at->outLength;
	}
	return data;
}

/* What can be written as if the output buffer, which has `size` bytes for ciphertext, were sent before: a write that needs the room sends it. */
static int32_t writable(const tls_session *session, const cursor *at, size_t size)
{
	size_t room = at->outLength >= 0 && at->available > at->outLength ? (size_t)(at->available - at->outLength) : 0;

	return (int32_t)tls_session_writable(session, room < size ? room : size, (size_t)at->gathered);
}

static void close_window(tls_session *session, const tls_window *before, const tls_window *after, cursor *at, void *data)
{
	at->inStart += (int32_t)(before->inLength - after->inLength);
	at->outLength += (int32_t)(before->outLength - after->outLength);
	at->readable = (int32_t)tls_session_readable(session);
	at->owed = (int32_t)tls_session_owed(session);
	at->pending = tls_session_pending(session);
	memcpy(data, at, sizeof(*at));
}

void xs_tls_session_step(xsMachine *the)
{
	tls_session *session = vetted_session(the, 0);
	tls_window before, window;
	cursor at;
	void *data = open_window(the, &xsArg(0), &xsArg(1), &xsArg(2), &at, &before, NULL);
	int result;

	window = before;
	result = tls_session_step(session, &window);
	close_window(session, &before, &window, &at, data);
	xsmcSetInteger(xsResult, result);
}

static void was_read(cursor *at, int count)
{
	/* A read into a large buffer may have gone on into records that were not announced. */
	at->announced = at->announced > count ? at->announced - count : 0;
}

void xs_tls_session_read(xsMachine *the)
{
	tls_session *session = vetted_session(the, 0);
	tls_window before, window;
	cursor at;
	void *data = open_window(the, &xsArg(1), NULL, &xsArg(2), &at, &before, NULL), *target;
	xsUnsignedValue size;
	int result;

	xsmcGetBufferWritable(xsArg(0), &target, &size);
	window = before;
	result = tls_session_read(session, target, size, &window);
	was_read(&at, result);
	close_window(session, &before, &window, &at, data);
	xsmcSetInteger(xsResult, result);
}

/* Reads into a new ArrayBuffer of exactly the given length, which is not more than what is readable. */
void xs_tls_session_take(xsMachine *the)
{
	tls_session *session;
	tls_window before, window;
	cursor at;
	void *data, *target;
	xsUnsignedValue size;

	xsmcSetArrayBuffer(xsResult, NULL, xsmcToInteger(xsArg(0)));
	session = vetted_session(the, 1);
	data = open_window(the, &xsArg(1), NULL, &xsArg(2), &at, &before, NULL);
	xsmcGetBufferWritable(xsResult, &target, &size);
	window = before;
	was_read(&at, tls_session_read(session, target, size, &window));
	close_window(session, &before, &window, &at, data);
}

void xs_tls_session_takeByte(xsMachine *the)
{
	tls_session *session = vetted_session(the, 0);
	tls_window before, window;
	cursor at;
	void *data = open_window(the, &xsArg(0), NULL, &xsArg(1), &at, &before, NULL);
	uint8_t byte;
	int result;

	window = before;
	result = tls_session_read(session, &byte, 1, &window);
	was_read(&at, result);
	close_window(session, &before, &window, &at, data);
	xsmcSetInteger(xsResult, result == 1 ? byte : -1);
}

static void write_bytes(xsMachine *the, tls_session *session, const void *from, xsUnsignedValue length)
{
	tls_window before, window;
	tls_gather gather;
	cursor at;
	void *data = open_window(the, NULL, &xsArg(1), &xsArg(2), &at, &before, &gather), *out;
	xsUnsignedValue size;
	int result = TLS_ERROR_OVERFLOW;

	window = before;
	if (!tls_session_connected(session) || (at.room >= 0 && length <= (xsUnsignedValue)at.room))
		result = tls_session_write(session, from, length, &window, &gather);
	at.gathered = (int32_t)gather.length;
	close_window(session, &before, &window, &at, data);
	if (result >= 0) {
		xsmcGetBufferWritable(xsArg(1), &out, &size);
		at.room -= (int32_t)length;
		result = writable(session, &at, size - gather.capacity);
		if (result > at.room)
			result = at.room;
		at.room = result;
		memcpy(data, &at, sizeof(at));
	}
	xsmcSetInteger(xsResult, result);
}

void xs_tls_session_write(xsMachine *the)
{
	tls_session *session = vetted_session(the, 0);
	xsUnsignedValue length;
	void *from;

	xsmcGetBufferReadable(xsArg(0), &from, &length);
	write_bytes(the, session, from, length);
}

void xs_tls_session_writeByte(xsMachine *the)
{
	uint8_t byte = (uint8_t)xsmcToInteger(xsArg(0));

	write_bytes(the, vetted_session(the, 1), &byte, 1);
}

void xs_tls_session_close(xsMachine *the)
{
	tls_session *session = vetted_session(the, 0);
	tls_window before, window;
	cursor at;
	void *data = open_window(the, NULL, &xsArg(0), &xsArg(1), &at, &before, NULL);
	int result;

	window = before;
	result = tls_session_close(session, &window);
	close_window(session, &before, &window, &at, data);
	xsmcSetInteger(xsResult, result);
}

void xs_tls_session_end(xsMachine *the)
{
	xsmcSetInteger(xsResult, tls_session_end(this_session(the)));
}

/* The room there is, if that is more than the application knows of; else 0. */
void xs_tls_session_offer(xsMachine *the)
{
	tls_session *session = vetted_session(the, 0);
	tls_window before;
	tls_gather gather;
	cursor at;
	void *data = open_window(the, NULL, &xsArg(0), &xsArg(1), &at, &before, &gather), *out;
	xsUnsignedValue size;
	int32_t room;

	xsmcGetBufferWritable(xsArg(0), &out, &size);
	room = writable(session, &at, size - gather.capacity);
	xsmcSetInteger(xsResult, room > at.room ? room : 0);
	if (room > at.room) {
		at.room = room;
		memcpy(data, &at, sizeof(at));
	}
}

void xs_tls_session_seal(xsMachine *the)
{
	tls_session *session = vetted_session(the, 0);
	tls_window before, window;
	tls_gather gather;
	cursor at;
	void *data = open_window(the, NULL, &xsArg(0), &xsArg(1), &at, &before, &gather);
	int result;

	window = before;
	result = tls_session_seal(session, &window, &gather);
	at.gathered = (int32_t)gather.length;
	close_window(session, &before, &window, &at, data);
	xsmcSetInteger(xsResult, result);
}

void xs_tls_session_version(xsMachine *the)
{
	xsmcSetInteger(xsResult, tls_session_version(this_session(the)));
}

void xs_tls_session_cipherSuite(xsMachine *the)
{
	char name[64];

	tls_session_cipher_suite_name(this_session(the), name, sizeof(name));
	xsmcSetString(xsResult, name);
}

void xs_tls_session_protocol(xsMachine *the)
{
	const char *name = tls_session_protocol(this_session(the));

	/* Bytes, because the application chose them and XS's strings must be UTF-8: of others it reads what lies behind them. */
	if (name)
		xsmcSetArrayBuffer(xsResult, (void *)name, (xsIntegerValue)strlen(name));
}

void xs_tls_session_peerCertificate(xsMachine *the)
{
	size_t length = 0;
	const uint8_t *der = tls_session_peer_certificate(this_session(the), &length);

	if (der)
		xsmcSetArrayBuffer(xsResult, (void *)der, (xsIntegerValue)length);
}

void xs_tls_session_verdict(xsMachine *the)
{
	xsmcSetInteger(xsResult, tls_session_verdict(this_session(the)));
}

void xs_tls_session_explanation(xsMachine *the)
{
	xsmcSetString(xsResult, (char *)tls_session_explanation(this_session(the)));
}

void xs_tls_session_alert(xsMachine *the)
{
	xsmcSetInteger(xsResult, tls_session_alert(this_session(the)));
}
