// simulator only: what is here is better than in Node, or as IoT.js documents it, and docs/node-compat.md says so
import http, { Agent } from "node:http";
import { Writable } from "node:stream";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";
import { answerWith, ask, bodyOf, closed, codeOf, errorOf, responseTo, say, serve, serveRaw } from "./support.ts";

const test = boundedSuite("differences from Node");

test("H2 METHODS is Node's array, and has IoT.js's eight methods where IoT.js has them", () => {
	const first = { 0: "DELETE", 1: "GET", 2: "HEAD", 3: "POST", 4: "PUT", 5: "CONNECT", 6: "OPTIONS", 7: "TRACE" };
	for (const [index, method] of Object.entries(first)) assert.is(Reflect.get(http.METHODS, index), method);
	assert.ok(Array.isArray(http.METHODS) && http.METHODS.includes("PATCH"));
	assert.ok(Object.values(http.METHODS).every((method) => typeof method === "string"));
});

test("H5 a method that no server knows is refused at once", () => {
	assert.is(
		codeOf(() => http.request({ method: "FETCH" })),
		"ERR_INVALID_ARG_VALUE",
	);
});

test("H16 a request is a Writable", async () => {
	const request = http.request({ host: "127.0.0.1", port: 9 });
	request.on("error", () => undefined);
	assert.ok(request instanceof Writable);
	request.destroy();
	await closed(request);
});

test("H20 a body that is cut off is told to the request, if nobody listens to the response", async () => {
	const port = await answerWith("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort");
	const request = http.get({ port, host: "127.0.0.1" }, (response) => response.resume());
	const error = await errorOf(request);
	assert.is(error.code, "ECONNRESET");
});

test("H22 aborted is null, and then when it was aborted", async () => {
	const { port } = await serve(() => undefined);
	const request = http.get({ port, host: "127.0.0.1" });
	request.on("error", () => undefined);
	assert.is(request.aborted, null);
	const before = Date.now();
	request.abort();
	assert.is(typeof request.aborted, "number");
	assert.ok(Number(request.aborted) >= before && Number(request.aborted) <= Date.now());
	await closed(request);
});

test("H23 without a listener a request that times out is aborted", async () => {
	const { port } = await serve(() => undefined);
	const request = http.get({ port, host: "127.0.0.1", timeout: 20 });
	let aborts = 0;
	request.on("abort", () => aborts++);
	const error = await errorOf(request);
	assert.is(error.code, "ECONNRESET");
	assert.is(aborts, 1);
});

test("H26 H27 a response knows what was asked: method, and the whole URL", async () => {
	const { port } = await serve((_request, response) => response.end());
	const { response } = await ask({ port, method: "PUT", path: "/a?b" });
	assert.is(response.method, "PUT");
	assert.is(response.url, `http://127.0.0.1:${port}/a?b`);
});

test("H29 a response's setTimeout calls back on the response, and without anyone ends it", async () => {
	const { port } = await serve((_request, response) => {
		response.write("part");
	});
	const response = await responseTo(http.get({ port, host: "127.0.0.1" }));
	response.on("error", () => undefined);
	await new Promise<void>((resolve) => response.setTimeout(20, resolve));
	response.destroy();
	await closed(response);
	const second = await responseTo(http.get({ port, host: "127.0.0.1" }));
	second.setTimeout(20);
	await new Promise((resolve) => second.on("aborted", resolve));
});

test("H33 the timeouts of a server have IoT.js's default, and Node's", () => {
	const server = http.createServer();
	assert.equal([server.timeout, server.keepAliveTimeout, server.headersTimeout, server.requestTimeout], [120_000, 5_000, 60_000, 300_000]);
});

test("a body of a GET has a length or comes in chunks: a body without either would be taken for a request", async () => {
	const { port } = await serve((request, response) => {
		bodyOf(request).then((body) => response.end(`${request.headers["transfer-encoding"]} ${body}`));
	});
	const request = http.request({ port, host: "127.0.0.1" });
	request.write("a");
	request.end("b");
	const response = await responseTo(request);
	assert.is(await bodyOf(response), "chunked ab");
});

test("a body that is not as long as was said is an error, on both sides", async () => {
	const { port } = await serve((_request, response) => {
		response.on("error", () => undefined);
		response.writeHead(200, { "Content-Length": 2 });
		response.end("long");
	});
	await ask({ port }).then(
		() => assert.unreachable("the response was complete"),
		(error) => assert.ok(error.code === "ECONNRESET" || error.code === "ABORTED", String(error)),
	);
	const request = http.request({ port, host: "127.0.0.1", method: "POST", headers: { "Content-Length": 10 } });
	request.end("short");
	const error = await errorOf(request);
	assert.is(error.code, "ERR_HTTP_CONTENT_LENGTH_MISMATCH");
	for (const headers of [
		{ "Content-Length": "1e3" },
		{ "Content-Length": 1, "Transfer-Encoding": "chunked" },
		{ "Transfer-Encoding": "gzip" },
	]) {
		const refused = http.request({ port, host: "127.0.0.1", method: "POST", headers });
		refused.on("error", () => undefined);
		assert.is(
			codeOf(() => refused.end("x")),
			"ERR_INVALID_ARG_VALUE",
		);
		refused.destroy();
	}
});

test("a client that ends its side with its request gets the answer", async () => {
	const { port } = await serve((request, response) => {
		bodyOf(request).then((body) => setTimeout(() => response.end(`got ${body}`), 5));
	});
	const answer = await say(port, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi", (socket) => socket.end());
	assert.match(answer, /got hi$/);
});

test("a head has at most as many fields as is allowed", async () => {
	const { server, port } = await serve((_request, response) => response.end());
	server.maxHeadersCount = 3;
	const answer = await say(port, "GET / HTTP/1.1\r\nHost: a\r\nB: b\r\nC: c\r\nD: d\r\n\r\n");
	assert.match(answer, /^HTTP\/1\.1 431 /);
	const many = `HTTP/1.1 200 OK\r\n${"a: b\r\n".repeat(129)}Content-Length: 0\r\n\r\n`;
	const error = await errorOf(http.get({ port: await answerWith(many), host: "127.0.0.1" }));
	assert.is(error.code, "HPE_HEADER_OVERFLOW");
});

test("an idle connection on which something comes is closed: it would be taken for the next answer", async () => {
	const port = await serveRaw((socket) => {
		socket.once("data", () => {
			socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
			setTimeout(() => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"), 5);
		});
	});
	const agent = new Agent({ keepAlive: true });
	assert.is((await ask({ port, agent })).body, "ok");
	await new Promise<void>((resolve) => setTimeout(resolve, 25));
	assert.is((await ask({ port, agent })).body, "ok");
	agent.destroy();
});

test("a request line with two blanks is refused", async () => {
	const { port } = await serve((_request, response) => response.end());
	assert.match(await say(port, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"), /^HTTP\/1\.1 400 /);
});

test("maxTotalSockets bounds all connections, and idle ones make room", async () => {
	const first = await serve((_request, response) => response.end());
	const second = await serve((_request, response) => response.end());
	const agent = new Agent({ keepAlive: true, maxTotalSockets: 1 });
	for (const { port } of [first, second, first, second]) assert.ok((await ask({ port, agent })).response.complete);
	await new Promise<void>((resolve) => setTimeout(resolve, 5));
	assert.ok(agent.totalSocketCount <= 1);
	agent.destroy();
});

test("close lets requests be answered, and closes what is idle", async () => {
	const { server, port } = await serve((_request, response) => {
		server.close();
		setTimeout(() => response.end("last"), 5);
	});
	const agent = new Agent({ keepAlive: true });
	const over = closed(server);
	const { body, response } = await ask({ port, agent });
	assert.is(body, "last");
	assert.ok(response.complete);
	await over;
	agent.destroy();
});

test.run();
