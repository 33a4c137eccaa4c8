/* What the listener contract is about, and the listeners and clients of its tests. */
import { closeAfterTest } from "../support/suite.ts";
import { deferred, type Stream, type StreamClass } from "./observer.ts";

/** A listener, as loosely typed as the tests misuse it. */
export interface Listener {
	format: string;
	target?: unknown;
	readonly port: number;
	read(): Stream | undefined;
	write(): never;
	close(): void;
}

export interface ListenerFactory {
	readonly Class: new (options: object) => Listener;
	/** What its options hold besides those of the TCP listener. */
	readonly options: object;
	/** What its connections are, and what its clients can be. */
	readonly Stream: StreamClass;
	/** What the options of a client hold besides address and port. */
	readonly client: object;
	/** What misuse throws. */
	readonly Misuse: ErrorConstructor | SyntaxErrorConstructor;
}

export const address = "127.0.0.1";

/** How a test comes by listeners and clients of the kind. */
export interface Ways {
	listen(options?: object): Listener;
	dial(port: number, to?: string): Stream;
	/** A listener that counts what it is told. */
	watched(options?: object): { listener: Listener; told: number[]; next(): Promise<number> };
}

export function waysOf({ Class, options: own, Stream, client }: ListenerFactory): Ways {
	function listen(options: object = {}): Listener {
		const listener: Listener = Reflect.construct(Class, [{ ...own, ...options }]);
		closeAfterTest(() => listener.close());
		return listener;
	}

	function dial(port: number, to = address): Stream {
		const socket = new Stream({ ...client, address: to, port });
		closeAfterTest(() => socket.close());
		return socket;
	}

	function watched(options: object = {}): { listener: Listener; told: number[]; next(): Promise<number> } {
		const told: number[] = [];
		let arrived = deferred();
		const listener = listen({
			address,
			...options,
			onReadable(count: number) {
				told.push(count);
				arrived.resolve();
			},
		});
		return {
			listener,
			told,
			async next() {
				await arrived.promise;
				arrived = deferred();
				return told[told.length - 1];
			},
		};
	}

	return { listen, dial, watched };
}
