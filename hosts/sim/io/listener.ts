/* "embedded:io/socket/listener": a TCP port where connections arrive, as ECMA-419 has it. */
import TCP from "embedded:io/socket/tcp";
import { anything, callback, defineTarget, oneOf, optional, optionsObject, string, unsigned16 } from "tls419/validate";

type Format = "socket/tcp";

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { construct } = Reflect;

export interface Options {
	/** 0, the default, lets the system choose; `port` tells which. */
	port?: number | string;
	/** One of this machine's addresses; all of them when absent. */
	address?: string;
	/** Connections arrived; `count` of them wait to be read. */
	onReadable?: ((this: Listener, count: number) => void) | null;
	onError?: ((this: Listener, error: Error & { code?: string }) => void) | null;
	format?: Format;
	target?: unknown;
}

/** What TCP extends: a socket without a connection. */
const Socket = Object.getPrototypeOf(TCP);
const noArguments: readonly never[] = Object.freeze([]);

/* Called on an instance that has no such method: so what is called is the C function itself. */
const accept = native("xs_sim_listener_accept");

class Port extends Native("xs_sim_listener_destructor") {
	constructor() {
		super();
		native("xs_sim_listener").call(this);
	}
	close(): void {
		native("xs_sim_listener_close").call(this);
	}
	/** A listener has nothing to write to. */
	write(): never {
		return native("xs_sim_listener_write").call(this);
	}
	get port(): number {
		return native("xs_sim_listener_get_port").call(this);
	}
	/** An extension: whether the program goes on as long as this listener is open; it does unless told. */
	hold(yes: boolean): void {
		native("xs_sim_listener_hold").call(this, yes);
	}
	get format(): Format {
		return native("xs_sim_listener_get_format").call(this);
	}
	set format(value: Format) {
		native("xs_sim_listener_set_format").call(this, value);
	}
}

class Listener extends Port {
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

	/** The connection that waits longest, as a TCP without callbacks, to be given to a constructor as `from`; undefined when none waits. */
	read(): TCP | undefined {
		return accept.call(this, construct(Socket, noArguments, TCP));
	}
}

export default Listener;

function open(listener: Listener, options: object): void {
	optional(options, "format", (value, name) => oneOf(value, name, ["socket/tcp"]), "socket/tcp");
	const port = optional(options, "port", unsigned16, 0);
	const address = optional(options, "address", string, undefined);
	const onReadable = optional(options, "onReadable", callback, undefined);
	const onError = optional(options, "onError", callback, undefined);
	const target = optional(options, "target", anything, undefined);
	listen.call(listener, address, port, onReadable, onError);
	defineTarget(listener, target);
}

function listen(this: Listener, address: string | undefined, port: number, onReadable: unknown, onError: unknown): void {
	native("xs_sim_listener_listen").call(this, address, port, onReadable, onError);
}
