/* Made by `npm run typings` from the module itself. */
declare module "tls419/openssl-dtls/options" {
	import TLSContext from "embedded:io/socket/tcp/tls/context";
	import type { HandshakeTimeout } from "tls419/datagrams";
	import type { Lookup } from "tls419/dgram/lookup";
	import type { Socket } from "tls419/dgram/socket";
	import { type PEM } from "tls419/node/pem";
	/** Gives the microseconds to wait before a flight is sent again, from those that were waited before; 0 at first. */
	export type RetransmitTimeout = (lastTimeout: number) => number;
	/** What a server and a client say. */
	export interface CommonOptions {
		/** The own private key and certificate, each of them PEM, as text or bytes, or DER. Certificates behind the first are those that lead to an authority. */
		readonly key?: PEM;
		readonly cert?: PEM;
		/** Opens an encrypted key. */
		readonly passphrase?: string;
		/** The authorities to trust, and revocation lists. Once there is a list, each issuer in the peer's chain needs one. */
		readonly ca?: PEM;
		/** Bytes that a datagram may have, without the headers of UDP and IP: 256 to 16384. Default 1452. */
		readonly mtu?: number;
		/** OpenSSL's cipher list. Default: all that this build has. */
		readonly ciphers?: string;
		/** The socket to use. */
		readonly socket?: Socket;
		/** Milliseconds until a handshake has to be done. Default 30000. */
		readonly handshakeTimeout?: number;
		/** Milliseconds without a message of the peer after which the connection ends; Infinity for no limit. Default 600000. */
		readonly connectionTimeout?: number;
		/** Microseconds until a flight of the handshake is sent again, doubled each time; or a function that says. Default 1000000. */
		readonly retransmitTimeout?: number | RetransmitTimeout;
		/** Sends a flight again only when the peer says its own again. Default false. */
		readonly suppressRetransmitsQuirk?: boolean;
	}
	export interface ServerOptions extends CommonOptions {
		readonly key: PEM;
		readonly cert: PEM;
		/** Whether clients are asked for a certificate. Default false. */
		readonly requestCert?: boolean;
		/** Whether clients have to have a valid certificate. Default false. */
		readonly rejectUnauthorized?: boolean;
		/** How many peers there may be, handshakes among them. Default 1000. */
		readonly maximumPeers?: number;
	}
	export interface ClientOptions extends CommonOptions {
		/** A name or an address. Default "localhost". */
		readonly host?: string;
		readonly port: number;
		/** The name that the server's certificate has to have. Default: `host`. */
		readonly servername?: string;
		/** Whether to go on only with a server whose certificate is valid. Default true. */
		readonly rejectUnauthorized?: boolean;
		/** Finds addresses, as for node:dgram. */
		readonly lookup?: Lookup;
	}
	/** Both sides' options, read. */
	export interface Times {
		readonly mtu: number;
		readonly handshakeTimeout: number;
		readonly connectionTimeout: number;
		readonly suppressRetransmitsQuirk: boolean;
	}
	export function readTimes(options: CommonOptions): Times;
	/** The `tls` of a listener. @throws TypeError, RangeError, Error for options that cannot be used; TLSError for keys and certificates that cannot. */
	export function readServer(options: ServerOptions, { mtu, handshakeTimeout }: Times): {
		readonly cipherSuites?: readonly string[];
		readonly context: TLSContext;
		readonly clientAuthentication: "none" | "request" | "require";
		readonly handshakeTimeout: HandshakeTimeout;
		readonly idleTimeout: 0;
		readonly mtu: number;
		readonly maximumPeers: number;
	};
	/** The `tls` of a client. @throws what readServer throws */
	export function readClient(options: ClientOptions, { mtu, handshakeTimeout }: Times): {
		readonly cipherSuites?: readonly string[];
		readonly context: TLSContext;
		readonly host: string;
		readonly verify: boolean;
		readonly handshakeTimeout: HandshakeTimeout;
		readonly mtu: number;
	};
}
