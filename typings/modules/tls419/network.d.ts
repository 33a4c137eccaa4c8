/* Made by `npm run typings` from the module itself. */
declare module "tls419/network" {
	import type { ClientSettings } from "tls419/settings";
	/** What the clients of `device.network` say about TLS, but for what belongs to one of their connections. */
	export interface NetworkSettings extends Omit<ClientSettings, "host" | "session" | "server"> {
		/** Hears why a connection has failed, which most of the SDK's clients keep to themselves. Default: a line on the console. */
		readonly onFailure?: (error: Error, host: string, port: number) => void;
	}
	/**
	 * Says what the clients of `device.network` trust, and who they are, in place of the `config.tls` of the manifest. It holds for connections from now on, and sessions
	 * that were kept are forgotten.
	 * @throws TypeError, RangeError, TLSError for certificates and keys that cannot be used.
	 */
	export function configureNetwork(settings: NetworkSettings): void;
}
