/* What nobody with good intentions sends. A message is refused unless its end can be told in one way: what a proxy in front of a device took for a body must not be a request here. */
import { Buffer } from "node:buffer";
import http from "node:http";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";
import { answerWith, bodyOf, failureOf, say, serve, serveRaw } from "./support.ts";

const test = boundedSuite("hostile messages");

const head = "POST / HTTP/1.1\r\nHost: a\r\n";
const second = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

/** What must not be read as a request, or as more than one. */
const requests: Readonly<Record<string, string>> = {
	"Content-Length and Transfer-Encoding": `${head}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${second}`,
	"two lengths": `${head}Content-Length: 5\r\nContent-Length: 0\r\n\r\nabcde${second}`,
	"two equal lengths": `${head}Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde${second}`,
	"a list of lengths": `${head}Content-Length: 5, 5\r\n\r\nabcde${second}`,
	"a length with a sign": `${head}Content-Length: +5\r\n\r\nabcde${second}`,
	"a negative length": `${head}Content-Length: -1\r\n\r\n${second}`,
	"a hexadecimal length": `${head}Content-Length: 0x5\r\n\r\nabcde${second}`,
	"a length with an exponent": `${head}Content-Length: 1e1\r\n\r\nabcde${second}`,
	"an empty length": `${head}Content-Length:\r\n\r\n${second}`,
	"a length with a blank in it": `${head}Content-Length: 1 0\r\n\r\n${second}`,
	"an endless length": `${head}Content-Length: 99999999999999999999\r\n\r\n`,
	"another coding than chunked": `${head}Transfer-Encoding: identity\r\n\r\n${second}`,
	"chunked that is not the last": `${head}Transfer-Encoding: chunked, identity\r\n\r\n${second}`,
	"chunked twice": `${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${second}`,
	"chunked with something behind it": `${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${second}`,
	"chunked with a vertical tab": `${head}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n${second}`,
	"a blank before the colon": `${head}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${second}`,
	"a folded line": `${head}X: a\r\n Transfer-Encoding: chunked\r\n\r\n${second}`,
	"a line without a colon": `${head}nonsense\r\n\r\n${second}`,
	"a line without a name": `${head}: x\r\n\r\n${second}`,
	"LF alone after a header": `POST / HTTP/1.1\r\nHost: a\nContent-Length: 0\r\n\r\n${second}`,
	"CR alone in a header": `${head}X: a\rContent-Length: 5\r\n\r\n${second}`,
	"a NUL in a header": `${head}X: a\0b\r\n\r\n${second}`,
	"a chunk size that is none": `${head}Transfer-Encoding: chunked\r\n\r\nxyz\r\n${second}`,
	"a chunk size with a sign": `${head}Transfer-Encoding: chunked\r\n\r\n-1\r\n${second}`,
	"a chunk size with 0x": `${head}Transfer-Encoding: chunked\r\n\r\n0x5\r\nabcde\r\n0\r\n\r\n${second}`,
	"an endless chunk size": `${head}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n${second}`,
	"an empty chunk size": `${head}Transfer-Encoding: chunked\r\n\r\n\r\n${second}`,
	"a chunk longer than its size": `${head}Transfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n${second}`,
	"a chunk that LF ends": `${head}Transfer-Encoding: chunked\r\n\r\n2\nab\r\n0\r\n\r\n${second}`,
	"a method that is none": `FETCH / HTTP/1.1\r\nHost: a\r\n\r\n${second}`,
	"a method in lower case": `post / HTTP/1.1\r\nHost: a\r\n\r\n${second}`,
	"a version that is none": `GET / HTTP/9.9\r\nHost: a\r\n\r\n${second}`,
	"no version": `GET /\r\nHost: a\r\n\r\n${second}`,
	"another protocol": `GET / RTSP/1.0\r\nHost: a\r\n\r\n${second}`,
	"a control character in the path": `GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n${second}`,
	"the beginning of a TLS handshake": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
	"a preface of HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
};

for (const [name, text] of Object.entries(requests)) {
	test(`a request with ${name} is refused, and nothing behind it is read`, async () => {
		const paths: unknown[] = [];
		const codes: unknown[] = [];
		const { server, port } = await serve((request, response) => {
			paths.push(request.url);
			request.on("error", () => undefined);
			bodyOf(request).then(
				() => response.end(),
				() => response.destroy(),
			);
		});
		server.on("clientError", (error: Error & { code?: string }, socket: { end(text: string): void }) => {
			codes.push(error.code);
			socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
		});
		const answer = await say(port, Buffer.from(text, "latin1"));
		assert.not(paths.includes("/smuggled"));
		assert.not.match(answer, /HTTP\/1\.1 200[\s\S]*HTTP\/1\.1 200/);
		assert.is(codes.length, 1);
		assert.match(String(codes[0]), /^HPE_/);
	});
}

/** What must not be taken for a response. */
const responses: Readonly<Record<string, string>> = {
	"nothing of HTTP": "220 mail.example.org ESMTP\r\n\r\n",
	"a version that is none": "HTTP/3.1 200 OK\r\n\r\n",
	"a status of two digits": "HTTP/1.1 20 OK\r\n\r\n",
	"a status of four digits": "HTTP/1.1 2000 OK\r\n\r\n",
	"a status that is no number": "HTTP/1.1 abc OK\r\n\r\n",
	"two lengths": "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
	"Content-Length and Transfer-Encoding": "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
	"a length that is none": "HTTP/1.1 200 OK\r\nContent-Length: all\r\n\r\nab",
	"a folded line": "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n",
	"LF alone": "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
	"a blank before the colon": "HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n",
	"a chunk size that is none": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nab\r\n0\r\n\r\n",
	"a head that is too large": `HTTP/1.1 200 OK\r\nX: ${"a".repeat(20_000)}\r\n\r\n`,
	"an endless line": "a".repeat(40_000),
};

for (const [name, text] of Object.entries(responses)) {
	test(`a response with ${name} is an error with a code`, async () => {
		const error = await failureOf({ port: await answerWith(text, false) });
		assert.match(String(error.code), /^HPE_|^ECONNRESET$/);
	});
}

test("a head that is too large is refused with 431, and its size can be said", async () => {
	const { port } = await serve((_request, response) => response.end());
	assert.match(await say(port, `GET / HTTP/1.1\r\nHost: a\r\nX: ${"a".repeat(20_000)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
	assert.match(await say(port, `GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`), /^HTTP\/1\.1 431 /);
	const small = await serve((_request, response) => response.end(), { maxHeaderSize: 200 });
	assert.match(await say(small.port, `GET / HTTP/1.1\r\nHost: a\r\nX: ${"a".repeat(300)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
	const error = await failureOf({ port: await answerWith(`HTTP/1.1 200 OK\r\nX: ${"a".repeat(300)}\r\n\r\n`), maxHeaderSize: 200 });
	assert.is(error.code, "HPE_HEADER_OVERFLOW");
});

test("a request without Host, or with two, is refused", async () => {
	const { port } = await serve((_request, response) => response.end("fine"));
	assert.match(await say(port, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), /^HTTP\/1\.1 400 /);
});

test("a head that comes a byte at a time ends with 408 when its time is over", async () => {
	const { server, port } = await serve((_request, response) => response.end(), {
		connectionsCheckingInterval: 10,
		headersTimeout: 40,
		requestTimeout: 80,
	});
	const codes: unknown[] = [];
	server.on("connection", () => codes.push("connected"));
	const answer = await say(port, "GET / HTTP/1.1\r\n", (socket) => {
		const timer = setInterval(() => socket.write("X"), 10);
		socket.on("close", () => clearInterval(timer));
	});
	assert.match(answer, /^HTTP\/1\.1 408 /);
	const body = await say(port, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n", (socket) => {
		const timer = setInterval(() => socket.write("X"), 10);
		socket.on("close", () => clearInterval(timer));
	});
	assert.ok(body.length > 0);
});

/** A small generator whose numbers a seed repeats. */
function random(seed: number): (below: number) => number {
	let state = seed >>> 0 || 1;
	return (below) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % below;
	};
}

test("garbage and mutations leave the server as it was", async () => {
	const seed = Date.now() >>> 0;
	console.log(`seed ${seed}`);
	const next = random(seed);
	const { server, port } = await serve((request, response) => {
		request.on("error", () => undefined);
		request.resume();
		response.end("fine");
	});
	server.setTimeout(200);
	const texts = [
		...Object.values(requests),
		`${head}Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\nX: y\r\n\r\n`,
		`${head}Content-Length: 3\r\n\r\nabc`,
	];
	for (let round = 0; round < 60; round++) {
		const bytes = Buffer.from(texts[next(texts.length)] ?? "", "latin1");
		for (let change = next(6); change > 0 && bytes.length > 0; change--) bytes[next(bytes.length)] = next(256);
		await say(port, bytes.subarray(0, next(bytes.length + 1)), (socket) => socket.end());
	}
	assert.match(await say(port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), /fine$/);
});

test("garbage and mutations in place of a response are errors, and never a crash", async () => {
	const seed = Date.now() >>> 0;
	console.log(`seed ${seed}`);
	const next = random(seed);
	const texts = [
		...Object.values(responses).slice(0, 12),
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\nX: y\r\n\r\n",
	];
	let bytes: Uint8Array = Buffer.alloc(0);
	const port = await serveRaw((socket) => {
		socket.once("data", () => socket.end(bytes));
	});
	for (let round = 0; round < 60; round++) {
		const text = Buffer.from(texts[next(texts.length)] ?? "", "latin1");
		for (let change = next(6); change > 0; change--) text[next(text.length)] = next(256);
		bytes = text.subarray(0, next(text.length + 1));
		await new Promise<void>((resolve) => {
			const request = http.get({ port, host: "127.0.0.1" }, (response) => {
				response.on("error", () => undefined);
				response.resume();
			});
			request.on("error", () => undefined);
			request.on("upgrade", (_response: unknown, socket: { destroy(): void }) => socket.destroy());
			request.on("close", () => resolve());
		});
	}
});

test.run();
