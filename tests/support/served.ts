/* A TLS listener in memory, what it tells, and its clients. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import Timer from "timer";
import { localhostIdentity } from "./certificates.ts";
import { Connection, connectTLS, type StreamError } from "./connection.ts";
import type { Failure } from "./failure.ts";
import { Memory } from "./memory.ts";
import { MemoryListener } from "./memory-listener.ts";
import { closeAfterTest } from "./suite.ts";

export const identity = localhostIdentity;

export interface Told {
	readonly error: StreamError;
	readonly remote: object | undefined;
}

export interface Served {
	readonly listener: TLSListener;
	readonly port: number;
	readonly told: Told[];
	readonly arrivals: number[];
}

export function serve(tls: object, options: object = {}): Served {
	const told: Told[] = [];
	const arrivals: number[] = [];
	const listener = new TLSListener({
		Listener: { io: MemoryListener },
		tls,
		onReadable: (count) => arrivals.push(count),
		onError: (error, remote) => told.push({ error, remote }),
		...options,
	});
	closeAfterTest(() => listener.close());
	return { listener, port: listener.port ?? 0, told, arrivals };
}

/** One that waits for its first connection, and for its first failure. */
export function listen(tls: object): {
	port: number;
	connection: Promise<Connection<TLS>>;
	failure: Promise<Failure>;
	listener: TLSListener;
} {
	let arrived: (connection: Connection<TLS>) => void;
	let failed: (error: Failure) => void;
	const connection = new Promise<Connection<TLS>>((resolve) => {
		arrived = resolve;
	});
	const failure = new Promise<Failure>((resolve) => {
		failed = resolve;
	});
	const listener = new TLSListener({
		Listener: { io: MemoryListener },
		tls,
		onReadable() {
			const from = this.read();
			arrived(new Connection((callbacks) => new TLS({ from, ...callbacks })));
		},
		onError: (error) => failed(error),
	});
	closeAfterTest(() => listener.close());
	return { port: listener.port ?? 0, connection, failure, listener };
}

export const connect = (port: number, tls: object = {}) => connectTLS(port, tls, { TCP: { io: Memory } });
export const dial = (port: number) => new Connection((callbacks) => new Memory({ port, ...callbacks }));
export const wait = (milliseconds: number) => new Promise<void>((resolve) => void Timer.set(() => resolve(), milliseconds));
