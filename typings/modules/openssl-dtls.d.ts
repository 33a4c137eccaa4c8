/* Made by `npm run typings` from the module itself. */
declare module "openssl-dtls" {
	import { Client, connect } from "tls419/openssl-dtls/client";
	import { Peer } from "tls419/openssl-dtls/peer";
	import { createServer, Server } from "tls419/openssl-dtls/server";
	export type { ClientOptions, CommonOptions, RetransmitTimeout, ServerOptions } from "tls419/openssl-dtls/options";
	export type { Info } from "tls419/openssl-dtls/peer";
	export { Client, connect, createServer, Peer, Server };
	const _default: {
		Client: typeof Client;
		connect: typeof connect;
		createServer: typeof createServer;
		Peer: typeof Peer;
		Server: typeof Server;
	};
	export default _default;
}
