/* Made by `npm run typings` from the module itself. */
declare module "tls419/alpn" {
	/** Chooses one of the protocols that a client offers; undefined turns it away. `this` is the connection, or the listener. */
	export type ProtocolCallback = (protocols: readonly string[], serverName: string | undefined) => string | undefined;
}
