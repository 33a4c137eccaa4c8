/* "embedded:io/socket/udp": the UDP class of ECMA-419. Options here, everything else in udp.c and udp_data.c. */
import type { ByteBuffer } from "tls419/validate";
import { anything, callback, defineTarget, integer, oneOf, optional, optionsObject, string, unsigned16 } from "tls419/validate";

type Format = "buffer";

/** A datagram says where it came from. */
export type Datagram = ArrayBuffer & { address: string; port: number };

export interface Options {
	/** 0, the default, lets the system choose. */
	port?: number | string;
	/** One of this machine's addresses; all of them when absent. */
	address?: string;
	/** Datagrams arrived; `count` of them wait to be read. */
	onReadable?: ((this: UDP, count: number) => void) | null;
	onError?: ((this: UDP, error: Error & { code?: string }) => void) | null;
	format?: Format;
	target?: unknown;
	/** A multicast address to join, and how far datagrams to such addresses go. */
	multicast?: string;
	timeToLive?: number;
}

class Port extends Native("xs_sim_udp_destructor") {
	constructor() {
		super();
		native("xs_sim_udp").call(this);
	}
	close(): void {
		native("xs_sim_udp_close").call(this);
	}
	/** A new buffer, or the count of bytes put into the given one, with the sender as its `address` and `port`; undefined when nothing is there. */
	read(): Datagram | undefined;
	read(buffer: ByteBuffer): number | undefined;
	read(into?: unknown): Datagram | number | undefined {
		return native("xs_sim_udp_read").call(this, into);
	}
	write(data: ByteBuffer, address: string, port: number): void {
		native("xs_sim_udp_write").call(this, data, address, port);
	}
	/** Joins and leaves a multicast group. */
	add(address: string): void {
		native("xs_sim_udp_add").call(this, address);
	}
	remove(address: string): void {
		native("xs_sim_udp_remove").call(this, address);
	}
	/** The port it is bound to. */
	get port(): number {
		return native("xs_sim_udp_get_port").call(this);
	}
	/** Whether the program goes on as long as this socket is open; it does unless told. */
	hold(yes: boolean): void {
		native("xs_sim_udp_hold").call(this, yes);
	}
	get format(): Format {
		return native("xs_sim_udp_get_format").call(this);
	}
	set format(value: Format) {
		native("xs_sim_udp_set_format").call(this, value);
	}
}

class UDP extends Port {
	declare target?: unknown;

	constructor(options: Options) {
		super();
		try {
			open(this, optionsObject(options));
		} catch (error) {
			this.close();
			throw error;
		}
	}
}

export default UDP;

function open(socket: UDP, options: object): void {
	optional(options, "format", (value, name) => oneOf(value, name, ["buffer"]), "buffer");
	const port = optional(options, "port", unsigned16, 0);
	const address = optional(options, "address", string, undefined);
	const multicast = optional(options, "multicast", string, undefined);
	const timeToLive = optional(options, "timeToLive", (value, name) => integer(value, name, 0, 255), undefined);
	const onReadable = optional(options, "onReadable", callback, undefined);
	const onError = optional(options, "onError", callback, undefined);
	const target = optional(options, "target", anything, undefined);
	bind.call(socket, address, port, timeToLive, onReadable, onError);
	if (multicast !== undefined) socket.add(multicast);
	defineTarget(socket, target);
}

function bind(
	this: UDP,
	address: string | undefined,
	port: number,
	timeToLive: number | undefined,
	onReadable: unknown,
	onError: unknown,
): void {
	native("xs_sim_udp_bind").call(this, address, port, timeToLive, onReadable, onError);
}
