/* Made by `npm run typings` from the module itself. */
declare module "tls419/openssl-dtls/peer" {
	import type { DTLSOptions } from "embedded:io/socket/udp/dtls";
	import { Buffer } from "node:buffer";
	import { EventEmitter } from "node:events";
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
	export class Peer extends EventEmitter {
		#private;
		/** Where the peer is: the same object each time. */
		address(): Info;
		/** The peer's certificates as PEM, its own first; empty if it has shown none. */
		getCertChain(): Buffer;
		/** Whether the peer's certificate was checked and found good. */
		get authorized(): boolean;
		/** Why it was not: a code such as "CERT_HAS_EXPIRED". */
		get authorizationError(): string | undefined;
		/**
		 * Sends one datagram.
		 * @throws Error for what is no buffer; TLSError EMSGSIZE for one that is too large, ERR_TLS_NOT_CONNECTED before the handshake is done, ERR_TLS_CLOSED after the end
		 */
		send(message: Uint8Array | ArrayBuffer): void;
		/** Says goodbye and ends the connection. */
		end(): void;
	}
}
