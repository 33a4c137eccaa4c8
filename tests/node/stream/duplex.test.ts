import { Buffer } from "node:buffer";
import { EventEmitter, once } from "node:events";
import { Duplex, finished, pipeline, Readable, Transform, Writable } from "node:stream";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";

const test = boundedSuite("streams");

class Echo extends Duplex {
	override _read(): void {
		// What is written is all there is to read.
	}
	override _write(chunk: Uint8Array, _encoding: string, callback: () => void): void {
		this.push(chunk);
		callback();
	}
	override _final(callback: () => void): void {
		this.push(null);
		callback();
	}
}

test("a duplex gives back what it was given, then ends, finishes and closes", async () => {
	const echo = new Echo();
	const events: string[] = [];
	let text = "";
	for (const event of ["end", "finish", "close"]) echo.on(event, () => events.push(event));
	echo.on("data", (chunk: Buffer) => {
		assert.ok(Buffer.isBuffer(chunk));
		text += chunk.toString();
	});
	echo.write("Grüße", "utf8", () => events.push("written"));
	echo.end(Buffer.from(" 0a"));
	await once(echo, "close");
	assert.is(text, "Grüße 0a");
	assert.equal(events, ["written", "finish", "end", "close"]);
	assert.ok(echo instanceof EventEmitter && echo instanceof Readable);
});

test("write says when to wait, and drain when to go on", async () => {
	const waiting: (() => void)[] = [];
	const slow = new Writable({
		highWaterMark: 4,
		write(_chunk: Uint8Array, _encoding, callback) {
			waiting.push(() => callback());
		},
	});
	assert.is(slow.write("abc"), true);
	assert.is(slow.write("de"), false);
	assert.is(slow.writableNeedDrain, true);
	const drained = once(slow, "drain");
	waiting.shift()?.();
	waiting.shift()?.();
	await drained;
	assert.is(slow.writableLength, 0);
});

test("paused, a stream gives what is asked for", async () => {
	const source = new Readable({ read: () => undefined });
	source.push("hello world");
	await once(source, "readable");
	assert.is(String(source.read(5)), "hello");
	assert.is(source.read(100), null);
	assert.is(String(source.read()), " world");
	const ended = once(source, "end");
	source.push(null);
	assert.is(source.read(), null);
	await ended;
});

test("an error destroys the stream: error, then close", async () => {
	const stream = new Writable({ write: (_chunk: Uint8Array, _encoding, callback) => callback(new Error("broken")) });
	const events: string[] = [];
	stream.on("error", (error: Error) => events.push(error.message));
	stream.on("close", () => events.push("close"));
	stream.write("x");
	await new Promise<void>((resolve) => finished(stream, () => resolve()));
	await new Promise<void>((resolve) => setTimeout(() => resolve(), 0));
	assert.equal(events, ["broken", "close"]);
	assert.is(stream.destroyed, true);
});

test("a pipeline hands on, ends and reports", async () => {
	const upper = new Transform({
		transform(chunk: Uint8Array, _encoding, callback) {
			callback(null, Buffer.from(chunk).toString().toUpperCase());
		},
	});
	const parts: string[] = [];
	const sink = new Writable({
		decodeStrings: false,
		write(chunk: Uint8Array, _encoding, callback) {
			parts.push(Buffer.from(chunk).toString());
			callback();
		},
	});
	await new Promise<void>((resolve, reject) =>
		pipeline(Readable.from(["a", "b"]), upper, sink, (error) => (error ? reject(error) : resolve())),
	);
	assert.is(parts.join(""), "AB");
});

test("an error that nobody listens for is thrown", () => {
	assert.throws(() => new EventEmitter().emit("error", new Error("nobody")), /nobody/);
});

test.run();
