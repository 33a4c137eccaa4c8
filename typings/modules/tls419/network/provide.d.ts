/* Made by `npm run typings` from the module itself. */
declare module "tls419/network/provide" {
	import NetworkTLS from "tls419/network/socket";
	import type { ClientSettings } from "tls419/settings";
	type Constructor<Instance = object> = new (options: never) => Instance;
	/** Options for a class of IO, and the class: `new entry.io({ ...entry, host })`. */
	export interface Entry<Client extends Constructor = Constructor> {
		readonly io: Client;
		readonly port?: number;
		/** How names are resolved. */
		readonly dns?: {
			readonly io: Constructor;
			readonly [option: string]: unknown;
		};
		readonly socket?: {
			readonly io: Constructor;
			readonly [option: string]: unknown;
		};
		readonly [option: string]: unknown;
	}
	/** An entry with TLS. `client` is the same once more, in the spelling of ECMA-419. */
	export interface SecureEntry<Client extends Constructor = Constructor> extends Entry<Client> {
		readonly port: number;
		readonly socket: {
			readonly io: typeof NetworkTLS;
			readonly TCP: {
				readonly io: Constructor;
				readonly [option: string]: unknown;
			};
			readonly tls: ClientSettings;
		};
		readonly client: Omit<SecureEntry<Client>, "client">;
	}
	/** What opens a TLS connection by itself: `new tls.io({ ...tls, address, port, host })`. */
	export interface TLSEntry {
		readonly io: typeof NetworkTLS;
		readonly TCP: {
			readonly io: Constructor;
			readonly [option: string]: unknown;
		};
		readonly tls: ClientSettings;
		readonly client: Omit<TLSEntry, "client">;
	}
	/** `device.network`, as far as it is about this. Which entries there are depends on the manifests of an application. */
	export interface Network {
		readonly http?: Entry;
		readonly ws?: Entry;
		readonly mqtt?: Entry;
		readonly https?: SecureEntry;
		readonly wss?: SecureEntry;
		readonly mqtts?: SecureEntry;
		readonly tls?: TLSEntry;
	}
	/** `device.network`, with a type. */
	export function deviceNetwork(): Network;
}
