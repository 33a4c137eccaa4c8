/* dgram: names, both families, and sockets with one peer, the same on the simulator and on Node. */
import type { Buffer } from "node:buffer";
import type { SocketOptions } from "node:dgram";
import * as assert from "uvu/assert";
import { bound, event, local, message, open, refused } from "../../support/dgram.ts";
import type { Failure } from "../../support/failure.ts";
import { boundedSuite } from "../../support/suite.ts";

const test = boundedSuite("node:dgram: addresses");

test("lookup finds names for bind and send, and its errors are told", async () => {
	const asked: unknown[][] = [];
	const lookup = (host: string, family: number, callback: (error: Error | null, address: string, family: number) => void): void => {
		asked.push([host, family]);
		if (host === "nobody.test") callback(Object.assign(new Error("nobody"), { code: "ENOTFOUND" }), "", 0);
		else callback(null, local, 4);
	};
	const server = await bound({ type: "udp4", lookup } as SocketOptions, "here.test");
	assert.is(server.address().address, local);
	const arrived = message(server);
	server.send("to myself", server.address().port, "there.test");
	assert.is((await arrived).text, "to myself");
	const error = await new Promise<Failure | null>((resolve) => server.send("x", 5000, "nobody.test", resolve));
	assert.is(error?.code, "ENOTFOUND");
	const emitted = event(server, "error");
	server.send("x", 5000, "nobody.test");
	assert.is(((await emitted) as [Failure])[0].code, "ENOTFOUND");
	assert.equal(asked, [
		["here.test", 4],
		["there.test", 4],
		["nobody.test", 4],
		["nobody.test", 4],
	]);
});

test("localhost is found by the machine's own resolver", async () => {
	const server = await bound("udp4", "localhost");
	const arrived = message(server);
	open().send("by name", server.address().port, "localhost");
	assert.is((await arrived).text, "by name");
});

test("udp6 takes and gives addresses of IPv6 in their shortest form", async () => {
	const server = await bound("udp6", "::1");
	assert.equal(server.address().address, "::1");
	assert.is(server.address().family, "IPv6");
	const client = await bound("udp6", "0:0:0:0:0:0:0:1");
	const arrived = message(server);
	client.send("six", server.address().port, "::1");
	const { text, from } = await arrived;
	assert.is(text, "six");
	assert.equal({ ...from }, { address: "::1", family: "IPv6", port: client.address().port, size: 3 });
});

test("udp6 bound to all addresses hears IPv4, whose addresses it maps, and answers", async () => {
	const server = open("udp6");
	await new Promise<void>((resolve) => server.bind(0, resolve));
	assert.is(server.address().address, "::");
	const client = await bound();
	const arrived = message(server);
	client.send("four", server.address().port, local);
	const { from } = await arrived;
	assert.equal({ ...from }, { address: `::ffff:${local}`, family: "IPv6", port: client.address().port, size: 4 });
	const answered = message(client);
	server.send("back", from.port, from.address);
	assert.is((await answered).from.address, local);
});

test("a connected socket sends without a port, and hears only its peer", async () => {
	const server = await bound();
	const stranger = await bound();
	const client = await bound();
	const connected = event(client, "connect");
	client.connect(server.address().port, local);
	await connected;
	assert.equal(client.remoteAddress(), { address: local, family: "IPv4", port: server.address().port });
	const texts: string[] = [];
	client.on("message", (bytes: Buffer) => texts.push(bytes.toString()));
	for (const values of [["one"], ["xtwox", 1, 3], [["th", "ree"]]]) {
		const arrived = message(server);
		Reflect.apply(client.send, client, values);
		const { text, from } = await arrived;
		assert.is(text, values.length > 1 ? "two" : text);
		server.send(text, from.port, local);
		await event(client, "message");
	}
	assert.equal(texts, ["one", "two", "three"]);
	stranger.send("from elsewhere", client.address().port, local);
	server.send("last", client.address().port, local);
	await event(client, "message");
	assert.is(texts[3], "last");
	assert.is(await new Promise((resolve) => client.send("abc", (_error, count) => resolve(count))), 3);
	assert.is(await new Promise((resolve) => client.send("xabcx", 1, 3, (_error, count) => resolve(count))), 3);
});

test("connect is refused when connected, disconnect when not", async () => {
	const client = await bound();
	refused(() => client.disconnect(), "ERR_SOCKET_DGRAM_NOT_CONNECTED", "Not connected");
	refused(() => client.remoteAddress(), "ERR_SOCKET_DGRAM_NOT_CONNECTED");
	await new Promise<unknown>((resolve) => client.connect(5000, local, resolve));
	refused(() => client.connect(5000, local), "ERR_SOCKET_DGRAM_IS_CONNECTED", "Already connected");
	refused(() => client.send("a", 0, 1, 5000, local), "ERR_SOCKET_DGRAM_IS_CONNECTED");
	client.disconnect();
	refused(() => client.remoteAddress(), "ERR_SOCKET_DGRAM_NOT_CONNECTED");
	for (const port of [0, 65536, undefined]) refused(() => Reflect.apply(client.connect, client, [port]), "ERR_SOCKET_BAD_PORT");
});

test("connect binds, its callback gets what goes wrong", async () => {
	const client = open({
		type: "udp4",
		lookup: (host, _family, callback) => {
			if (host === "0.0.0.0") callback(null, host, 4);
			else callback(Object.assign(new Error("nobody"), { code: "ENOTFOUND" }), "", 0);
		},
	} as SocketOptions);
	const error = await new Promise<Failure | undefined>((resolve) => client.connect(5000, "nobody.test", resolve as () => void));
	assert.is(error?.code, "ENOTFOUND");
	assert.ok(client.address().port > 0);
});

test.run();
