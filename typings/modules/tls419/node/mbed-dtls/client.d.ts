/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/mbed-dtls/client" {
	import { Buffer } from "node:buffer";
	import { type Lookup } from "tls419/dgram/lookup";
	import { TLSError } from "tls419/errors";
	import { Gate, type Socket } from "tls419/node/mbed-dtls/gate";
	import { type ClientCredentials, type Credentials } from "tls419/node/mbed-dtls/settings";
	import { DtlsSocket } from "tls419/node/mbed-dtls/socket";
	export interface ConnectOptions extends ClientCredentials {
		/** A name or an address. Default "localhost". */
		readonly host?: string;
		/** Default 5684. */
		readonly port?: number | string;
		/** A socket of the application's, which stays its own: it is not closed here. */
		readonly socket?: Socket | null | undefined;
		/** Finds the host's address. */
		readonly lookup?: Lookup;
		/** What `session` of an earlier socket was: goes on with it, or has a shorter handshake. */
		readonly session?: Uint8Array | null;
		/** Keys and certificates that are found when they are needed, in place of those among the options. */
		readonly credentials?: Credentials | PromiseLike<Credentials> | (() => Credentials | PromiseLike<Credentials>);
		/** Whether the server is told when this side ends. Default true. */
		readonly sendClose?: boolean;
	}
	export class DtlsClientSocket extends DtlsSocket {
		#private;
		/** @throws TypeError, RangeError, Error for options that cannot be meant, TLSError for a key that cannot be read. What fails later is an 'error'. */
		constructor(options?: ConnectOptions);
		/** Chooses this side's address, before the handshake begins in the next turn. */
		bind(port?: number, address?: string, callback?: () => void): void;
		/** Where the socket is bound. */
		address(): {
			address: string;
			family: string;
			port: number;
		};
		/** For connect() of a later socket. */
		get session(): Buffer;
		protected get gate(): Gate;
		protected announce(): void;
		protected released(done: () => void): void;
		protected failed(error: TLSError): void;
	}
}
