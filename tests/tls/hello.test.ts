import { type BadHello, type Hello, HelloCollector } from "tls419/hello";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { extension, hello, letters, serverName, vector } from "../support/hello.ts";

/** A stream of which this has arrived. */
class Arrived {
	bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		this.bytes = bytes;
	}
	collect(): Uint8Array {
		return this.bytes;
	}
	discard(): void {
		this.bytes = new Uint8Array(0);
	}
}

const all = { asks: true, onProtocol: true, onIdentity: true, onHello: true };
const nothing = { asks: false, onProtocol: undefined, onIdentity: undefined, onHello: undefined };

function read(bytes: number[]): Hello | BadHello | undefined {
	return new HelloCollector().add(new Arrived(Uint8Array.from(bytes)), all);
}

const device = Uint8Array.from(
	hello(0x0303, serverName("Device.Example."), extension(16, vector(2, vector(1, letters("h2")))), extension(43, vector(1, [3, 4]))),
);
const described = {
	serverName: "device.example",
	details: { protocols: Uint8Array.from([2, 0x68, 0x32]), identities: undefined, version: 0x0304, session: undefined },
};

test("G11 a hello that comes in two parts is read when it is whole: the name in lower case and without its final dot", () => {
	const collector = new HelloCollector();
	const source = new Arrived(device.slice(0, 50));
	assert.is(collector.add(source, all), undefined);
	assert.is(source.bytes.length, 0, "what is not whole is kept elsewhere");
	source.bytes = device.slice(50);
	assert.equal(collector.add(source, all), described);
	assert.equal(collector.kept, device);
	assert.is(source.bytes.length, 0);
});

test("a hello that comes in one piece stays where it lies, and what is told of it is a copy", () => {
	const collector = new HelloCollector();
	const source = new Arrived(device.slice());
	const result = collector.add(source, all);
	assert.equal(source.bytes, device);
	assert.is(collector.kept, undefined);
	source.bytes.fill(0);
	assert.equal(result, described);
});

test("a hello in two records is joined, and kept", () => {
	const collector = new HelloCollector();
	const head = [22, 3, 1];
	const source = new Arrived(
		Uint8Array.from([...head, 0, 40, ...device.slice(5, 45), ...head, 0, device.length - 45, ...device.slice(45)]),
	);
	assert.equal(collector.add(source, all), described);
	assert.equal(collector.kept?.slice(5), device.slice(5));
	assert.is(source.bytes.length, 0);
});

test("of a hello nothing is copied for which nobody asks", () => {
	const add = (curiosity: typeof all | typeof nothing) => new HelloCollector().add(new Arrived(device.slice()), curiosity);
	assert.equal(add(nothing), { serverName: "device.example", details: undefined });
	assert.equal(add({ ...nothing, asks: true }), { ...described, details: { ...described.details, protocols: undefined } });
});

test("G11 a hello that names nobody, or only the root, has no server name", () => {
	for (const bytes of [hello(0x0303), hello(0x0303, serverName("."))]) {
		const result = read(bytes);
		assert.is(result && "serverName" in result ? result.serverName : null, undefined);
	}
});

test("E80 what is no hello is an error with the alert for it", () => {
	const result = read(letters("GET / HTTP/1.1\r\n"));
	assert.ok(result !== undefined && result.error !== undefined);
	assert.is(result.error.code, "ERR_SSL_WRONG_VERSION_NUMBER");
	assert.is(result.alert, 10);
});

test.run();
