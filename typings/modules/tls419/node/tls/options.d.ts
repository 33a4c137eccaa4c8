/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/tls/options" {
	import type TLS from "embedded:io/socket/tcp/tls";
	import type { CheckServerIdentity } from "tls419/node/tls/identity";
	import { SecureContext, type SecureContextOptions } from "tls419/node/tls/secure_context";
	import type { TLSSocket } from "tls419/node/tls/socket";
	import type { TLSSettings } from "tls419/settings";
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
	/** What becomes of options: shared by all sockets of a server, and dropped by a client when its handshake is done. */
	export interface Setup {
		/** For the class below; without what hangs on who listens. */
		readonly settings: TLSSettings;
		readonly context: SecureContext;
		/** Whether it was made for one connection. */
		readonly single: boolean;
		readonly server: boolean;
		/** A client's: the name that the certificate has to be for. */
		readonly host: string;
		/** Whether that was said by itself, and is not only where the connection goes. */
		readonly named: boolean;
		readonly rejectUnauthorized: boolean;
		readonly checkServerIdentity: CheckServerIdentity | undefined;
		readonly SNICallback: SNICallback | undefined;
		readonly ALPNCallback: ALPNCallback | undefined;
		readonly pskCallback: ClientPSKCallback | ServerPSKCallback | undefined;
		/** Of a client with a pre-shared key, which is asked for late: what the context is made of then. */
		readonly options: SocketOptions | undefined;
	}
	export function onKeyLog(this: TLS, line: string): void;
	/** Protocol names out of a list of them, or of bytes as they are sent (RFC 7301, 3.1). */
	export function protocolsOf(value: unknown): readonly string[];
	export function hostOf({ servername, host }: SocketOptions): string;
	/** Whether options say whose certificate is expected, wherever the connection goes. */
	export function isNamed({ servername }: SocketOptions): boolean;
	/** @throws TypeError, RangeError, Error for options that cannot be used. */
	export function clientSetup(options: SocketOptions): Setup;
	/** The same with the pre-shared key that a client's pskCallback gives. A certificate takes its place only where authorities are named. */
	export function withSharedKey(setup: Setup): Setup;
	/**
	 * @param context in place of what the options say
	 * @param names whether there are contexts for some names, although there is no SNICallback
	 */
	export function serverSetup(options: SocketOptions, context?: SecureContext, SNICallbackOfServer?: SNICallback): Setup;
}
