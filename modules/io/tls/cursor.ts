/*
 * What the scripts and the native calls of a session tell each other beside arguments and results (results.ts): the places in two Int32Arrays, of which C has a struct
 * each. Those of the first tell a native call about its windows, and the caller about what it did; see `cursor` in binding_windows.h.
 */

/** Where the ciphertext that was not used yet begins in the input buffer. */
export const IN_START = 0;
/** Where it ends. */
export const IN_END = 1;
/** Bytes of ciphertext in the output buffer that were not sent yet. */
export const OUT_LENGTH = 2;
/** Bytes that the transport takes now. */
export const AVAILABLE = 3;
/** Bytes of plaintext that can be read. */
export const READABLE = 4;
/** Bytes of ciphertext that found no room in the output buffer. */
export const OWED = 5;
/** 1 if `step` has something to tell although no byte arrives. */
export const PENDING = 6;
/** Bytes of plaintext that wait for more, to share a record with it. */
export const GATHERED = 7;
/** What the application was told it can write. */
export const ROOM = 8;
/** What the application was told it can read, less what it has read since. */
export const ANNOUNCED = 9;
/** Bytes of ciphertext that the transport has announced and not given yet. */
export const INCOMING = 10;
/** What of the transport an exchange is calling: 0 for nothing. */
export const CALLING = 11;
/** 1 while an exchange waits for the hello of a client, to open the session with it. */
export const AWAITING = 12;
/* The last one is only for binding_windows.c. */
/** The most room that the transport was seen to have. */
export const MOST = 13;
export const CURSOR_LENGTH = 14;
/** Bytes at the end of an output buffer where plaintext waits, or half of a buffer that is smaller than two; see gatherSize in binding_windows.c. */
export const GATHER_SIZE = 16384 + 256;

/* Places in the Int32Array that tells about datagrams, the progress; see `progress` in binding_datagram.c. */
/** Bytes of the datagram in the output buffer; 0: there is none. */
export const DATAGRAM_LENGTH = 0;
/* 1 is only for binding_datagram.c. */
/** Bytes of the datagram that can be read. */
export const DATAGRAM_READABLE = 2;
/** 1 if there is more to do although nothing arrives. */
export const DATAGRAM_MORE = 3;
/** Milliseconds to set the timer to, 0 to stop it, -1 to leave it. */
export const DATAGRAM_TIMER = 4;
/** The most bytes that a datagram carries. */
export const DATAGRAM_PAYLOAD = 5;
/** Of pullDatagram: what stepDatagram would have given, and how many more may be pulled. */
export const DATAGRAM_EVENTS = 6;
export const DATAGRAM_LEFT = 7;
export const PROGRESS_LENGTH = 8;
