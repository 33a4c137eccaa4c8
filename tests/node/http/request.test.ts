import { Buffer } from "node:buffer";
import { once } from "node:events";
import http from "node:http";
import type { Writable } from "node:stream";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";
import { ask, bodyOf, codeOf, type Request, type Response, responseTo, serve, serveRaw } from "./support.ts";

const test = boundedSuite("requests");

/** Says what it was asked. */
function mirror(request: Request, response: Response): void {
	bodyOf(request).then((body) => {
		response.setHeader("X-Method", String(request.method));
		response.end(JSON.stringify({ url: request.url, headers: request.headers, body }));
	});
}

/** @returns the head of a request, as it goes over the wire */
function headOf(begin: (port: number) => void): Promise<string> {
	return new Promise((resolve) => {
		serveRaw((socket) => {
			socket.once("data", (chunk: Uint8Array) => {
				resolve(Buffer.from(chunk).toString("latin1"));
				socket.destroy();
			});
		}).then(begin);
	});
}

const quiet = (): void => {
	// What comes of the request is not what the test is about.
};

test("H5 the method is GET unless it is said, in whatever case", async () => {
	const { port } = await serve(mirror);
	assert.is((await ask({ port })).response.headers["x-method"], "GET");
	assert.is((await ask({ port, method: "put" })).response.headers["x-method"], "PUT");
	assert.is((await ask({ port, method: "M-SEARCH" })).response.headers["x-method"], "M-SEARCH");
});

test("H5 what is no method is refused at once", () => {
	assert.is(
		codeOf(() => http.request({ method: "GET /" })),
		"ERR_INVALID_HTTP_TOKEN",
	);
	assert.is(
		codeOf(() => http.request({ method: Object(1) })),
		"ERR_INVALID_ARG_TYPE",
	);
});

test("H6 the path is / unless it is said, and what cannot be sent is refused at once", async () => {
	const { port } = await serve(mirror);
	assert.is(JSON.parse((await ask({ port })).body).url, "/");
	assert.is(JSON.parse((await ask({ port, path: "/a?b=c%20d" })).body).url, "/a?b=c%20d");
	for (const path of ["/a b", "/a\r\nX: y", "/a\0", "/\u20ac", "/\t"])
		assert.is(
			codeOf(() => http.request({ path })),
			"ERR_UNESCAPED_CHARACTERS",
			path,
		);
});

test("H7 headers are sent as they are, given as an object, pairs or one list", async () => {
	const { port } = await serve(mirror);
	const { headers } = JSON.parse((await ask({ port, headers: { "X-One": "1", "x-many": ["a", "b"], "X-Number": 5 } })).body);
	assert.is(headers["x-one"], "1");
	assert.is(headers["x-many"], "a, b");
	assert.is(headers["x-number"], "5");
	assert.is(JSON.parse((await ask({ port, headers: ["Host", "x", "X-Flat", "1"] })).body).headers["x-flat"], "1");
});

test("H7 a header cannot smuggle a second one in", () => {
	for (const [name, value, code] of [
		["X", "a\r\nY: b", "ERR_INVALID_CHAR"],
		["X", "a\nb", "ERR_INVALID_CHAR"],
		["X", "\u20ac", "ERR_INVALID_CHAR"],
		["X\r\nY", "a", "ERR_INVALID_HTTP_TOKEN"],
		["X Y", "a", "ERR_INVALID_HTTP_TOKEN"],
		["", "a", "ERR_INVALID_HTTP_TOKEN"],
	]) {
		assert.is(
			codeOf(() => http.request({ headers: { [String(name)]: value } })),
			code,
			`${name}: ${value}`,
		);
	}
	const request = http.request({ host: "127.0.0.1", port: 9 });
	request.on("error", quiet);
	assert.is(
		codeOf(() => request.setHeader("X", "a\r\nY: b")),
		"ERR_INVALID_CHAR",
	);
	assert.is(
		codeOf(() => request.setHeader("X", JSON.parse("null") ?? undefined)),
		"ERR_HTTP_INVALID_HEADER_VALUE",
	);
	assert.is(
		codeOf(() => request.setHeader("X:", "a")),
		"ERR_INVALID_HTTP_TOKEN",
	);
	request.destroy();
});

test("H8 auth becomes a Basic Authorization", async () => {
	const { port } = await serve(mirror);
	const { headers } = JSON.parse((await ask({ port, auth: "user:pass" })).body);
	assert.is(headers.authorization, `Basic ${Buffer.from("user:pass").toString("base64")}`);
	const own = JSON.parse((await ask({ port, auth: "user:pass", headers: { Authorization: "Bearer x" } })).body);
	assert.is(own.headers.authorization, "Bearer x");
});

test("H12 the options are not changed, and may be frozen or inherited", async () => {
	const { port } = await serve(mirror);
	const options = Object.freeze({ port, host: "127.0.0.1", headers: Object.freeze({ "X-A": "b" }) });
	const before = JSON.stringify(options);
	assert.is(JSON.parse((await ask(options)).body).headers["x-a"], "b");
	assert.is(JSON.stringify(options), before);
});

test("H13 the callback is called once, with the response", async () => {
	const { port } = await serve(mirror);
	const calls: unknown[] = [];
	const request = http.request({ port, host: "127.0.0.1" }, (response: Request) => {
		calls.push(response);
		response.resume();
	});
	assert.is(request.listenerCount("response"), 1);
	request.end();
	await once(request, "close");
	assert.is(calls.length, 1);
	assert.is(request.listenerCount("response"), 0);
});

test("H14 what is written before the connection stands is sent, and end() may come late", async () => {
	const { port } = await serve(mirror);
	const request = http.request({ port, host: "127.0.0.1", method: "POST" });
	request.write("early ");
	await once(request, "socket");
	request.write("late ");
	setTimeout(() => request.end("end"), 5);
	const response = await responseTo(request);
	assert.is(JSON.parse(await bodyOf(response)).body, "early late end");
});

test("H15 get ends the request", async () => {
	const { port } = await serve(mirror);
	const request = http.get({ port, host: "127.0.0.1" });
	assert.ok(request.writableEnded);
	const response = await responseTo(request);
	assert.is(JSON.parse(await bodyOf(response)).url, "/");
});

test("H16 end takes text, bytes and callbacks, and write tells when it is done", async () => {
	const { port } = await serve(mirror);
	for (const give of [
		(request: Writable, done: () => void) => request.end("text", done),
		(request: Writable, done: () => void) => request.end(Buffer.from("text"), done),
		(request: Writable, done: () => void) => request.end("74657874", "hex", done),
		(request: Writable, done: () => void) => request.write("text", () => request.end(done)),
	]) {
		let finished = 0;
		const request = http.request({ port, host: "127.0.0.1", method: "POST" });
		request.on("finish", () => finished++);
		let called = 0;
		give(request as never, () => called++);
		const response = await responseTo(request);
		assert.is(JSON.parse(await bodyOf(response)).body, "text");
		assert.equal([finished, called], [1, 1]);
	}
});

test("H16 a body whose end is known has a length, another one comes in chunks", async () => {
	const { port } = await serve(mirror);
	assert.is(JSON.parse((await ask({ port, method: "POST" }, "12345")).body).headers["content-length"], "5");
	assert.is(JSON.parse((await ask({ port, method: "POST" })).body).headers["content-length"], "0");
	assert.is(JSON.parse((await ask({ port })).body).headers["content-length"], undefined);
	const request = http.request({ port, host: "127.0.0.1", method: "POST" });
	request.write("12");
	request.end("345");
	const response = await responseTo(request);
	const { headers, body } = JSON.parse(await bodyOf(response));
	assert.equal([headers["transfer-encoding"], headers["content-length"], body], ["chunked", undefined, "12345"]);
});

test("H19 'socket' comes with the socket", async () => {
	const { port } = await serve(mirror);
	const request = http.get({ port, host: "127.0.0.1" });
	const [socket] = await once(request, "socket");
	assert.ok(socket);
	assert.is(request.socket, socket);
	const response = await responseTo(request);
	response.resume();
	await once(request, "close");
});

test("H32 Host names the port where it is not the usual one, and addresses of IPv6 in brackets", async () => {
	const head = await headOf((port) => http.get({ port, host: "127.0.0.1" }).on("error", quiet));
	assert.match(head, /\r\nHost: 127\.0\.0\.1:\d+\r\n/);
	const own = await headOf((port) => http.get({ port, host: "127.0.0.1", headers: { host: "example.org" } }).on("error", quiet));
	assert.match(own, /\r\nhost: example\.org\r\n/);
	const usual = await headOf((port) => http.get({ port, defaultPort: port, host: "127.0.0.1" }).on("error", quiet));
	assert.match(usual, /\r\nHost: 127\.0\.0\.1\r\n/);
});

test("a URL may be text, and options beside it win", async () => {
	const { port } = await serve(mirror);
	const response = await responseTo(http.get(`http://u:p%40@127.0.0.1:${port}/a/b?c=d#e`));
	const { url, headers } = JSON.parse(await bodyOf(response));
	assert.is(url, "/a/b?c=d");
	assert.is(headers.authorization, `Basic ${Buffer.from("u:p@").toString("base64")}`);
	const second = await responseTo(http.get(`http://127.0.0.1:1/a`, { port, path: "/z" }));
	assert.is(JSON.parse(await bodyOf(second)).url, "/z");
	for (const text of ["", "nonsense", "http://", "http://a:99999/", "http://a b/"])
		assert.is(
			codeOf(() => http.get(text)),
			"ERR_INVALID_URL",
			text,
		);
	assert.is(
		codeOf(() => http.get("ftp://example.org/")),
		"ERR_INVALID_PROTOCOL",
	);
});

test("what cannot be meant is refused with Node's codes", () => {
	assert.is(
		codeOf(() => http.request({ host: Object(1) })),
		"ERR_INVALID_ARG_TYPE",
	);
	assert.is(
		codeOf(() => http.request({ hostname: Object(1) })),
		"ERR_INVALID_ARG_TYPE",
	);
	assert.is(
		codeOf(() => http.request({ agent: Object(1) })),
		"ERR_INVALID_ARG_TYPE",
	);
	assert.is(
		codeOf(() => http.request({ timeout: JSON.parse('"5"') })),
		"ERR_INVALID_ARG_TYPE",
	);
	assert.is(
		codeOf(() => http.request({ protocol: "https:" })),
		"ERR_INVALID_PROTOCOL",
	);
	const request = http.request({ host: "127.0.0.1", port: 9 });
	request.on("error", quiet);
	assert.is(
		codeOf(() => request.write(JSON.parse("5"))),
		"ERR_INVALID_ARG_TYPE",
	);
	request.destroy();
	assert.is(
		codeOf(() => http.validateHeaderName("a b")),
		"ERR_INVALID_HTTP_TOKEN",
	);
	assert.is(
		codeOf(() => http.validateHeaderValue("a", "\n")),
		"ERR_INVALID_CHAR",
	);
});

test("nothing can be added to headers that are sent", async () => {
	const { port } = await serve(mirror);
	const request = http.request({ port, host: "127.0.0.1", method: "POST" });
	request.flushHeaders();
	assert.ok(request.headersSent);
	assert.is(
		codeOf(() => request.setHeader("X", "y")),
		"ERR_HTTP_HEADERS_SENT",
	);
	assert.is(
		codeOf(() => request.removeHeader("X")),
		"ERR_HTTP_HEADERS_SENT",
	);
	request.end("x");
	const response = await responseTo(request);
	assert.is(JSON.parse(await bodyOf(response)).body, "x");
});

test.run();
