/*
 * What a class underneath may do that its contract does not allow, at random, and what has to hold all the same. `TLS419_SEED` does again what has failed, and
 * `TLS419_ROUNDS` says how many rounds there are.
 */
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { beginAnew, random, seed } from "./random.ts";
import { sleep } from "./sleep.ts";
import { used } from "./usage.ts";

/** So many calls of the classes in one round are a loop without end. */
const MOST_CALLS = 20_000;

/** What is no count of anything. */
const values: readonly unknown[] = [
	0,
	-1,
	1,
	0.5,
	7,
	1e9,
	Number.NaN,
	Infinity,
	-Infinity,
	2 ** 31,
	undefined,
	null,
	"12",
	"",
	true,
	{},
	[],
];

export const one = <T>(of: readonly T[]): T => of[random(of.length)];

/** Whether something happens that happens once in so many times. */
export const odds = (times: number): boolean => random(times) === 0;

/** A count, or what a wild class says in place of one. */
export const wildly = (value: unknown, times: number): unknown => (odds(times) ? one(values) : value);

/** One round: who is in it, how wild they are, and what should not have been. */
export class Round {
	/** Something unexpected happens once in so many calls; Infinity at the end. */
	readonly times: number;
	readonly mishaps: string[] = [];
	/** What may be done while a class is called. */
	readonly actions: (() => unknown)[] = [];
	readonly #thrown = new Map<unknown, string | undefined>();
	#closing = false;
	calls = 0;
	depth = 0;
	isCalm = false;

	constructor() {
		this.times = one([1000, 100, 30, 10, 4]);
	}
	odds(factor = 1): boolean {
		return !this.isCalm && odds(this.times * factor);
	}
	/** The same where a class is closed. What it throws may be nobody's to catch, if nobody is left to hear of it. */
	wasClosed(): void {
		this.#closing = true;
		try {
			this.called();
		} finally {
			this.#closing = false;
		}
	}
	/** A class is called: something happens at random, which may be an exception. */
	called(): void {
		if (++this.calls === MOST_CALLS) {
			this.mishaps.push("a class is called without end");
			this.isCalm = true;
		}
		if (this.odds(2)) this.raise();
		if (this.depth < 3 && this.odds()) this.act();
	}
	/** Does one of the actions. */
	act(): void {
		if (this.actions.length === 0) return;
		this.depth++;
		this.attempt(one(this.actions));
		this.depth--;
	}
	raise(): never {
		const error = one([
			() => new Error("wild"),
			() => Object.assign(new Error("wild"), { code: "EWILD" }),
			() => new RangeError("wild"),
			() => Object.assign(new Error("wild"), { code: 5 }),
			() => "wild",
			() => undefined,
			() => null,
			() => Object.freeze({ message: "wild" }),
		])();
		this.#thrown.set(error, this.#closing ? undefined : new Error("thrown").stack);
		throw error;
	}
	/** Calls a method. What comes out of it is what a class has thrown, or an Error. */
	attempt<T>(method: () => T): T | undefined {
		try {
			return method();
		} catch (error) {
			if (!this.#thrown.has(error) && !(error instanceof Error)) this.mishaps.push(`thrown: ${String(error)}`);
			return undefined;
		}
	}
	/** What nobody has caught is as bad. */
	uncaught(error: unknown): void {
		const stack = this.#thrown.has(error) ? this.#thrown.get(error) : String(error);
		if (stack !== undefined) this.mishaps.push(`nobody has caught what was ${stack}`);
	}
}

/** Who hears of a connection, and checks that each thing is told when it may be. */
export class Hearer {
	readonly #round: Round;
	readonly #name: string;
	closed = false;
	failed = false;

	constructor(round: Round, name: string) {
		this.#round = round;
		this.#name = name;
	}
	/** Something else than an error is told. */
	hears(what: string): void {
		if (this.closed) this.#round.mishaps.push(`${this.#name}: ${what} behind close`);
		if (this.failed) this.#round.mishaps.push(`${this.#name}: ${what} behind onError`);
	}
	/** An error is told. @param last whether it is the last thing that is told */
	fails(error: unknown, last: boolean): void {
		this.hears("onError");
		if (last) this.failed = true;
		if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string" || error.code === "" || error.message === "")
			this.#round.mishaps.push(`${this.#name}: onError has no code: ${String(error)}`);
	}
}

/** What an application does with a listener. */
interface Listening {
	readonly port?: number | undefined;
	read(): object | undefined;
	close(): void;
}

/** A listener, and an application that takes what it gives. */
export class Server extends Hearer {
	readonly peers: { close(): void }[] = [];
	readonly #round: Round;
	readonly #join: (from: object) => { close(): void };
	readonly #isWhole: boolean;
	#listener: Listening | undefined;

	/** @param join who takes a connection @param isWhole whether the connections end with the listener, and hear nothing behind its close() */
	constructor(
		round: Round,
		Kind: new (options: never) => Listening,
		options: object,
		join: (from: object) => { close(): void },
		isWhole: boolean,
	) {
		super(round, "a listener");
		this.#round = round;
		this.#join = join;
		this.#isWhole = isWhole;
		const server: Server = this;
		const listener: Listening | undefined = round.attempt(() =>
			Reflect.construct(Kind, [
				{
					...options,
					onReadable(this: Listening) {
						server.hears("onReadable");
						server.#listener ??= this;
						server.take();
					},
					onError(this: Listening, error: unknown) {
						server.fails(error, false);
						server.#listener ??= this;
						if (odds(50)) server.close();
					},
				},
			]),
		);
		if (listener === undefined) this.closed = true;
		else this.#listener = listener;
		round.actions.push(
			() => this.take(),
			() => odds(10) && this.close(),
			() => this.#listener?.port,
		);
	}
	take(): void {
		for (let from = this.#read(); from !== undefined; from = this.#read()) this.peers.push(this.#join(from));
	}
	#read(): object | undefined {
		return this.closed ? undefined : this.#round.attempt(() => this.#listener?.read());
	}
	close(): void {
		if (this.#listener === undefined) return;
		this.closed = true;
		if (this.#isWhole) for (const peer of this.peers) peer.close();
		this.#round.attempt(() => this.#listener?.close());
	}
}

/** Lets pass what is left to happen: the longest timer is one of a handshake. */
export const settle = () => sleep(100_000);

/** Plays so many rounds from the seed on. */
async function playRounds(play: (round: Round) => Promise<void>, count: number): Promise<void> {
	let round = new Round();
	const hear = (error: unknown) => round.uncaught(error);
	beginAnew();
	process.on("uncaughtException", hear);
	for (let number = 0; number < count; number++) {
		const { sessions } = TLS.statistics;
		round = new Round();
		await play(round);
		if (TLS.statistics.sessions !== sessions) round.mishaps.push(`${TLS.statistics.sessions - sessions} sessions are left`);
		round.actions.length = 0;
		assert.equal(round.mishaps, [], `round ${number} of seed ${seed}`);
	}
	process.off("uncaughtException", hear);
}

/** Plays the same rounds twice: nothing happens that should not, and the second time takes no more memory than the first. */
export async function playTwice(play: (round: Round) => Promise<void>): Promise<void> {
	const count = Number(process.env.TLS419_ROUNDS ?? 30);
	await playRounds(play, count);
	const before = used();
	await playRounds(play, count);
	const after = used();
	trace(`heap ${before.heap} then ${after.heap}, TLS ${before.tls} then ${after.tls} bytes\n`);
	assert.ok(after.tls <= before.tls + 64, `${after.tls - before.tls} bytes of native memory are kept`);
	/* What the last round has left where nothing has been put since is a few objects. */
	assert.ok(after.heap <= before.heap + 10_000, `${after.heap - before.heap} bytes of the heap are kept`);
}

/** Bytes as they arrive: as they were sent, cut off, longer, or changed. */
export function mangled(round: Round, bytes: Uint8Array): Uint8Array {
	let result = bytes.slice();
	if (round.odds()) result = result.slice(0, random(result.length + 1));
	if (round.odds()) result = Uint8Array.of(...result, random(256), random(256));
	if (round.odds() && result.length > 0) result[random(result.length)] = random(256);
	return result;
}

export const noise = (length: number) => Uint8Array.from({ length: random(length) }, () => random(256));
