/* What the files share that move bytes through the buffers of a connection. */
#ifndef TLS_BINDING_WINDOWS_H
#define TLS_BINDING_WINDOWS_H

#include "binding.h"

/*
 * What the scripts and the engine tell each other about the windows of a call: an Int32Array there, and this here. The order is that of the places in cursor.ts.
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
	int32_t incoming;     /* ciphertext that the transport has announced and not given yet */
	int32_t calling;      /* what of the transport is being called; see binding_exchange.c */
	int32_t awaiting;     /* whether an exchange waits for the hello of a client, which opens the session */
	int32_t most;         /* the most room that the transport was seen to have */
} cursor;

/*
 * Opens the windows that the cursor describes over the buffers of two arguments, either of which may be missing. The beginning of an output buffer is for ciphertext.
 * Returns where the cursor lies.
 */
void *tls_binding_open_window(xsMachine *the, xsSlot *input, xsSlot *output, xsSlot *state, cursor *at, tls_window *window, tls_gather *gather);
/* Notes what a call has done with its windows. */
void tls_binding_close_window(tls_session *session, const tls_window *before, const tls_window *after, cursor *at, void *data);
/*
 * Opens the session of `this` with the configuration that was given to its constructor, when the hello of a client is in the input buffer. Returns 1 if it is open; 0 if
 * nothing has come, or the session was closed; -1 if somebody else has to look at what has come. Behind that `awaiting` is 0, unless it is 0 that is returned. Uses xsVar(0).
 */
int tls_binding_greet(xsMachine *the, xsSlot *input, xsSlot *state);
/* Seals what was gathered: 0 or an error, of which TLS_ERROR_OVERFLOW says that there is no room. */
int tls_binding_seal(xsMachine *the, tls_session *session, xsSlot *output, xsSlot *state);

#endif
