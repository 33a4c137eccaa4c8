/*
 * "embedded:io/socket/tcp": the TCP class of ECMA-419 on the simulator. All of it is native: the options are read in tcp_open.c, and
 * tcp.c knows one kind of stream, whether it is a socket of the kernel or a link of the simulated network.
 *
 * Reading and writing are single native calls, inherited from Socket. A Socket without a connection is what Listener.read()
 * starts from: Reflect.construct(Socket, [], TCP) gives an instance of TCP whose constructor has not run.
 */
import type { ByteBuffer } from "tls419/validate";

export type Format = "buffer" | "number";

export interface WriteOptions {
	/** More data follows at once: the transport may wait for it. */
	more?: boolean;
	/** A hint: how many bytes the whole sequence of writes will have. */
	byteLength?: number;
}

export interface Callbacks {
	/** Data arrived; `bytes` is all that can be read now. */
	onReadable?: ((this: TCP, bytes: number) => void) | null;
	/** `bytes` can be written now; the first call says that the connection stands. */
	onWritable?: ((this: TCP, bytes: number) => void) | null;
	/** The connection failed or ended (`error.code` is "EOF" when the other side closed it in order). */
	onError?: ((this: TCP, error: Error & { code?: string }) => void) | null;
	/** An extension: the other side will send no more, and it is still possible to write. Without it that is an error for onError. */
	onEnd?: ((this: TCP) => void) | null;
}

export interface Options extends Callbacks {
	/** An IPv4 or IPv6 address; names are the resolver's business. */
	address?: string;
	port?: number | string;
	noDelay?: boolean;
	/** Moddable's spelling of noDelay. */
	nodelay?: boolean;
	/** Milliseconds of silence after which the connection is probed. */
	keepAlive?: number;
	/** A live instance whose connection moves here; address and port are then ignored. */
	from?: TCP;
	format?: Format;
	target?: unknown;
}

/* Called on an instance that has no such method: so what is called is the C function itself. */
const open = native("xs_sim_tcp_open");

class Socket extends Native("xs_sim_tcp_destructor") {
	constructor() {
		super();
		native("xs_sim_tcp").call(this);
	}
	close(): void {
		native("xs_sim_tcp_close").call(this);
	}
	/** A number of bytes gives a new ArrayBuffer, a byte buffer is filled and gives the count; undefined when nothing is there. */
	read(): ArrayBuffer | number | undefined;
	read(count: number): ArrayBuffer | undefined;
	read(buffer: ByteBuffer): number | undefined;
	read(into?: unknown): ArrayBuffer | number | undefined {
		return native("xs_sim_tcp_read").call(this, into);
	}
	/** Takes all of it or throws; gives what can still be written. */
	write(data: ByteBuffer | number, options?: WriteOptions): number {
		return native("xs_sim_tcp_write").call(this, data, options);
	}
	/** An extension: nothing more will be written, and the other side learns it after what was. Reading goes on. */
	end(): void {
		native("xs_sim_tcp_end").call(this);
	}
	/** An extension: whether the program goes on as long as this connection is open; it does unless told. */
	hold(yes: boolean): void {
		native("xs_sim_tcp_hold").call(this, yes);
	}
	get format(): Format {
		return native("xs_sim_tcp_get_format").call(this);
	}
	set format(value: Format) {
		native("xs_sim_tcp_set_format").call(this, value);
	}
	/** An extension, as localPort is: where this side of the connection is. */
	get localAddress(): string | undefined {
		return native("xs_sim_tcp_get_localAddress").call(this);
	}
	get localPort(): number | undefined {
		return native("xs_sim_tcp_get_localPort").call(this);
	}
	get remoteAddress(): string | undefined {
		return native("xs_sim_tcp_get_remoteAddress").call(this);
	}
	get remotePort(): number | undefined {
		return native("xs_sim_tcp_get_remotePort").call(this);
	}
}

class TCP extends Socket {
	declare target?: unknown;

	constructor(options: Options) {
		super();
		open.call(this, options);
	}
}

export default TCP;
