// sim: --clock virtual
/*
 * DTLS over UDP classes that do at random what no class may do: throw from anywhere, tell and count wrongly, call back while they are called, close what stands on them,
 * and bring noise, duplicates and pieces. Nothing crashes or goes on without end, and who is told something is told by an Error.
 */
import DTLSListener from "embedded:io/socket/listener/dtls";
import DTLS from "embedded:io/socket/udp/dtls";
import { psk } from "../support/dtls.ts";
import { random } from "../support/random.ts";
import { sleep } from "../support/sleep.ts";
import { boundedSuite } from "../support/suite.ts";
import { Hearer, mangled, noise, odds, one, playTwice, type Round, Server, settle, wildly } from "../support/wild.ts";

const test = boundedSuite("wild classes of UDP");
const LIMIT = 1e9;

type Datagram = ArrayBuffer & { address: unknown; port: unknown };
interface Options {
	readonly address?: string;
	readonly port?: number;
	readonly target?: unknown;
	onReadable(this: unknown, count: unknown): void;
	onError(this: unknown, error?: unknown): void;
}

const SERVER = "10.0.0.1";
const PORT = 5684;
const SYMBOL = Symbol("datagram");

let round: Round;
let sockets: WildUDP[] = [];
let nextPort = 0;

function datagramOf(bytes: Uint8Array, address: unknown, port: unknown): Datagram {
	const datagram: unknown = bytes.slice().buffer;
	return Object.assign(datagram as ArrayBuffer, { address, port });
}

/** What is no datagram. */
function oddity(into: unknown): unknown {
	return one([
		() => "datagram",
		() => 5,
		() => -1,
		() => 1e9,
		() => Number.NaN,
		() => 1.5,
		() => null,
		() => true,
		() => ({}),
		() => [],
		() => SYMBOL,
		() => new ArrayBuffer(5),
		() => Object.assign(noise(50), { address: SERVER, port: PORT }),
		() => datagramOf(noise(50), undefined, undefined),
		() => datagramOf(noise(50), 5, "five"),
		() => into,
	])();
}

class WildUDP {
	target?: unknown;
	readonly #options: Options;
	readonly #address: string;
	readonly #port: number;
	readonly #arrived: Datagram[] = [];
	#closed = false;

	constructor(options: Options) {
		this.target = options.target;
		this.#options = options;
		this.#port = options.port ?? nextPort++;
		this.#address = options.port === undefined ? "10.0.0.2" : SERVER;
		round.called();
		if (round.odds(2)) round.attempt(() => this.tell());
		if (round.odds(2)) round.attempt(() => this.fail());
		sockets.push(this);
	}
	get closed(): boolean {
		return this.#closed;
	}
	get port(): unknown {
		round.called();
		return round.isCalm ? this.#port : wildly(this.#port, round.times);
	}
	read(into?: ArrayBuffer & { address: string; port: number }): unknown {
		this.#use("read");
		if (round.odds()) return oddity(into);
		if (round.odds()) return datagramOf(noise(200), SERVER, PORT);
		const next = this.#arrived[0];
		if (next === undefined || into === undefined || odds(3)) return this.#arrived.shift();
		if (into.byteLength < next.byteLength) throw new RangeError("too small");
		this.#arrived.shift();
		new Uint8Array(into).set(new Uint8Array(next));
		Object.assign(into, { address: next.address, port: next.port });
		return next.byteLength;
	}
	write(data: Uint8Array, address: string, port: number): unknown {
		this.#use("write");
		const to = sockets.find((socket) => !socket.#closed && socket.#address === address && socket.#port === port);
		for (let copies = round.odds() ? random(4) : 1; copies > 0; copies--) {
			const from = round.odds(2) ? "10.9.9.9" : this.#address;
			if (to !== undefined && to.#arrived.length < 50) to.#arrived.push(datagramOf(mangled(round, data), from, this.#port));
		}
		return wildly(undefined, round.times);
	}
	close(): void {
		this.#closed = true;
		round.wasClosed();
	}
	/** Tells of datagrams, whether there are any or not. */
	tell(): void {
		const count = this.#arrived.length;
		if (count > 0 || round.odds()) this.#options.onReadable.call(this, round.odds() ? wildly(count, 1) : count);
	}
	fail(): void {
		this.#options.onError.call(
			this,
			one([undefined, null, "wild", new Error("wild"), Object.assign(new Error("wild"), { code: "EWILD" })]),
		);
	}
	#use(what: string): void {
		if (this.#closed) round.mishaps.push(`the class: ${what} behind close`);
		round.called();
	}
}

/** An association, and an application that does with it what comes to its mind. */
class Peer extends Hearer {
	#dtls: DTLS | undefined;

	constructor(options: object) {
		super(round, "from" in options ? "an association of the listener" : "a client");
		const peer: Peer = this;
		const dtls = round.attempt(
			() =>
				new DTLS({
					...options,
					onReadable(count) {
						peer.hears("onReadable");
						peer.#dtls ??= this;
						if (odds(10)) return;
						while (count-- > 0 || odds(2))
							if (round.attempt(() => (odds(3) ? this.read(new Uint8Array(1500)) : this.read())) === undefined) break;
						if (odds(3)) peer.write();
						if (odds(30)) peer.close();
					},
					onWritable() {
						peer.hears("onWritable");
						peer.#dtls ??= this;
						peer.write();
					},
					onRemoteChange() {
						peer.hears("onRemoteChange");
					},
					onError(error) {
						peer.fails(error, true);
						peer.#dtls ??= this;
						if (odds(2)) peer.close();
					},
				} as ConstructorParameters<typeof DTLS>[0]),
		);
		if (dtls === undefined) this.closed = true;
		else this.#dtls = dtls;
		round.actions.push(
			() => this.write(),
			() => odds(5) && this.close(),
			() => this.#dtls?.read(),
			() => this.#dtls?.save(),
			() => this.#dtls?.receive(noise(100), { address: "10.1.1.1", port: 1 + random(60_000) }),
		);
	}
	write(): void {
		round.attempt(() => this.#dtls?.write(noise(300)));
	}
	close(): void {
		if (this.#dtls === undefined) return;
		this.closed = true;
		round.attempt(() => this.#dtls?.close());
	}
}

/** Plays one round. */
async function play(next: Round): Promise<void> {
	round = next;
	sockets = [];
	nextPort = 40_000;
	const server = new Server(
		round,
		DTLSListener,
		{ port: PORT, UDP: { io: WildUDP }, tls: { psk, maximumPeers: 3, connectionId: one([0, 4]) } },
		(from) => new Peer({ from }),
		true,
	);
	const clients: Peer[] = [];
	for (let step = 0; step < 30; step++) {
		if (step % 10 === 0)
			clients.push(
				new Peer({
					address: SERVER,
					port: PORT,
					UDP: { io: WildUDP },
					tls: { psk, connectionId: one([0, 4]), handshakeTimeout: { minimum: 500, maximum: 4000 } },
				}),
			);
		for (const socket of sockets) if (!socket.closed || round.odds()) round.attempt(() => socket.tell());
		if (round.odds(5) && sockets.length > 0) round.attempt(() => one(sockets).fail());
		if (round.odds()) round.act();
		await sleep(odds(8) ? random(2000) : 0);
	}
	for (const peer of [...clients, ...server.peers]) peer.close();
	server.close();
	round.isCalm = true;
	await settle();
	if (sockets.some((socket) => !socket.closed)) round.mishaps.push("a socket is left open");
	sockets = [];
}

test("E80 G13 a UDP class that does what it likes crashes nothing, hangs nothing and leaves nothing behind", () => playTwice(play), LIMIT);

test.run();
