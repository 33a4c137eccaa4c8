/*
 * The entries that a protocol over TLS has in `device.network`, made from that of the protocol in clear: the same client, the same way to resolve names, the same TCP
 * class, with TLS in between.
 */

import TCP from "embedded:io/socket/tcp";
import NetworkTLS from "tls419/network/socket";
import type { ClientSettings } from "tls419/settings";

type Constructor<Instance = object> = new (options: never) => Instance;

/** Options for a class of IO, and the class: `new entry.io({ ...entry, host })`. */
export interface Entry<Client extends Constructor = Constructor> {
	readonly io: Client;
	readonly port?: number;
	/** How names are resolved. */
	readonly dns?: { readonly io: Constructor; readonly [option: string]: unknown };
	readonly socket?: { readonly io: Constructor; readonly [option: string]: unknown };
	readonly [option: string]: unknown;
}

/** An entry with TLS. `client` is the same once more, in the spelling of ECMA-419. */
export interface SecureEntry<Client extends Constructor = Constructor> extends Entry<Client> {
	readonly port: number;
	readonly socket: {
		readonly io: typeof NetworkTLS;
		readonly TCP: { readonly io: Constructor; readonly [option: string]: unknown };
		readonly tls: ClientSettings;
	};
	readonly client: Omit<SecureEntry<Client>, "client">;
}

/** What opens a TLS connection by itself: `new tls.io({ ...tls, address, port, host })`. */
export interface TLSEntry {
	readonly io: typeof NetworkTLS;
	readonly TCP: { readonly io: Constructor; readonly [option: string]: unknown };
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

/* The SDK's type of `device` knows no network. */
function device(): { readonly network?: Network } {
	const given: unknown = Reflect.get(globalThis, "device");
	return typeof given === "object" && given !== null ? given : {};
}

/** `device.network`, with a type. */
export function deviceNetwork(): Network {
	return device().network ?? {};
}

function add(name: keyof Network, entry: Entry | SecureEntry | TLSEntry): void {
	const given = device();
	const network = Object.freeze({ ...given.network, [name]: entry });
	Reflect.set(globalThis, "device", Object.freeze({ ...given, network }));
}

/** Adds `device.network.tls`. @internal */
export function provideTLS(): void {
	const entry = { io: NetworkTLS, TCP: Object.freeze({ io: TCP }), tls: Object.freeze({}) };
	add("tls", Object.freeze({ ...entry, client: Object.freeze(entry) }));
}

/**
 * Adds an entry for a protocol over TLS.
 * @param clear the entry that it is made from
 * @param io the client, if it is another one
 * @internal
 */
export function provide(
	name: "https" | "wss" | "mqtts",
	clear: "http" | "ws" | "mqtt",
	port: number,
	tls: ClientSettings,
	io?: Constructor,
): void {
	const below = deviceNetwork()[clear];
	if (below === undefined) throw new Error(`device.network.${clear} is missing, of which device.network.${name} is made`);
	const socket = Object.freeze({ io: NetworkTLS, TCP: below.socket ?? Object.freeze({ io: TCP }), tls: Object.freeze(tls) });
	const entry = { ...below, io: io ?? below.io, port, socket };
	add(name, Object.freeze({ ...entry, client: Object.freeze(entry) }));
}
