/*
 * A UDP class whose network is a table in memory: datagrams arrive in the order in which they were sent, and anybody may send with any address, as an intruder does who
 * invents them.
 */

type Datagram = ArrayBuffer & { address: string; port: number };

interface Options {
	readonly address?: string;
	readonly port?: number;
	readonly target?: unknown;
	readonly onReadable?: (this: MemoryUDP, count: number) => void;
}

/** What was sent; a filter that gives false keeps it from arriving. */
export interface Sent {
	readonly bytes: Uint8Array;
	readonly from: string;
	readonly to: string;
}

const sockets = new Map<string, MemoryUDP>();
let nextPort = 50_000;

export class MemoryUDP {
	/** Sees all that is sent. */
	static filter: ((sent: Sent) => boolean) | undefined;

	target?: unknown;
	address: string;
	port: number;
	readonly #onReadable: Options["onReadable"];
	readonly #arrived: Datagram[] = [];
	#told = false;

	constructor({ address = "10.0.0.1", port = nextPort++, target, onReadable }: Options) {
		this.target = target;
		this.#onReadable = onReadable;
		this.address = address;
		this.port = port;
		sockets.set(this.name, this);
	}

	get name(): string {
		return `${this.address} ${this.port}`;
	}

	/** Has another address from now on, as behind a router. */
	move(address: string, port: number): void {
		sockets.delete(this.name);
		this.address = address;
		this.port = port;
		sockets.set(this.name, this);
	}

	read(): Datagram | undefined {
		return this.#arrived.shift();
	}

	write(data: Uint8Array, address: string, port: number): void {
		const sent = { bytes: data.slice(), from: this.name, to: `${address} ${port}` };
		if (MemoryUDP.filter?.(sent) !== false) deliver(sent.bytes, this.address, this.port, sent.to);
	}

	close(): void {
		if (sockets.get(this.name) === this) sockets.delete(this.name);
	}

	take(datagram: Datagram): void {
		this.#arrived.push(datagram);
		if (this.#told) return;
		this.#told = true;
		setTimeout(() => {
			this.#told = false;
			if (sockets.get(this.name) === this && this.#arrived.length > 0) this.#onReadable?.call(this, this.#arrived.length);
		}, 0);
	}
}

/** Sends a datagram that is from there, whoever is there. @param to address, a space, and port */
export function deliver(bytes: Uint8Array, address: string, port: number, to: string): void {
	const datagram = bytes.slice().buffer as unknown;
	sockets.get(to)?.take(Object.assign(datagram as ArrayBuffer, { address, port }));
}
