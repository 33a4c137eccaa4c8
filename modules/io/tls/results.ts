/* What the native calls of a session return: events, bits beside them, and the numbers of a few errors that somebody looks at. */

/** What `Session.step` reports; see tls.h. */
export const CONNECTED = 1;
export const ENDED = 2;
export const TICKET = 4;
/** Certificates wait for a judgement. */
export const VERIFY = 8;
/** A client's identity (PSK, TLS 1.2) waits for its key. */
export const IDENTITY = 16;
/** The handshake has stopped so that others get their turn. */
export const YIELD = 32;
/** DTLS: a genuine datagram has come that is newer than all before. */
export const NEWER = 64;
/** Those of them that are questions: the handshake stands still until the answer has come. */
export const QUESTIONS = VERIFY | IDENTITY;

/* Bits beside the events that stepDatagram gives: the datagram was taken, there is one to send, the timer is to be set, one can be read, there is more to do. */
export const STEP_TAKEN = 0x100;
export const STEP_OUTPUT = 0x200;
export const STEP_TIMER = 0x400;
export const STEP_READABLE = 0x800;
export const STEP_MORE = 0x1000;
export const STEP_LENGTH = 0x10000;
/* Bits beside the events that exchangeDatagrams gives: a datagram was sent; one could not be. */
export const STEP_SENT = 0x2000;
export const STEP_THROWN = 0x4000;
/* A bit beside the events that exchange gives: ciphertext has found no room. */
export const STEP_OWING = 0x2000;
/* And: a client has said something for which exchange has not opened the session; see entrance.ts. */
export const STEP_HELLO = 0x4000;
/** What exchange gives when the transport has thrown. */
export const HAS_THROWN = -0x20000;
/* A bit beside the length that sendDatagram gives: the timer is to be set. */
export const SEND_TIMER = 0x10000;

/** The numbers of an attempt to write more than there is room for, and of one to write after the end; see tls.h. */
export const OVERFLOW = -0x10002;
export const CLOSED = -0x10003;
/** The number of an attempt to use a connection before its handshake is done. */
export const NOT_CONNECTED = -0x10001;
