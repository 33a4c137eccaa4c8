// sim: --clock virtual
/* DNS over UDP against a server in the same program: questions, answers and silence. */
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
import { A, AAAA, encodeQuestion } from "tls419/sim/dns-message";
import * as assert from "uvu/assert";
import { addresses, ask, name, QUESTION, record, reply, resolverFor, serve, v4, v6 } from "../support/dns.ts";
import { thrown } from "../support/failure.ts";
import { boundedSuite, closeAfterTest } from "../support/suite.ts";

const test = boundedSuite("DNS");
const CNAME = 5;

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

test.run();
