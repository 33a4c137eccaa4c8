/* openssl-dtls's Peer: an association of DTLS as an EventEmitter. */

import type DTLS from "embedded:io/socket/udp/dtls";
import type { DTLSOptions } from "embedded:io/socket/udp/dtls";
import { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import Timer from "timer";
import { isByteBuffer, view } from "tls419/der";
import { numberedError, type TLSError } from "tls419/errors";
import { pemOf } from "tls419/node/pem";
import { CLOSED } from "tls419/results";
import type { Remote } from "tls419/server";

/** Where a peer is. */
export interface Info {
	address: string;
	port: number;
	family?: string;
	size?: number;
}

export type Callbacks = Required<Pick<DTLSOptions, "onReadable" | "onWritable" | "onError" | "onRemoteChange">>;

/** What a server or client hears of its peer. */
export interface PeerOwner {
	/** The handshake is done. */
	connected?(): void;
	/** The peer has ended. */
	ended(): void;
	/** It has another address now. */
	moved?(before: Remote): void;
}

/** Goodbyes, and peers that have begun anew, are no errors once the handshake is done. */
const expected: readonly string[] = Object.freeze(["EOF", "ECONNRESET"]);

export class Peer extends EventEmitter {
	readonly #info: Info;
	readonly #owner: PeerOwner;
	readonly #silence: number;
	#dtls: DTLS | undefined;
	#timer: Timer | undefined;
	#certificates: readonly ArrayBuffer[] | undefined;
	#verdict: { readonly authorized: boolean; readonly authorizationError: string | undefined } | undefined;
	#over = false;

	/** @param silence milliseconds without a message after which it ends. @internal */
	constructor(info: Info, silence: number, owner: PeerOwner) {
		super();
		this.#info = info;
		this.#silence = silence;
		this.#owner = owner;
	}

	/** Where the peer is: the same object each time. */
	address(): Info {
		return this.#info;
	}

	/** The peer's certificates as PEM, its own first; empty if it has shown none. */
	getCertChain(): Buffer {
		return Buffer.from(
			this.#chain()
				.map((der) => pemOf("CERTIFICATE", der))
				.join(""),
		);
	}

	/** Whether the peer's certificate was checked and found good. */
	get authorized(): boolean {
		return this.#judged()?.authorized ?? false;
	}

	/** Why it was not: a code such as "CERT_HAS_EXPIRED". */
	get authorizationError(): string | undefined {
		return this.#judged()?.authorizationError;
	}

	/**
	 * Sends one datagram.
	 * @throws Error for what is no buffer; TLSError EMSGSIZE for one that is too large, ERR_TLS_NOT_CONNECTED before the handshake is done, ERR_TLS_CLOSED after the end
	 */
	send(message: Uint8Array | ArrayBuffer): void {
		if (!isByteBuffer(message)) throw new Error("Argument 0 must be a buffer");
		if (this.#dtls === undefined) throw numberedError(CLOSED);
		this.#dtls.write(view(message));
	}

	/** Says goodbye and ends the connection. */
	end(): void {
		this.#finish();
	}

	/** Whether it has ended. @internal */
	get over(): boolean {
		return this.#over;
	}

	/** Whether the handshake is done. @internal */
	get connected(): boolean {
		return this.#judged() !== undefined;
	}

	/** What the association's class is to call. @internal */
	callbacks(): Callbacks {
		return {
			onReadable: () => this.#read(),
			onWritable: () => this.#owner.connected?.(),
			onError: (error) => this.fail(error),
			onRemoteChange: (before) => {
				const { remoteAddress, remotePort } = this.#dtls ?? {};
				if (remoteAddress !== undefined && remotePort !== undefined)
					Object.assign(this.#info, { address: remoteAddress, port: remotePort });
				this.#owner.moved?.(before);
			},
		};
	}

	/** @internal */
	attach(dtls: DTLS): void {
		this.#dtls = dtls;
	}

	/** From now on the peer has to be heard. @internal */
	watch(): void {
		if (this.#silence === Number.POSITIVE_INFINITY || this.#over) return;
		if (this.#timer !== undefined) Timer.schedule(this.#timer, this.#silence);
		else this.#timer = Timer.set(() => this.#silent(), this.#silence);
	}

	/** @internal */
	fail(error: TLSError): void {
		this.#finish(error);
	}

	#silent(): void {
		this.#timer = undefined;
		this.#finish();
	}

	#read(): void {
		for (let datagram = this.#dtls?.read(); datagram !== undefined; datagram = this.#dtls?.read()) {
			this.watch();
			this.emit("message", Buffer.from(datagram));
		}
	}

	#chain(): readonly ArrayBuffer[] {
		this.#certificates ??= this.#dtls?.negotiated?.peerCertificates;
		return this.#certificates ?? [];
	}

	#judged() {
		const negotiated = this.#dtls?.negotiated;
		if (negotiated !== undefined)
			this.#verdict ??= { authorized: negotiated.authorized, authorizationError: negotiated.authorizationError };
		return this.#verdict;
	}

	#finish(error?: TLSError): void {
		if (this.#over) return;
		this.#over = true;
		Timer.clear(this.#timer);
		this.#timer = undefined;
		/* What can still be asked for when it has ended. */
		this.#chain();
		this.#judged();
		this.#dtls?.close();
		this.#dtls = undefined;
		this.#owner.ended();
		const inOrder = this.#verdict !== undefined && expected.includes(error?.code ?? "EOF");
		if (error !== undefined && !inOrder) this.emit("error", error);
		this.emit("close");
	}
}
