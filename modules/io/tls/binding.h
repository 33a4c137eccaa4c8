/* What the files of the binding share. */
#ifndef TLS_BINDING_H
#define TLS_BINDING_H

/* xsmc.h uses size_t and does not say where it comes from. */
#include <stddef.h>

#include "xsmc.h"

#include "engine/tls.h"

/* The native object behind an argument or `this`; throws if it is of another class, or closed. `type` is its destructor. */
void *tls_binding_host(xsMachine *the, xsSlot *slot, void (*type)(void *));
/* Throws unless the arguments from the given one on are buffers or missing. It may run the program's code, so it comes before an object is looked up. */
void tls_binding_vet(xsMachine *the, int first);
/* Destructors, which are the types of native objects. */
void xs_tls_credentials_destructor(void *data);
void xs_tls_configuration_destructor(void *data);
void xs_tls_session_destructor(void *data);
/* `this` keeps the store of authorities that the object it is made of may read in place. It may run the program's code, so it comes before an object is looked up. */
void tls_binding_inherit_store(xsMachine *the, xsSlot *from);
tls_session *tls_binding_session(xsMachine *the);
/* The session of `this`, after the arguments were vetted. */
tls_session *tls_binding_vetted_session(xsMachine *the, int first);
/* Throws if `this` is an object of another class, whose data would be taken for what it is not, or one that is open. */
void tls_binding_vacant(xsMachine *the, void (*type)(void *));
void xs_tls_tickets_destructor(void *data);
/* The bytes of an argument; none for undefined. */
const uint8_t *tls_binding_bytes(xsMachine *the, xsSlot *slot, xsUnsignedValue *length);

#endif
