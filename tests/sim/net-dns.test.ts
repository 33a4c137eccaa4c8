// sim: --clock virtual
/* Both resolvers: how they are asked and answer, and DNS over UDP against a server in the same program, honest or hostile. */
import UDP from "embedded:io/socket/udp";
import SystemResolver from "embedded:network/dns/resolver/system";
import Resolver from "embedded:network/dns/resolver/udp";
import { A, AAAA, decodeReply, encodeQuestion } from "tls419/sim/dns-message";
import type { ResolverError } from "tls419/sim/resolution";
import * as assert from "uvu/assert";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("DNS");
const CNAME = 5;

interface Answer {
	error: ResolverError | null;
	host: string;
	address: string | undefined;
}

function thrown(body: () => unknown): unknown {
	try {
		body();
	} catch (error) {
		return error;
	}
	return assert.unreachable("nothing was thrown");
}

function name(text: string): number[] {
	return text
		.split(".")
		.filter((label) => label !== "")
		.flatMap((label) => [label.length, ...[...label].map((character) => character.charCodeAt(0))])
		.concat(0);
}

const word = (value: number): number[] => [(value >> 8) & 255, value & 255];

/** A record: the owner as bytes, so that a test can compress it. */
function record(owner: number[], type: number, data: number[], length = data.length): number[] {
	return [...owner, ...word(type), ...word(1), 0, 0, 0, 60, ...word(length), ...data];
}

const QUESTION = [0xc0, 12];
const v4 = (...bytes: number[]): number[] => bytes;
const v6 = (last: number): number[] => [0x20, 0x01, 0x0d, 0xb8, ...new Array(11).fill(0), last];

interface Query {
	id: number;
	name: string;
	type: number;
	bytes: Uint8Array;
	port: number;
}

/** An answer to a question: its flags, and its records. */
function reply(query: Query, records: number[][], flags = 0x8180): Uint8Array {
	const bytes = [
		...word(query.id),
		...word(flags),
		0,
		1,
		...word(records.length),
		0,
		0,
		0,
		0,
		...query.bytes.subarray(12),
		...records.flat(),
	];
	return Uint8Array.from(bytes);
}

type Behaviour = (query: Query, send: (bytes: Uint8Array) => void) => void;

let nextPort = 5300;

/** A name server, and the questions it has seen. */
function serve(behaviour: Behaviour): { server: string; seen: Query[] } {
	const port = nextPort++;
	const seen: Query[] = [];
	const socket = new UDP({
		address: "127.0.0.1",
		port,
		onReadable(count) {
			while (count--) {
				const packet = this.read();
				if (!packet) return;
				const bytes = new Uint8Array(packet);
				const labels: string[] = [];
				let at = 12;
				for (; bytes[at] !== 0; at += bytes[at] + 1) labels.push(String.fromCharCode(...bytes.subarray(at + 1, at + 1 + bytes[at])));
				const query = { id: (bytes[0] << 8) | bytes[1], name: labels.join("."), type: bytes[at + 2], bytes, port: packet.port };
				seen.push(query);
				behaviour(query, (answer) => this.write(answer, packet.address, packet.port));
			}
		},
	});
	closeAfterTest(() => socket.close());
	return { server: `127.0.0.1:${port}`, seen };
}

function ask(resolver: Resolver | SystemResolver, host: string, family: 0 | 4 | 6 = 0): Promise<Answer> {
	return new Promise((resolve) => {
		resolver.resolve({ host, family }, (error, asked, address) => resolve({ error, host: asked, address }));
	});
}

function resolverFor(servers: string[], options: object = {}): Resolver {
	const resolver = new Resolver({ servers, ...options });
	closeAfterTest(() => resolver.close());
	return resolver;
}

/** A server with these addresses and no others. */
const addresses =
	(known: { a?: number[]; aaaa?: number[] }): Behaviour =>
	(query, send) => {
		const data = query.type === A ? known.a : known.aaaa;
		send(reply(query, data ? [record(QUESTION, query.type, data)] : []));
	};

for (const [title, Class] of [
	["UDP", Resolver],
	["system", SystemResolver],
] as const) {
	const make = (options: object = {}): Resolver | SystemResolver => new Class(options);

	test(`E92 the ${title} resolver answers onResolved(host, address) as the Moddable SDK does`, async () => {
		const resolver = make();
		const got = await new Promise<unknown[]>((resolve, reject) => {
			resolver.resolve({
				host: "127.0.0.1",
				onResolved(...values) {
					resolve([this === resolver, ...values]);
				},
				onError: reject,
			});
		});
		assert.equal(got, [true, "127.0.0.1", "127.0.0.1"]);
	});

	test(`E92 E19 the ${title} resolver calls its last argument with null, name and address, once and later`, async () => {
		const resolver = make();
		let calls = 0;
		const got = await new Promise<unknown[]>((resolve) => {
			resolver.resolve({ host: "::1" }, (...values) => {
				calls++;
				resolve(values);
			});
			assert.is(calls, 0);
		});
		assert.equal(got, [null, "::1", "::1"]);
		assert.is(calls, 1);
	});

	test(`the ${title} resolver gives localhost without asking anybody`, async () => {
		const resolver = make();
		assert.is((await ask(resolver, "localhost")).address, "127.0.0.1");
		assert.is((await ask(resolver, "Name.LocalHost", 6)).address, "::1");
		assert.is((await ask(resolver, "127.0.0.1", 6)).error?.code, "ENODATA");
	});

	test(`E1 E6 the ${title} resolver judges its arguments before anything happens`, () => {
		const resolver = make();
		for (const values of [[], [null], [1], [{}], [{ host: undefined }], [{ host: "" }], [{ host: Symbol() }]])
			thrown(() => Reflect.apply(resolver.resolve, resolver, values));
		for (const extra of [{ onResolved: 1 }, { onError: "x" }, { family: 5 }, { family: "six" }])
			thrown(() => Reflect.apply(resolver.resolve, resolver, [{ host: "localhost", ...extra }]));
		thrown(() => Reflect.apply(resolver.resolve, resolver, [{ host: "localhost" }, 1]));
		resolver.resolve({ host: "localhost", onResolved: null, onError: null });
		resolver.close();
	});

	test(`E9 E13 E14 a closed ${title} resolver answers nothing, and takes no more questions`, async () => {
		const resolver = make({ target: "mine" });
		assert.is(resolver.target, "mine");
		resolver.resolve({ host: "localhost" }, () => assert.unreachable());
		resolver.close();
		resolver.close();
		assert.instance(
			thrown(() => resolver.resolve({ host: "localhost" })),
			Error,
		);
		await ask(make(), "localhost");
	});
}

test("the system's resolver is outside of the simulated network, and refused under the virtual clock", () => {
	const resolver = new SystemResolver();
	assert.match(String(thrown(() => resolver.resolve({ host: "name.test" }))), /--clock virtual/);
	resolver.close();
});

test("A is asked for, and its address given", async () => {
	const { server, seen } = serve(addresses({ a: v4(192, 0, 2, 7) }));
	assert.equal(await ask(resolverFor([server]), "www.example.test"), { error: null, host: "www.example.test", address: "192.0.2.7" });
	assert.ok(seen.some((query) => query.name === "www.example.test" && query.type === A));
	assert.is(seen[0].bytes[2] & 1, 1, "recursion desired");
});

test("AAAA is given where there is no A, and where it is asked for", async () => {
	const only = serve(addresses({ aaaa: v6(1) }));
	assert.is((await ask(resolverFor([only.server]), "six.test")).address, "2001:0db8:0000:0000:0000:0000:0000:0001");
	const both = serve(addresses({ a: v4(192, 0, 2, 1), aaaa: v6(2) }));
	assert.is((await ask(resolverFor([both.server]), "both.test")).address, "192.0.2.1");
	assert.is((await ask(resolverFor([both.server]), "both.test", 6)).address, "2001:0db8:0000:0000:0000:0000:0000:0002");
	assert.ok(both.seen.filter((query) => query.type === AAAA).length >= 1);
});

test("names are compared without regard to case, and a final dot changes nothing", async () => {
	const { server } = serve((query, send) => {
		if (query.type === A) send(reply(query, [record(name("WWW.Example.TEST"), A, v4(192, 0, 2, 9))]));
	});
	assert.is((await ask(resolverFor([server]), "www.EXAMPLE.test.", 4)).address, "192.0.2.9");
});

test("aliases are followed, within an answer and beyond it", async () => {
	const within = serve((query, send) => {
		send(
			reply(query, [
				record(name("b.test"), CNAME, name("c.test")),
				record(name("c.test"), A, v4(192, 0, 2, 3)),
				record(QUESTION, CNAME, name("b.test")),
			]),
		);
	});
	assert.is((await ask(resolverFor([within.server]), "a.test", 4)).address, "192.0.2.3");
	const beyond = serve((query, send) => {
		if (query.name === "a.test") send(reply(query, [record(QUESTION, CNAME, name("elsewhere.test"))]));
		else send(reply(query, [record(QUESTION, A, v4(192, 0, 2, 4))]));
	});
	assert.is((await ask(resolverFor([beyond.server]), "a.test", 4)).address, "192.0.2.4");
	assert.equal(
		beyond.seen.map((query) => query.name),
		["a.test", "elsewhere.test"],
	);
});

test("a circle of aliases ends with an error", async () => {
	const { server } = serve((query, send) => {
		const other = query.name === "a.test" ? "b.test" : "a.test";
		send(reply(query, [record(QUESTION, CNAME, name(other))]));
	});
	assert.is((await ask(resolverFor([server]), "a.test", 4)).error?.code, "ENODATA");
	const inside = serve((query, send) => {
		send(reply(query, [record(QUESTION, CNAME, name("b.test")), record(name("b.test"), CNAME, name("a.test"))]));
	});
	assert.is((await ask(resolverFor([inside.server], { attempts: 1 }), "a.test", 4)).error?.code, "ETIMEOUT");
});

test("a name that does not exist, has no address, or that nobody wants to answer has a code of its own", async () => {
	const codes = [
		[3, "ENOTFOUND"],
		[2, "ESERVFAIL"],
		[5, "EREFUSED"],
	] as const;
	for (const [flags, code] of codes) {
		const { server } = serve((query, send) => send(reply(query, [], 0x8180 | flags)));
		const { error } = await ask(resolverFor([server]), "name.test");
		assert.is(error?.code, code);
		assert.match(String(error?.message), /"name\.test"/);
	}
	const { server } = serve(addresses({}));
	assert.is((await ask(resolverFor([server]), "name.test")).error?.code, "ENODATA");
});

test("a name that cannot be asked for fails without a question", async () => {
	const { server, seen } = serve(addresses({ a: v4(1, 2, 3, 4) }));
	for (const bad of ["a..b", ".", "x".repeat(64), `${"abcdefghi.".repeat(26)}test`, "b\u00fccher.test", "a b"])
		assert.is((await ask(resolverFor([server]), bad)).error?.code, "EBADNAME", bad);
	assert.is(seen.length, 0);
});

test("a silent server is asked again, with twice the patience, and then taken for dead", async () => {
	const { server, seen } = serve(() => undefined);
	const started = performance.now();
	const { error } = await ask(resolverFor([server], { timeout: 100, attempts: 3 }), "name.test", 4);
	assert.is(error?.code, "ETIMEOUT");
	assert.is(seen.length, 3);
	const milliseconds = performance.now() - started;
	assert.ok(milliseconds >= 700 && milliseconds < 710, `${milliseconds} ms`);
});

test("the next server is asked when one is silent or fails", async () => {
	const silent = serve(() => undefined);
	const failing = serve((query, send) => send(reply(query, [], 0x8182)));
	const good = serve(addresses({ a: v4(192, 0, 2, 5) }));
	assert.is((await ask(resolverFor([silent.server, failing.server, good.server]), "name.test", 4)).address, "192.0.2.5");
	assert.equal([silent.seen.length, failing.seen.length, good.seen.length], [1, 1, 1]);
});

test("a lost answer is asked for again", async () => {
	let dropped = false;
	const { server } = serve((query, send) => {
		if (dropped) send(reply(query, [record(QUESTION, A, v4(192, 0, 2, 6))]));
		dropped = true;
	});
	assert.is((await ask(resolverFor([server]), "name.test", 4)).address, "192.0.2.6");
});

test("each attempt has another number and another port", async () => {
	const { server, seen } = serve(() => undefined);
	await ask(resolverFor([server], { timeout: 10, attempts: 8 }), "name.test", 4);
	assert.is(new Set(seen.map((query) => query.port)).size, 8);
	assert.ok(new Set(seen.map((query) => query.id)).size > 5);
});

test("an answer from another port, or with another number, name or type is none", async () => {
	const stranger = new UDP({});
	closeAfterTest(() => stranger.close());
	const lie = record(QUESTION, A, v4(6, 6, 6, 6));
	const { server } = serve((query, send) => {
		stranger.write(reply(query, [lie]), "127.0.0.1", query.port);
		send(reply({ ...query, id: query.id ^ 1 }, [lie]));
		const other = encodeQuestion(query.id, "other.test", A);
		if (other) send(reply({ ...query, bytes: other }, [lie]));
		send(reply(query, [lie], 0x0180));
		send(reply(query, [record(name("other.test"), A, v4(6, 6, 6, 6)), record(QUESTION, A, v4(192, 0, 2, 8))]));
	});
	assert.is((await ask(resolverFor([server]), "name.test", 4)).address, "192.0.2.8");
});

test("close gives up what is being asked", async () => {
	const { server, seen } = serve(() => undefined);
	const resolver = resolverFor([server]);
	resolver.resolve({ host: "name.test" }, () => assert.unreachable());
	await ask(resolverFor([server], { attempts: 1, timeout: 50 }), "other.test");
	const count = seen.length;
	resolver.close();
	await ask(resolverFor([server], { attempts: 1, timeout: 5000 }), "another.test", 4);
	assert.is(seen.length, count + 1);
});

test("E2 E3 servers, socket, timeout and attempts are judged", () => {
	for (const options of [
		{ servers: [] },
		{ servers: "127.0.0.1" },
		{ servers: ["name.test"] },
		{ servers: ["127.0.0.1:0"] },
		{ servers: ["127.0.0.1:70000"] },
		{ socket: {} },
		{ socket: null },
		{ timeout: 0 },
		{ attempts: -1 },
	])
		thrown(() => Reflect.construct(Resolver, [options]));
	for (const values of [[null], [1]]) thrown(() => Reflect.construct(Resolver, values));
	for (const server of ["127.0.0.1", "127.0.0.1:5353", "::1", "[::1]", "[::1]:53"]) new Resolver({ servers: [server] }).close();
	new Resolver().close();
});

test("any UDP class can carry the questions", async () => {
	let made = 0;
	class Counting extends UDP {
		constructor(options: ConstructorParameters<typeof UDP>[0]) {
			super(options);
			made++;
		}
	}
	const { server } = serve(addresses({ a: v4(192, 0, 2, 10) }));
	assert.is((await ask(resolverFor([server], { socket: { io: Counting } }), "name.test")).address, "192.0.2.10");
	assert.is(made, 1);
});

const query: Query = { id: 7, name: "name.test", type: A, bytes: encodeQuestion(7, "name.test", A) ?? new Uint8Array(0), port: 0 };

function decode(bytes: Uint8Array): ReturnType<typeof decodeReply> {
	return decodeReply(bytes.slice().buffer as ArrayBuffer, 7, "name.test", A);
}

test("hostile messages: pointers that go forward, to themselves or in circles", () => {
	for (const owner of [[0xc0, 27], [0xc0, 40], [0xff, 0xff], [1, 97, 0xc0, 27], [0xc0]])
		assert.is(decode(reply(query, [record(owner, A, v4(1, 2, 3, 4))])), undefined);
	const circle = [0xc0, 29, 0xc0, 27];
	assert.is(decode(reply(query, [circle])), undefined);
});

test("hostile messages: lengths and counts that lie", () => {
	assert.is(decode(reply(query, [record(QUESTION, A, v4(1, 2, 3, 4), 400)])), undefined);
	assert.is(decode(reply(query, [record(QUESTION, A, [1, 2, 3])])), undefined);
	assert.is(decode(reply(query, [record(QUESTION, A, [1, 2, 3, 4, 5])])), undefined);
	const counts = reply(query, [record(QUESTION, A, v4(1, 2, 3, 4))]);
	counts[6] = 255;
	assert.is(decode(counts), undefined);
	counts[2] |= 2;
	assert.equal(decode(counts)?.addresses, ["1.2.3.4"], "a truncated answer counts as far as it goes");
	assert.is(decode(reply(query, [record([64, ...new Array(64).fill(97), 0], A, v4(1, 2, 3, 4))])), undefined);
});

test("hostile messages: every length of a good answer, and random bytes", () => {
	const good = reply(query, [record(QUESTION, CNAME, name("b.test")), record(name("b.test"), A, v4(1, 2, 3, 4))]);
	assert.equal(decode(good)?.addresses, ["1.2.3.4"]);
	for (let length = 0; length < good.length; length++) assert.is(decode(good.subarray(0, length)), undefined);
	for (let round = 0; round < 2000; round++) {
		const changed = good.slice();
		for (let change = 0; change < 3; change++)
			changed[12 + Math.floor(Math.random() * (good.length - 12))] = Math.floor(Math.random() * 256);
		const result = decode(changed);
		assert.ok(result === undefined || result.addresses.every((address) => /^\d+\.\d+\.\d+\.\d+$/.test(address)));
	}
});

test.run();
