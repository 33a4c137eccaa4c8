// sim: --clock virtual
/*
 * TLS over TCP and Listener classes that do at random what no class may do: throw from anywhere, tell and count wrongly, call back while they are called, close what
 * stands on them, and bring noise and pieces. Nothing crashes or goes on without end, and who is told something is told by an Error.
 */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import { psk } from "../support/dtls.ts";
import { random } from "../support/random.ts";
import { sleep } from "../support/sleep.ts";
import { boundedSuite } from "../support/suite.ts";
import { Hearer, mangled, noise, odds, one, playTwice, type Round, Server, settle, wildly } from "../support/wild.ts";

const test = boundedSuite("wild classes of TCP");
const LIMIT = 1e9;

interface Options {
	readonly from?: unknown;
	readonly target?: unknown;
	onReadable?(this: unknown, count: unknown): void;
	onWritable?(this: unknown, count: unknown): void;
	onError?(this: unknown, error?: unknown): void;
}

let round: Round;
let streams: WildTCP[] = [];
let doors: WildDoor[] = [];

const failure = () => one([undefined, null, "wild", new Error("wild"), Object.assign(new Error("wild"), { code: "EWILD" })]);

/** One end of a line. */
class End {
	readonly arrived: Uint8Array[] = [];
	other: End | undefined;

	take(into: Uint8Array): number {
		const next = this.arrived[0];
		if (next === undefined) return 0;
		const part = next.subarray(0, into.length);
		into.set(part);
		if (part.length === next.length) this.arrived.shift();
		else this.arrived[0] = next.subarray(part.length);
		return part.length;
	}
	get length(): number {
		return this.arrived.reduce((sum, part) => sum + part.length, 0);
	}
}

class WildTCP {
	readonly target: unknown;
	readonly #options: Options;
	readonly #end: End;
	#closed = false;

	constructor(options: Options) {
		this.target = options.target;
		this.#options = options;
		this.#end = options.from instanceof WildTCP ? options.from.#end : new End();
		round.called();
		if (options.from instanceof WildTCP) options.from.#closed = true;
		else if (options.target !== undefined) {
			const other = new WildTCP({});
			other.#end.other = this.#end;
			this.#end.other = other.#end;
			const door = one(doors);
			if (door === undefined || door.closed) other.close();
			else door.waiting.push(other);
		}
		if (round.odds(2)) round.attempt(() => this.tell());
		if (round.odds(2)) round.attempt(() => this.fail());
		streams.push(this);
	}
	get closed(): boolean {
		return this.#closed;
	}
	get remoteAddress(): unknown {
		round.called();
		return wildly("here", round.times);
	}
	get remotePort(): unknown {
		round.called();
		return wildly(1, round.times);
	}
	read(buffer: Uint8Array): unknown {
		this.#use("read");
		if (round.odds()) return wildly(1, 1);
		if (round.odds()) {
			buffer.set(noise(buffer.length));
			return random(buffer.length);
		}
		return this.#end.take(buffer);
	}
	write(buffer: Uint8Array): unknown {
		const bytes = buffer.slice();
		this.#use("write");
		this.#end.other?.arrived.push(mangled(round, bytes));
		return round.odds() ? wildly(1000, 1) : one([0, 50, 1000, 100_000]);
	}
	close(): void {
		this.#closed = true;
		round.wasClosed();
	}
	/** Tells of bytes and of room, whether there are any or not. */
	tell(): void {
		const count = this.#end.length;
		if (count > 0 || round.odds()) this.#options.onReadable?.call(this, round.odds() ? wildly(count, 1) : count);
		if (odds(2)) this.#options.onWritable?.call(this, round.odds() ? wildly(1000, 1) : one([20, 1000, 100_000]));
	}
	fail(): void {
		this.#options.onError?.call(this, failure());
	}
	#use(what: string): void {
		if (this.#closed) round.mishaps.push(`the class: ${what} behind close`);
		round.called();
	}
}

class WildDoor {
	readonly waiting: WildTCP[] = [];
	readonly #options: Options;
	closed = false;

	constructor(options: Options) {
		this.#options = options;
		round.called();
		if (round.odds(2)) round.attempt(() => this.tell());
		if (round.odds(2)) round.attempt(() => this.fail());
		doors.push(this);
	}
	get port(): unknown {
		round.called();
		return wildly(443, round.times);
	}
	read(): unknown {
		if (this.closed) round.mishaps.push("the listener's class: read behind close");
		const from = this.waiting.shift();
		try {
			round.called();
		} catch (error) {
			/* Then nobody has it. */
			from?.close();
			throw error;
		}
		if (round.odds()) {
			from?.close();
			return one([undefined, null, {}, "stream", { read: 5 }, { read: noise, write: noise }]);
		}
		return from;
	}
	close(): void {
		this.closed = true;
		for (const stream of this.waiting.splice(0)) round.attempt(() => stream.close());
		round.wasClosed();
	}
	tell(): void {
		const count = this.waiting.length;
		if (count > 0 || round.odds()) this.#options.onReadable?.call(this, round.odds() ? wildly(count, 1) : count);
	}
	fail(): void {
		this.#options.onError?.call(this, failure());
	}
}

/** A connection, and an application that does with it what comes to its mind. */
class Peer extends Hearer {
	#tls: TLS | undefined;

	constructor(options: object) {
		super(round, "from" in options ? "a connection of the listener" : "a client");
		const peer: Peer = this;
		const tls = round.attempt(
			() =>
				new TLS({
					...options,
					onReadable() {
						peer.hears("onReadable");
						peer.#tls ??= this;
						if (odds(10)) return;
						round.attempt(() => (odds(3) ? this.read(new Uint8Array(100)) : this.read()));
						if (odds(3)) peer.write();
						if (odds(30)) peer.close();
					},
					onWritable() {
						peer.hears("onWritable");
						peer.#tls ??= this;
						if (odds(2)) peer.write();
					},
					onError(error) {
						peer.fails(error, true);
						peer.#tls ??= this;
						if (odds(2)) peer.close();
					},
				} as ConstructorParameters<typeof TLS>[0]),
		);
		if (tls === undefined) this.closed = true;
		else this.#tls = tls;
		round.actions.push(
			() => this.write(),
			() => odds(5) && this.close(),
			() => this.#tls?.read(),
			() => odds(3) && this.#tls?.end(),
		);
	}
	write(): void {
		round.attempt(() => this.#tls?.write(noise(odds(5) ? 20_000 : 300)));
	}
	close(): void {
		if (this.#tls === undefined) return;
		this.closed = true;
		round.attempt(() => this.#tls?.close());
	}
}

/** Plays one round. */
async function play(next: Round): Promise<void> {
	round = next;
	streams = [];
	doors = [];
	const server = new Server(
		round,
		TLSListener,
		{ Listener: { io: WildDoor }, tls: { psk, maximumPending: 3 } },
		(from) => new Peer({ from }),
		false,
	);
	const clients: Peer[] = [];
	for (let step = 0; step < 30; step++) {
		if (step % 10 === 0) clients.push(new Peer({ TCP: { io: WildTCP }, tls: { psk } }));
		for (const stream of [...doors, ...streams]) if (!stream.closed || round.odds()) round.attempt(() => stream.tell());
		if (round.odds(5)) round.attempt(() => one([...doors, ...streams])?.fail());
		if (round.odds()) round.act();
		await sleep(odds(8) ? random(2000) : 0);
	}
	for (const peer of [...clients, ...server.peers]) peer.close();
	server.close();
	round.isCalm = true;
	await settle();
	if (streams.some((stream) => !stream.closed)) round.mishaps.push("a stream is left open");
	if (doors.some((door) => !door.closed)) round.mishaps.push("a listener is left open");
	streams = [];
	doors = [];
}

test(
	"E80 G13 TCP and Listener classes that do what they like crash nothing, hang nothing and leave nothing behind",
	() => playTwice(play),
	LIMIT,
);

test.run();
