/*
 * One association as a stream: a datagram is a chunk, in both directions. What a client and a server's client have in common is here.
 *
 * Events are those of a Duplex, of which 'error' has the sentence behind the error, and 'close' says whether there was one; no listener stays behind it.
 */

import { Buffer } from "node:buffer";
import { nextTick } from "node:process";
import type { Callback } from "node:stream";
import { TLSError } from "tls419/errors";
import { PeerFacts } from "tls419/node/mbed-dtls/facts";
import { closedError, numbered } from "tls419/node/mbed-dtls/failure";
import type { Gate } from "tls419/node/mbed-dtls/gate";
import type { Place } from "tls419/udp";

type Written = Callback | undefined;

export abstract class DtlsSocket extends PeerFacts {
	/** Where the peer is now. */
	remoteAddress: string | undefined;
	remotePort: number | undefined;
	/** Whether the handshake is done. */
	connected = false;
	/** Whether the keys come from an earlier association. */
	resumed = false;
	/** Whether the peer is told when this side ends. */
	sendClose = true;

	/** What is written before the handshake is done. */
	#early: (() => void) | undefined;
	/** The most bytes of a datagram. */
	#most = 0;
	/** Whether the stream has room for what arrives. */
	#wanted = true;
	#hadError = false;
	#closing = false;

	protected abstract get gate(): Gate | undefined;

	/** The callbacks of the association that this socket stands for. */
	protected callbacks(): object {
		return {
			onReadable: () => this.#pull(),
			onWritable: (most: number) => {
				this.#most = most;
				this.opened();
				this.#flush();
			},
			onError: (error: TLSError) => this.failed(error),
			onRemoteChange: ({ remoteAddress, remotePort }: { remoteAddress: string; remotePort: number }) =>
				this.moved({ address: remoteAddress, port: remotePort }),
		};
	}

	/** The handshake is done, or was restored. */
	protected opened(): void {
		this.confirm();
	}

	/** The peer has proven that it is there. Says so, once. */
	protected confirm(): void {
		if (this.connected || this.destroyed) return;
		this.connected = true;
		this.resumed = this.resumed || this.negotiated?.resumed === true;
		this.announce();
		this.#flush();
	}

	/** Tells the application that the association stands. */
	protected abstract announce(): void;

	/** The peer is elsewhere now. */
	protected moved(_before: Place): void {
		this.remoteAddress = this.association?.remoteAddress;
		this.remotePort = this.association?.remotePort;
	}

	/** The association has ended. */
	protected failed(error: TLSError): void {
		if (error.code === "EOF") this.#ended();
		else this.destroy(numbered(error));
	}

	/** The session as bytes, a secret; see docs/node-mbed-dtls.md. Empty before the handshake is done. */
	abstract get session(): Buffer;

	/** What the association would go on with; undefined as long as it cannot be saved. */
	protected save(): Uint8Array | undefined {
		try {
			return this.connected && this.association !== undefined ? new Uint8Array(this.association.save()) : undefined;
		} catch (error) {
			/* With a CBC suite never, and not while the last flight may be needed. */
			if (error instanceof TLSError) return undefined;
			throw error;
		}
	}

	/** The most bytes of a datagram; 0 before the handshake is done. */
	get maximumLength(): number {
		return this.#most;
	}

	/** As dgram has it: sends a part of the message to the peer, whatever port and host are named. */
	send(message: string | Uint8Array, ...values: unknown[]): void {
		const bytes = typeof message === "string" ? Buffer.from(message) : message;
		const [offset, length] = values;
		const sliced = typeof offset === "number" && typeof length === "number" && offset + length <= bytes.length && values.length > 2;
		const callback = values.find((value): value is Callback => typeof value === "function");
		this.write(sliced ? bytes.subarray(offset, offset + length) : bytes, callback);
	}

	/** One datagram. One that is too large is refused, by its callback or 'error', and the association goes on. */
	override write(chunk: string | Uint8Array, ...values: unknown[]): boolean {
		const length = typeof chunk === "string" ? Buffer.byteLength(chunk) : chunk?.byteLength;
		if (this.#ready && !this.destroyed && length !== undefined && (length === 0 || length > this.#most)) {
			const sentence = length === 0 ? "a datagram has one byte at least" : `a datagram of ${length} bytes is larger than ${this.#most}`;
			const error = numbered(new TLSError("EMSGSIZE", `${sentence}; nothing was sent`));
			const callback = values.find((value): value is Callback => typeof value === "function");
			nextTick(() => (callback === undefined ? this.emit("error", error) : callback(error)));
			return true;
		}
		return Reflect.apply(super.write, this, [chunk, ...values]);
	}

	/** Ends the association: what was written leaves before. While the handshake goes on that is at once. */
	override end(...values: unknown[]): this {
		if (this.connected || this.destroyed) return Reflect.apply(super.end, this, values);
		const callback = values.find((value): value is () => void => typeof value === "function");
		if (callback !== undefined) this.once("close", callback);
		return this.destroy();
	}

	override emit(event: string | symbol, ...values: unknown[]): boolean {
		if (event === "error" && values.length === 1) {
			const [error] = values;
			return super.emit(event, error, error instanceof Error ? error.message : String(error));
		}
		if (event !== "close") return super.emit(event, ...values);
		const heard = super.emit(event, ...(values.length > 0 ? values : [this.#hadError]));
		this.removeAllListeners();
		return heard;
	}

	override _read(): void {
		this.#wanted = true;
		this.#pull();
	}

	override _write(chunk: Uint8Array, _encoding: string, callback: Callback): void {
		if (this.#ready) this.#transmit(chunk, callback);
		else this.#early = () => this.#transmit(chunk, callback);
	}

	override _final(callback: Callback): void {
		this.#goodbye();
		this.#finish();
		/* What nobody has read by now would keep it open for ever. */
		if (this.readableLength > 0) this.once("finish", () => nextTick(() => this.destroy()));
		callback();
	}

	override _destroy(error: Error | null, callback: Callback): void {
		this.#hadError = error !== null && error !== undefined;
		this.#goodbye();
		this.#early = undefined;
		this.released(() => callback(error));
	}

	/** Lets go of what the socket stands on. */
	protected abstract released(done: () => void): void;

	/** The peer has said goodbye. */
	#ended(): void {
		this.#goodbye();
		this.#finish();
	}

	/** Nothing more arrives. */
	#finish(): void {
		this.push(null);
		/* If nobody reads, 'end' comes nevertheless, unless something is left to be read. */
		this.read(0);
	}

	/** Whether datagrams can be sent. */
	get #ready(): boolean {
		return this.connected && this.#most > 0;
	}

	#flush(): void {
		if (!this.#ready) return;
		const early = this.#early;
		this.#early = undefined;
		early?.();
	}

	#goodbye(): void {
		const association = this.association;
		if (association !== undefined) {
			/* Asked for now, because it is gone with the association. */
			void this.publicKey;
			this.association = undefined;
			if (this.sendClose) association.close();
			else association.abandon();
		}
		if (this.#closing) return;
		this.#closing = true;
		this.emit("closing");
	}

	#pull(): void {
		while (this.#wanted && this.association !== undefined) {
			const datagram = this.association.read();
			if (datagram === undefined) return;
			this.confirm();
			this.#wanted = this.push(Buffer.from(datagram));
		}
	}

	#transmit(chunk: Uint8Array, callback: Written): void {
		const { gate } = this;
		const association = this.association;
		const done: Callback = (error) => callback?.(error ? numbered(error) : null);
		if (association === undefined || gate === undefined) {
			done(closedError("this socket"));
			return;
		}
		try {
			gate.track(() => association.write(chunk), done);
		} catch (error) {
			done(numbered(error));
		}
	}
}
