/**
 * device: the host provider instance of ECMA-419. `device.network.tls` holds the options with which a client opens a connection, and the same again under
 * `client`, because both spellings are in use. A class is loaded when its entry is read first: a program without TLS carries none.
 */

/** Options for a class of IO: `new entry.io({ ...entry, address, port })`. */
export interface Entry {
	readonly io: Constructor;
	readonly [option: string]: unknown;
}
export type Constructor = new (options: Record<string, unknown>) => object;
export type Network = Record<string, Entry & { readonly client: Entry }>;
export interface Device {
	readonly network: Network;
}

/** Name of the entry -> the module of its class, and the further options it has. One line a protocol. */
const table: Record<string, { module: string; options?: () => Record<string, unknown> }> = {
	tcp: { module: "embedded:io/socket/tcp", options: () => ({ dns: network.dns }) },
	listener: { module: "embedded:io/socket/listener" },
	udp: { module: "embedded:io/socket/udp" },
	dns: { module: "embedded:network/dns/resolver/system" },
	tls: { module: "embedded:io/socket/tcp/tls", options: () => ({ dns: network.dns, tls: Object.freeze({}) }) },
};

/** The namespace of a module of this program, loaded now; undefined when no manifest names it. */
function load(this: void, specifier: string): { default: Constructor } | undefined {
	return native("xs_sim_import").call(this, specifier);
}

function entry(name: string): Network[string] | undefined {
	const { module, options } = table[name];
	const io = load(module)?.default;
	if (!io) return undefined;
	const client = Object.freeze({ io, ...options?.() });
	return Object.freeze({ ...client, client });
}

function makeNetwork(): Network {
	const made: Network = {};
	for (const name of Object.keys(table)) {
		Object.defineProperty(made, name, {
			configurable: true,
			enumerable: true,
			get(): Network[string] | undefined {
				const value = entry(name);
				Object.defineProperty(made, name, { configurable: true, enumerable: true, writable: true, value });
				return value;
			},
			set(value: unknown) {
				Object.defineProperty(made, name, { configurable: true, enumerable: true, writable: true, value });
			},
		});
	}
	return made;
}

const network = makeNetwork();

export const device: Device = { network };
