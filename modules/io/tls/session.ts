/*
 * The native side of a connection. Here, in credentials.ts and in library.ts, and nowhere else, is native() said. Everything returns numbers; below zero is an error,
 * which `check` in errors.ts throws. What else a result says is in results.ts, and what comes in arrays beside it in cursor.ts.
 */

import type { Configuration } from "tls419/credentials";
import type { Place } from "tls419/datagrams";
import type { ByteBuffer } from "tls419/validate";

/** One connection. `state` is the buffer of the cursor. */
export class Session extends Native("xs_tls_session_destructor") {
	/** See `exchange`. Not there until then. */
	declare thrown: unknown;

	/** @param configuration with which the first exchange opens it that finds a client's hello, all of it. */
	constructor(configuration?: Configuration) {
		super();
		native("xs_tls_session").call(this, configuration);
	}
	/* For each datagram of DTLS; first, because XS looks for them from the beginning. `progress` is the buffer of an Int32Array with the places DATAGRAM_*. */

	/**
	 * The short way of a datagram that brings data, and of nothing else: reads that into a buffer, and gives the count if there is no more to tell. 0: `progress` tells. -1:
	 * nothing was done, since the datagram may be another session's, brings no data, or `count` is no number.
	 */
	pullDatagram(count: unknown, datagram: ByteBuffer, into: ByteBuffer, progress: ArrayBuffer): number {
		return native("xs_tls_session_pullDatagram").call(this, count, datagram, into, progress);
	}
	/**
	 * Like `step`, with a whole datagram, the first `count` bytes of a buffer, and room for one; and reads into a buffer what the datagram brought, if there is one and it
	 * has room. The events have bits STEP_* beside them and, in units of STEP_LENGTH, the bytes that were read or, with STEP_READABLE, can be.
	 */
	stepDatagram(
		count: number,
		datagram: ByteBuffer | undefined,
		into: ByteBuffer | undefined,
		output: Uint8Array,
		progress: ArrayBuffer,
	): number {
		return native("xs_tls_session_stepDatagram").call(this, count, datagram, into, output, progress);
	}
	/**
	 * Like `stepDatagram`, and sends what that makes: steps for as long as there is nothing to tell but that. The bits are STEP_* without STEP_OUTPUT and lengths; with
	 * STEP_THROWN `thrown` is what the socket has thrown. What was made by a step that has failed is left in the output buffer.
	 */
	exchangeDatagrams(
		socket: object | undefined,
		remote: Place,
		count: number,
		datagram: ByteBuffer | undefined,
		output: Uint8Array,
		progress: ArrayBuffer,
	): number {
		return native("xs_tls_session_exchangeDatagrams").call(this, socket, remote, count, datagram, output, progress);
	}
	/** Seals one datagram; its length, with SEND_TIMER if the timer is to be set, or an error and nothing was sealed. */
	sendDatagram(data: ByteBuffer, output: Uint8Array, progress: ArrayBuffer): number {
		return native("xs_tls_session_sendDatagram").call(this, data, output, progress);
	}

	/** A client's offers the session that was saved: 1; 0 if there is none, or these bytes are none that suits. */
	open(configuration: Configuration, host: string | undefined, saved?: ByteBuffer): number {
		return native("xs_tls_session_open").call(this, configuration, host, saved);
	}
	/** The session that TICKET has told of. */
	save(): ArrayBuffer | undefined {
		return native("xs_tls_session_save").call(this);
	}
	/** What was kept for a client without tickets, sealed; undefined if nothing was. */
	kept(): ArrayBuffer | undefined {
		return native("xs_tls_session_kept").call(this);
	}
	/** The session's identifier (RFC 5246, 7.4.1.3). */
	identifier(): ArrayBuffer | undefined {
		return native("xs_tls_session_identifier").call(this);
	}
	/** Whether the keys come from an earlier connection. */
	resumed(): boolean {
		return native("xs_tls_session_resumed").call(this);
	}
	/** Frees the memory of the connection and wipes its secrets. */
	delete(): void {
		native("xs_tls_session_delete").call(this);
	}

	/**
	 * Reads from the transport, steps, and writes to it, until there are events or plaintext, or no more to do: then what was written is sent too, and the result is 0.
	 * Else it is the events, STEP_READABLE, STEP_OWING, STEP_MORE and STEP_HELLO, or an error. Without `output` it only reads; without `input` it only sends, and the
	 * result is 0 or an error, which the next step tells. Both are whole buffers. With HAS_THROWN `thrown` is what the transport has thrown, which has no room any more if
	 * that was when it was written.
	 */
	exchange(transport: object | undefined, input: Uint8Array | undefined, output: Uint8Array | undefined, state: ArrayBuffer): number {
		return native("xs_tls_session_exchange").call(this, transport, input, output, state);
	}
	step(input: Uint8Array | undefined, output: Uint8Array, state: ArrayBuffer): number {
		return native("xs_tls_session_step").call(this, input, output, state);
	}
	/** Reads into a buffer; the count. */
	read(target: ByteBuffer, input: Uint8Array | undefined, state: ArrayBuffer): number {
		return native("xs_tls_session_read").call(this, target, input, state);
	}
	/** Reads `length` bytes, which is not more than what is readable, into a new ArrayBuffer. */
	take(length: number, input: Uint8Array | undefined, state: ArrayBuffer): ArrayBuffer {
		return native("xs_tls_session_take").call(this, length, input, state);
	}
	/** Reads one byte; -1 if there is none. */
	takeByte(input: Uint8Array | undefined, state: ArrayBuffer): number {
		return native("xs_tls_session_takeByte").call(this, input, state);
	}
	/** Takes all of `data`, or none of it and returns an error; otherwise the count of what can be written next. What is small is gathered. */
	write(data: ByteBuffer, output: Uint8Array, state: ArrayBuffer): number {
		return native("xs_tls_session_write").call(this, data, output, state);
	}
	writeByte(byte: number, output: Uint8Array, state: ArrayBuffer): number {
		return native("xs_tls_session_writeByte").call(this, byte, output, state);
	}
	/** Seals close_notify, once. 1 if the output buffer is too small for all that is to be sent before it. */
	close(output: Uint8Array, state: ArrayBuffer): number {
		return native("xs_tls_session_close").call(this, output, state);
	}
	/** The transport has ended; an error unless the peer's close_notify came before. */
	end(): number {
		return native("xs_tls_session_end").call(this);
	}
	/**
	 * The room there is, if that is more than the application knows of; else 0. Without `any` also where the transport has little room, and has had more: then it will
	 * have more again.
	 */
	offer(output: Uint8Array, state: ArrayBuffer, any?: boolean): number {
		return native("xs_tls_session_offer").call(this, output, state, any);
	}

	/* DTLS. */

	/** Says goodbye to where the peer is, in a datagram that may be lost. */
	closeDatagram(socket: object | undefined, remote: Place, output: Uint8Array): void {
		native("xs_tls_session_closeDatagram").call(this, socket, remote, output);
	}
	/** Takes the datagram that can be read. */
	takeDatagram(progress: ArrayBuffer): ArrayBuffer {
		return native("xs_tls_session_takeDatagram").call(this, progress);
	}
	/** The same into a buffer that has room for it; the count. */
	readDatagram(target: ByteBuffer, progress: ArrayBuffer): number {
		return native("xs_tls_session_readDatagram").call(this, target, progress);
	}
	/** The timer has run out. */
	expire(): void {
		native("xs_tls_session_expire").call(this);
	}
	/** Chooses this side's connection ID, before the first step. */
	setConnectionId(id: Uint8Array): number {
		return native("xs_tls_session_setConnectionId").call(this, id);
	}
	/** This side's connection ID, or the peer's; undefined where there are none. */
	connectionId(own: boolean): ArrayBuffer | undefined {
		return native("xs_tls_session_connectionId").call(this, own);
	}
	/** Epoch and number of the next record, 8 bytes; undefined before there is one. */
	outCounter(): ArrayBuffer | undefined {
		return native("xs_tls_session_outCounter").call(this);
	}
	/** How many bytes `suspend` needs, or an error. */
	suspendLength(): number {
		return native("xs_tls_session_suspendLength").call(this);
	}
	/** Saves the association, which goes on; the length. */
	suspend(target: ArrayBuffer): number {
		return native("xs_tls_session_suspend").call(this, target);
	}
	/** Makes this session, before its first step, the one that was saved. */
	restore(saved: ByteBuffer): number {
		return native("xs_tls_session_restore").call(this, saved);
	}

	/** While VERIFY waits for its answer: the certificate in DER that is to be judged next, the top of the chain first. */
	questionCertificate(): ArrayBuffer | undefined {
		return native("xs_tls_session_questionCertificate").call(this);
	}
	/** Its place in the chain: 0 is the peer's own. */
	questionDepth(): number {
		return native("xs_tls_session_questionDepth").call(this);
	}
	/** What the engine found wrong with it: a bit 1 << verdict for each reason. */
	questionReasons(): number {
		return native("xs_tls_session_questionReasons").call(this);
	}
	/** Judges it: 1 if another one waits, 0 if that was the last. After a refusal the next step fails. */
	judge(accept: boolean): number {
		return native("xs_tls_session_judge").call(this, accept);
	}
	/** Answers whatever waits with a refusal: the next step fails. */
	refuse(): number {
		return native("xs_tls_session_refuse").call(this);
	}

	/** 0x0303, 0x0304, or 0 before the handshake is done. */
	version(): number {
		return native("xs_tls_session_version").call(this);
	}
	cipherSuite(): string {
		return native("xs_tls_session_cipherSuite").call(this);
	}
	/** The identity whose key the handshake waits for. */
	askedIdentity(): ArrayBuffer | undefined {
		return native("xs_tls_session_askedIdentity").call(this);
	}
	/** Gives it that key; none refuses the client. */
	answerKey(key: ByteBuffer | undefined): number {
		return native("xs_tls_session_answerKey").call(this, key);
	}
	/** Gives a server of TLS 1.3, before its first step, the key of an identity. */
	offerKey(identity: ByteBuffer, key: ByteBuffer): number {
		return native("xs_tls_session_offerKey").call(this, identity, key);
	}
	/** The identity of the shared key that both sides have proven to have. */
	identity(): ArrayBuffer | undefined {
		return native("xs_tls_session_identity").call(this);
	}
	/** The bytes of the name that ALPN has chosen. */
	protocol(): ArrayBuffer | undefined {
		return native("xs_tls_session_protocol").call(this);
	}
	/** DER of the certificate at that place of the peer's chain; 0 is its own. */
	peerCertificate(index: number): ArrayBuffer | undefined {
		return native("xs_tls_session_peerCertificate").call(this, index);
	}
	/** Whether the handshake stands or falls with a shared key. */
	usesKey(): boolean {
		return native("xs_tls_session_usesKey").call(this);
	}
	/** See tls_verdict in tls.h. */
	verdict(): number {
		return native("xs_tls_session_verdict").call(this);
	}
	explanation(): string {
		return native("xs_tls_session_explanation").call(this);
	}
	/** The fatal alert that the peer sent, or -1. */
	alert(): number {
		return native("xs_tls_session_alert").call(this);
	}
	/** The name that a client has sent to this server (SNI). */
	serverName(): string | undefined {
		return native("xs_tls_session_serverName").call(this);
	}
	/** The most plaintext that a record to the peer carries, bytes. */
	payload(): number {
		return native("xs_tls_session_payload").call(this);
	}
	/** Fills `target` with key material (RFC 5705; RFC 8446, 7.5). */
	exportKeys(target: ArrayBuffer, label: Uint8Array, context: Uint8Array | undefined): number {
		return native("xs_tls_session_exportKeys").call(this, target, label, context);
	}
	/** Keeps the secrets of the handshake, which has not begun. */
	keepKeys(): number {
		return native("xs_tls_session_keepKeys").call(this);
	}
	/** The lines of the key log that have come since the last call. */
	takeKeys(): string {
		return native("xs_tls_session_takeKeys").call(this);
	}
	/** A figure of tls_traffic in tls.h; statistics.ts knows which. */
	traffic(index: number): number {
		return native("xs_tls_session_traffic").call(this, index);
	}
}
