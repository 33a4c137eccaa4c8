/* Made by `npm run typings` from the module itself. */
declare module "node:tls" {
	import { connect } from "tls419/node/tls/connect";
	import { checkServerIdentity } from "tls419/node/tls/identity";
	import { createSecureContext, SecureContext } from "tls419/node/tls/secure_context";
	import { type ServerOptions, Server as TLSServer } from "tls419/node/tls/server";
	import { TLSSocket as Socket } from "tls419/node/tls/socket";
	/** Made with or without `new`. */
	const TLSSocket: import("tls419/node/callable").Callable<typeof Socket>;
	const Server: import("tls419/node/callable").Callable<typeof TLSServer>;
	type TLSSocket = Socket;
	type Server = TLSServer;
	/** The same as new Server(). */
	function createServer(...values: ConstructorParameters<typeof TLSServer>): Server;
	/** OpenSSL's names of the cipher suites, in small letters. */
	function getCiphers(): string[];
	const DEFAULT_MIN_VERSION = "TLSv1.2";
	const DEFAULT_MAX_VERSION = "TLSv1.3";
	const DEFAULT_ECDH_CURVE = "auto";
	export type { ConnectOptions } from "tls419/node/tls/connect";
	export type { SocketOptions as TLSSocketOptions } from "tls419/node/tls/options";
	export type { PeerCertificate } from "tls419/node/tls/peer_certificate";
	export type { SecureContextOptions } from "tls419/node/tls/secure_context";
	export type { CipherDescription } from "tls419/node/tls/socket";
	export type { ServerOptions };
	export { checkServerIdentity, connect, createSecureContext, createServer, DEFAULT_ECDH_CURVE, DEFAULT_MAX_VERSION, DEFAULT_MIN_VERSION, getCiphers, SecureContext, Server, TLSSocket, };
	const _default: {
		checkServerIdentity: typeof checkServerIdentity;
		connect: typeof connect;
		createSecureContext: typeof createSecureContext;
		createServer: typeof createServer;
		DEFAULT_ECDH_CURVE: string;
		DEFAULT_MAX_VERSION: string;
		DEFAULT_MIN_VERSION: string;
		getCiphers: typeof getCiphers;
		SecureContext: typeof SecureContext;
		Server: import("tls419/node/callable").Callable<typeof TLSServer>;
		TLSSocket: import("tls419/node/callable").Callable<typeof Socket>;
	};
	export default _default;
}
