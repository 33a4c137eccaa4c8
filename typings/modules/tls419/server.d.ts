/* Made by `npm run typings` from the module itself. */
declare module "tls419/server" {
	import { type default as TLSContext } from "embedded:io/socket/tcp/tls/context";
	/**
	 * "none" asks for no certificate; "request" asks for one and goes on whatever comes, `negotiated.authorized` tells; "require" goes on only with one that was found
	 * good.
	 */
	export type ClientAuthentication = "none" | "request" | "require";
	/** Chooses what to show a client that asks for `name`; undefined for the server's own. `this` is the listener, or the connection. */
	export type ServerNameCallback = (name: string) => TLSContext | undefined | Promise<TLSContext | undefined>;
	/** Where a client comes from, as far as its transport knows. */
	export interface Remote {
		readonly remoteAddress: string | undefined;
		readonly remotePort: number | undefined;
	}
}
