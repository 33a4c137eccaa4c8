// sim: --clock virtual --net latency=3ms,jitter=2ms
/*
 * A listener among 200 clients that mean it no good: each gets the alert that is due, the listener hears of each, serves those who mean it well meanwhile, and has
 * as much memory afterwards as before. The clock is virtual, so that the silent ones cost no time.
 */
import TLSListener from "embedded:io/socket/listener/tls";
import TCP from "embedded:io/socket/tcp";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { certificate, localhostIdentity } from "../support/certificates.ts";
import { extension, fragmented, hello, letters, realHello, vector } from "../support/hello.ts";
import { beginAnew, random } from "../support/random.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";
import { used } from "../support/usage.ts";

const test = boundedSuite("siege");
const LIMIT = 500_000;
const CLIENTS = 200;

const trust = new TLSContext({ ca: certificate("authority.der") });
const identity = new TLSContext(localhostIdentity);

const modern = realHello("TLSv1.3");
const older = realHello("TLSv1.2");
const bytes = (...parts: ArrayLike<number>[]) => Uint8Array.from(parts.flatMap((part) => Array.from(part)));
const warning = [0x15, 3, 3, 0, 2, 1, 90];
const repeated = (part: number[], times: number) => new Array(times).fill(part).flat();
const timeout = "ERR_TLS_HANDSHAKE_TIMEOUT";

interface Kind {
	readonly name: string;
	readonly sends: () => Uint8Array;
	readonly leaves?: boolean;
	readonly code: string | RegExp;
	/** The alert that it gets in clear; undefined if it gets none, "any" if that depends. */
	readonly alert?: number | "any";
}

const kinds: readonly Kind[] = [
	{ name: "says nothing", sends: () => bytes(), code: timeout },
	{ name: "leaves at once", sends: () => bytes(), leaves: true, code: "ECONNRESET" },
	{
		name: "sends garbage",
		sends: () => Uint8Array.from({ length: 1 + random(3000) }, () => random(256)),
		code: /^ERR_(SSL|TLS)_/,
		alert: "any",
	},
	{ name: "speaks HTTP", sends: () => bytes(letters("GET / HTTP/1.1\r\n\r\n")), code: "ERR_SSL_WRONG_VERSION_NUMBER", alert: 10 },
	{ name: "stops in its hello", sends: () => modern.subarray(0, 6 + random(modern.length - 6)), code: timeout },
	{ name: "leaves in its hello", sends: () => modern.subarray(0, 6 + random(modern.length - 6)), leaves: true, code: "ECONNRESET" },
	{ name: "stops behind its hello", sends: () => modern, code: timeout },
	{ name: "stops behind its hello of TLS 1.2", sends: () => older, code: timeout },
	{ name: "stops behind a hello in records of one byte", sends: () => fragmented(modern, 1), code: timeout },
	{ name: "sends an empty record", sends: () => bytes([0x16, 3, 1, 0, 0]), code: "ERR_SSL_UNEXPECTED_RECORD", alert: 10 },
	{
		name: "announces a record that is too long",
		sends: () => bytes([0x16, 3, 1, 0x40, 1]),
		code: "ERR_SSL_DATA_LENGTH_TOO_LONG",
		alert: 22,
	},
	{
		name: "announces a hello that is too long",
		sends: () => bytes([0x16, 3, 1, 1, 0, 1, 1, 0, 0]),
		code: "ERR_SSL_DATA_LENGTH_TOO_LONG",
		alert: 47,
	},
	{
		name: "sends a hello that is cut off inside",
		sends: () => bytes([0x16, 3, 1, 0, 8, 1, 0, 0, 4, 3, 3, 1, 1]),
		code: "ERR_SSL_DECODE_ERROR",
		alert: 50,
	},
	{
		name: "floods with warnings before its hello",
		sends: () => bytes(repeated(warning, 300)),
		code: "ERR_SSL_UNEXPECTED_MESSAGE",
		alert: 10,
	},
	{
		name: "floods with warnings behind its hello",
		sends: () => bytes(older, repeated(warning, 300)),
		code: /^ERR_(SSL|TLS)_/,
		alert: "any",
	},
	{ name: "gives up with an alert", sends: () => bytes(older, [0x15, 3, 3, 0, 2, 2, 40]), code: "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE" },
	{ name: "asks for TLS 1.0", sends: () => bytes(hello(0x0301)), code: "ERR_SSL_UNSUPPORTED_PROTOCOL", alert: 70 },
	{
		name: "asks for TLS 1.9",
		sends: () => bytes(hello(0x0303, extension(43, vector(1, [3, 0xa])))),
		code: "ERR_SSL_UNSUPPORTED_PROTOCOL",
		alert: 70,
	},
	{
		name: "sends data before the handshake is done",
		sends: () => bytes(older, [0x17, 3, 3, 0, 5], letters("hello")),
		code: /^ERR_SSL_/,
		alert: 10,
	},
	{ name: "says its hello twice", sends: () => bytes(older, older), code: /^ERR_SSL_/, alert: 10 },
];

/** One of them. */
class Enemy {
	readonly kind: Kind;
	received: number[] = [];
	over = false;
	readonly #tcp: TCP;

	constructor(port: number, kind: Kind) {
		const enemy: Enemy = this;
		this.kind = kind;
		let left: Uint8Array | undefined = kind.sends();
		this.#tcp = new TCP({
			address: "127.0.0.1",
			port,
			onWritable(count) {
				if (left === undefined) return;
				const part = left.subarray(0, count);
				this.write(part);
				left = part.length < left.length ? left.subarray(part.length) : undefined;
				if (left === undefined && kind.leaves) enemy.close();
			},
			onReadable() {
				const data = this.read();
				if (data instanceof ArrayBuffer) enemy.received.push(...new Uint8Array(data));
			},
			onError() {
				enemy.over = true;
			},
		});
	}
	/** The alert in clear that was the last thing it got. */
	get alert(): number | undefined {
		const [type, , , , length, , description] = this.received.slice(-7);
		return type === 21 && length === 2 ? description : undefined;
	}
	close(): void {
		this.over = true;
		this.#tcp.close();
	}
}

interface Outcome {
	codes: string[];
	served: number;
}

/** A client that means it well says hello, and is answered. */
function friend(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		new TLS({
			address: "127.0.0.1",
			port,
			tls: { host: "localhost", context: trust, handshakeTimeout: 0 },
			onWritable() {
				this.target ??= this.write(Uint8Array.from(letters("hello")));
			},
			onReadable() {
				resolve(String.fromArrayBuffer(this.read() as ArrayBuffer) === "hello");
				this.close();
			},
			onError() {
				resolve(false);
				this.close();
			},
		});
	});
}

/** Gives back what it gets. */
function listen(
	tls: object,
	onError: (error: Error & { code?: string }, remote?: { remoteAddress: string | undefined }) => void,
): TLSListener {
	return new TLSListener({
		address: "127.0.0.1",
		tls,
		onError,
		onReadable() {
			for (let from = this.read(); from !== undefined; from = this.read())
				new TLS({
					from,
					onReadable() {
						this.write(this.read() as ArrayBuffer);
					},
					onError() {
						this.close();
					},
				});
		},
	});
}

async function besiege(clients: number, maximumPending: number, check: (enemy: Enemy) => void): Promise<Outcome> {
	const outcome: Outcome = { codes: [], served: 0 };
	const listener = listen({ context: identity, maximumPending, handshakeTimeout: 5000 }, (error) => outcome.codes.push(error.code ?? ""));
	const port = listener.port ?? 0;
	const enemies = Array.from({ length: clients }, (_, index) => new Enemy(port, kinds[index % kinds.length] as Kind));
	const during: Promise<boolean>[] = [];
	for (let count = 0; count < 5; count++) {
		during.push(friend(port));
		await rounds(10);
	}
	outcome.served = (await Promise.all(during)).filter(Boolean).length;
	while (enemies.some((enemy) => !enemy.over)) await new Promise<void>((resolve) => void setTimeout(() => resolve(), 100));
	await new Promise<void>((resolve) => void setTimeout(() => resolve(), 1000));
	for (const enemy of enemies) check(enemy);
	if (await friend(port)) outcome.served++;
	for (const enemy of enemies) enemy.close();
	listener.close();
	await rounds(20);
	return outcome;
}

for (const kind of kinds) {
	test(
		`T60 E80 a client that ${kind.name}: the listener gets ${kind.code}${kind.alert === undefined ? "" : `, the client alert ${kind.alert}`}`,
		async () => {
			let told: string | undefined;
			const listener = listen({ context: identity }, (error, remote) => {
				told = error.code;
				assert.is(remote?.remoteAddress, "127.0.0.1");
			});
			closeAfterTest(() => listener.close());
			const enemy = new Enemy(listener.port ?? 0, kind);
			closeAfterTest(() => enemy.close());
			while (told === undefined || !enemy.over) await new Promise<void>((resolve) => void setTimeout(() => resolve(), 100));
			if (typeof kind.code === "string") assert.is(told, kind.code);
			else assert.match(told, kind.code);
			if (kind.alert !== "any") assert.is(enemy.alert, kind.alert);
			assert.ok(await friend(listener.port ?? 0));
		},
		LIMIT,
	);
}

test(
	"T60 G23 200 hostile clients at a time: all are told of, good ones are served, and no memory is kept",
	async () => {
		/* Each round meets the same garbage. */
		const round = async () => {
			beginAnew();
			const outcome = await besiege(CLIENTS, 300, (enemy) => {
				assert.ok(enemy.over, enemy.kind.name);
				if (enemy.kind.alert !== "any") assert.is(enemy.alert, enemy.kind.alert, enemy.kind.name);
			});
			assert.is(outcome.codes.length, CLIENTS);
			assert.is(outcome.served, 6);
			assert.is(outcome.codes.includes(""), false);
		};
		await round();
		const before = used();
		await round();
		const after = used();
		trace(`heap ${before.heap} then ${after.heap}, TLS ${before.tls} then ${after.tls} bytes\n`);
		assert.is(after.tls, before.tls);
		assert.ok(Math.abs(after.heap - before.heap) < 2048, `${before.heap} then ${after.heap}`);
	},
	LIMIT,
);

test(
	"T60 G15 half as many at a listener with four places: good ones that wait for theirs are served all the same",
	async () => {
		const outcome = await besiege(CLIENTS / 2, 4, () => undefined);
		assert.is(outcome.served, 6);
		assert.ok(outcome.codes.length > CLIENTS / 4);
	},
	LIMIT,
);

test.run();
