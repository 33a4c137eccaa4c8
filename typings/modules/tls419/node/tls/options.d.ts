/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/tls/options" {
	import type { CheckServerIdentity } from "tls419/node/tls/identity";
	import type { SecureContext, SecureContextOptions } from "tls419/node/tls/secure_context";
	import type { TLSSocket } from "tls419/node/tls/socket";
	import type { ByteBuffer } from "tls419/validate";
	/** Gets the context for a name, or nothing for the server's own. */
	export type SNICallback = (this: TLSSocket, servername: string, callback: (error: Error | null, context?: SecureContext) => void) => void;
	/** Chooses one of the protocols that the client offers; undefined turns it away. */
	export type ALPNCallback = (this: TLSSocket, offer: {
		servername: string;
		protocols: readonly string[];
	}) => string | undefined;
	/** A client's key and its name for it; null ends the handshake. */
	export type ClientPSKCallback = (hint: string | null) => {
		psk: ByteBuffer;
		identity: string;
	} | null;
	/** The key for the identity that a client has sent; null turns it away. */
	export type ServerPSKCallback = (socket: TLSSocket, identity: string) => ByteBuffer | null | undefined;
	/** What a server does for its sockets. */
	export interface SocketServer {
		emit(event: string, ...values: unknown[]): boolean;
		listenerCount(event: string): number;
	}
	export interface SocketOptions extends SecureContextOptions {
		readonly isServer?: boolean;
		/** The server that has accepted the connection. */
		readonly server?: SocketServer;
		readonly secureContext?: SecureContext;
		/** A client's: whom to ask for (SNI) and whose certificate to expect. Default: host, or "localhost". */
		readonly servername?: string;
		readonly host?: string;
		/** Whether to go on only with a peer whose certificate was found good. Default true. */
		readonly rejectUnauthorized?: boolean;
		/** Whether a server asks its client for a certificate. */
		readonly requestCert?: boolean;
		/** Names, or one buffer with a length byte before each. */
		readonly ALPNProtocols?: readonly (string | Uint8Array)[] | Uint8Array;
		readonly ALPNCallback?: ALPNCallback;
		readonly SNICallback?: SNICallback;
		/** A session to resume. */
		readonly session?: ByteBuffer;
		/** Bits that the group of a Diffie-Hellman exchange over a finite field must have. */
		readonly minDHSize?: number;
		readonly checkServerIdentity?: CheckServerIdentity;
		readonly pskCallback?: ClientPSKCallback | ServerPSKCallback;
		readonly pskIdentityHint?: string;
		/** Milliseconds until the handshake must be done. */
		readonly handshakeTimeout?: number;
		readonly allowHalfOpen?: boolean;
		readonly highWaterMark?: number;
	}
	/** Protocol names out of a list of them, or of bytes as they are sent (RFC 7301, 3.1). */
	export function protocolsOf(value: unknown): readonly string[];
	export function milliseconds(value: unknown): number;
	export function readSession(value: unknown): ByteBuffer | undefined;
	export function readDHSize(value: unknown): number | undefined;
	export function hostOf({ servername, host }: SocketOptions): string;
	/** Whether options say whose certificate is expected, wherever the connection goes. */
	export function isNamed({ servername }: SocketOptions): boolean;
	/** Whom the arguments of connect() expect, and whether they say so by itself; undefined where they name nobody. */
	export function expectedOf([first, second]: readonly unknown[]): {
		host: string;
		named: boolean;
	} | undefined;
}
