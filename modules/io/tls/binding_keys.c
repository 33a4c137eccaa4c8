/*
 * The native functions of keys that PSA keeps, of stores of authorities, and of certificates. The rules are those of binding.c.
 */
#include "binding.h"

#include <string.h>

/* After binding.h, which brings the types that it uses. */
#include "mc.xs.h"

void xs_tls_credentials_setKeyHandle(xsMachine *the)
{
	uint32_t handle = (uint32_t)xsmcToInteger(xsArg(0));
	tls_credentials *credentials = tls_binding_host(the, &xsThis, xs_tls_credentials_destructor);

	xsmcSetInteger(xsResult, tls_credentials_set_key_handle(credentials, handle));
}

/* Whether a buffer is memory of the host that JavaScript cannot change, as a Resource is: it stays where it is while somebody holds the object. */
static bool is_lasting(xsMachine *the, xsSlot *slot)
{
	volatile bool lasting = false;
	xsUnsignedValue length;
	void *data;

	if (_xsmcGetBuffer(the, slot, &data, &length, 0) != xsBufferNonrelocatable)
		return false;
	{
		xsTry {
			(void)_xsmcGetBuffer(the, slot, &data, &length, 1);
		}
		xsCatch {
			/* It cannot be written to. */
			lasting = true;
		}
	}
	return lasting;
}

/*
 * The store that a native object may read in place has to live as long as it does. Credentials hold it, and what is made of them inherits it, as a property,
 * since in which order garbage is collected nobody knows.
 */
void tls_binding_inherit_store(xsMachine *the, xsSlot *from)
{
	xsmcVars(1);
	xsmcGet(xsVar(0), *from, xsID_store);
	if (xsmcTest(xsVar(0)))
		xsmcSet(xsThis, xsID_store, xsVar(0));
}

void xs_tls_credentials_setStore(xsMachine *the)
{
	tls_credentials *credentials;
	xsUnsignedValue length;
	const uint8_t *bytes;
	bool lasting;

	tls_binding_vet(the, 0);
	lasting = is_lasting(the, &xsArg(0));
	if (lasting)
		xsmcSet(xsThis, xsID_store, xsArg(0));
	credentials = tls_binding_host(the, &xsThis, xs_tls_credentials_destructor);
	bytes = tls_binding_bytes(the, &xsArg(0), &length);
	xsmcSetInteger(xsResult, tls_credentials_set_store(credentials, bytes, length, lasting));
}

static void set_handle(xsMachine *the, int error, uint32_t handle)
{
	xsmcSetInteger(xsResult, error ? error : (xsIntegerValue)handle);
}

void xs_tls_key_generate(xsMachine *the)
{
	uint32_t handle = (uint32_t)xsmcToInteger(xsArg(1));
	int error = tls_key_generate(&handle, (unsigned)xsmcToInteger(xsArg(0)));

	set_handle(the, error, handle);
}

void xs_tls_key_import(xsMachine *the)
{
	xsUnsignedValue length, passphraseLength;
	const uint8_t *der, *passphrase;
	uint32_t handle = (uint32_t)xsmcToInteger(xsArg(0));
	int error;

	tls_binding_vet(the, 1);
	der = tls_binding_bytes(the, &xsArg(1), &length);
	passphrase = tls_binding_bytes(the, &xsArg(2), &passphraseLength);
	error = tls_key_import(&handle, der, length, passphrase, passphraseLength);
	set_handle(the, error, handle);
}

/* Writes into the end of a buffer; the length of what was written. */
static void write_of_key(xsMachine *the, int (*write)(uint32_t handle, uint8_t *bytes, size_t size))
{
	uint32_t handle = (uint32_t)xsmcToInteger(xsArg(0));
	xsUnsignedValue size;
	void *bytes;

	tls_binding_vet(the, 1);
	xsmcGetBufferWritable(xsArg(1), &bytes, &size);
	xsmcSetInteger(xsResult, write(handle, bytes, size));
}

void xs_tls_key_public(xsMachine *the)
{
	write_of_key(the, tls_key_public);
}

void xs_tls_key_certify(xsMachine *the)
{
	write_of_key(the, tls_key_certify);
}

void xs_tls_key_destroy(xsMachine *the)
{
	xsmcSetInteger(xsResult, tls_key_destroy((uint32_t)xsmcToInteger(xsArg(0))));
}

/* The digest of a buffer into another, whose length says which. */
void xs_tls_digest(xsMachine *the)
{
	xsUnsignedValue length, size;
	const uint8_t *bytes;
	uint8_t digest[TLS_DIGEST_SIZE] = { 0 };
	void *target;
	int result;

	tls_binding_vet(the, 0);
	xsmcGetBufferWritable(xsArg(1), &target, &size);
	if (size > sizeof(digest))
		xsUnknownError("there is no such digest");
	bytes = tls_binding_bytes(the, &xsArg(0), &length);
	result = tls_digest(bytes, length, digest, size);
	xsmcGetBufferWritable(xsArg(1), &target, &size);
	memcpy(target, digest, size);
	xsmcSetInteger(xsResult, result);
}

/* Fills a buffer with bytes that nobody can guess. */
void xs_tls_random(xsMachine *the)
{
	xsUnsignedValue size;
	void *target;

	tls_binding_vet(the, 0);
	xsmcGetBufferWritable(xsArg(0), &target, &size);
	xsmcSetInteger(xsResult, tls_random(target, size));
}

/* The certificate of that place in the chain, the peer's own first; none of a session that was deleted. */
void xs_tls_session_peerCertificate(xsMachine *the)
{
	xsIntegerValue index = xsmcToInteger(xsArg(0));
	const tls_session *session = xsmcGetHostDataValidate(xsThis, (void *)xs_tls_session_destructor);
	const uint8_t *der = NULL;
	size_t length = 0;

	if (session && index >= 0)
		der = tls_session_peer_certificate(session, (size_t)index, &length);
	if (der)
		xsmcSetArrayBuffer(xsResult, (void *)der, (xsIntegerValue)length);
}
