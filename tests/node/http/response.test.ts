import { Buffer } from "node:buffer";
import { once } from "node:events";
import http, { Agent } from "node:http";
import { Readable } from "node:stream";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";
import {
	answerWith,
	ask,
	bodyOf,
	closed,
	codeOf,
	errorOf,
	failureOf,
	handedOver,
	type Request,
	responseTo,
	serve,
	serveRaw,
} from "./support.ts";

const test = boundedSuite("responses");

test("H17 'response' comes once, after 1xx responses, which have events of their own", async () => {
	const port = await answerWith(
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 Fine\r\nContent-Length: 2\r\n\r\nok",
	);
	const events: string[] = [];
	const request = http.get({ port, host: "127.0.0.1" });
	request.on("continue", () => events.push("continue"));
	request.on("information", ({ statusCode }: { statusCode: number }) => events.push(`information ${statusCode}`));
	request.on("response", (response: Request) => events.push(`response ${response.statusCode}`));
	const response = await responseTo(request);
	assert.is(await bodyOf(response), "ok");
	assert.equal(events, ["continue", "information 100", "information 103", "response 200"]);
});

test("H17 a second response on the connection is nobody's", async () => {
	const port = await serveRaw((socket) => {
		socket.once("data", () =>
			socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"),
		);
	});
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	const seen: string[] = [];
	const request = http.get({ port, host: "127.0.0.1", agent }, (response: Request) => {
		bodyOf(response).then(
			(body) => seen.push(body),
			() => seen.push("cut"),
		);
	});
	request.on("error", () => seen.push("refused"));
	await once(request, "close");
	assert.ok(!seen.includes("evil"));
	assert.is(Object.keys(agent.freeSockets).length, 0);
	agent.destroy();
});

test("H18 'close' comes when it is over, and before any response an error before it", async () => {
	const { port } = await serve((_request, response) => response.end("x"));
	const request = http.get({ port, host: "127.0.0.1" });
	const response = await responseTo(request);
	response.resume();
	await once(request, "close");
	assert.ok(request.destroyed);
	const silent = await serveRaw((socket) => socket.once("data", () => socket.end()));
	const events: string[] = [];
	const refused = http.get({ port: silent, host: "127.0.0.1" });
	refused.on("error", (error: Error & { code?: string }) => events.push(`error ${error.code}`));
	refused.on("close", () => events.push("close"));
	await closed(refused);
	assert.equal(events, ["error ECONNRESET", "close"]);
});

test("H20 'error' comes with why the connection failed", async () => {
	const port = await answerWith("");
	const { server, port: unused } = await serve(() => undefined);
	server.close();
	await once(server, "close");
	assert.is((await failureOf({ port: unused })).code, "ECONNREFUSED");
	assert.is((await failureOf({ port })).code, "ECONNRESET");
});

test("H20 a body that is cut off ends in 'aborted' and ECONNRESET, whatever told its length", async () => {
	for (const head of [
		"Content-Length: 10\r\n\r\nshort",
		"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
		"Transfer-Encoding: chunked\r\n\r\n5\r\nsho",
	]) {
		const port = await answerWith(`HTTP/1.1 200 OK\r\n${head}`);
		const request = http.get({ port, host: "127.0.0.1" });
		const response = await responseTo(request);
		const events: string[] = [];
		response.on("aborted", () => events.push("aborted"));
		response.on("error", (error: Error & { code?: string }) => events.push(String(error.code)));
		response.on("end", () => events.push("end"));
		response.resume();
		await closed(response);
		assert.equal(events, ["aborted", "ECONNRESET"], head);
		assert.not(response.complete);
	}
});

test("H21 abort destroys the socket, before and after the response, and 'abort' comes once", async () => {
	const { port } = await serve((_request, response) => {
		response.write("part");
	});
	const request = http.get({ port, host: "127.0.0.1" });
	const events: string[] = [];
	request.on("abort", () => events.push("abort"));
	request.on("error", (error: Error & { code?: string }) => events.push(String(error.code)));
	request.abort();
	request.abort();
	await closed(request);
	assert.equal(events.filter((event) => event === "abort").length, 1);
	const second = http.get({ port, host: "127.0.0.1" });
	second.on("error", (error: Error) => assert.unreachable(String(error)));
	const response = await responseTo(second);
	let cut = "";
	response.on("error", (error: Error & { code?: string }) => {
		cut = String(error.code);
	});
	second.abort();
	await closed(response);
	assert.is(cut, "ECONNRESET");
	assert.ok(response.aborted);
});

test("H23 'timeout' comes when nothing moves, and its callback is called once", async () => {
	const { port } = await serve(() => undefined);
	const request = http.get({ port, host: "127.0.0.1" });
	let called = 0;
	request.setTimeout(20, () => {
		called++;
		request.abort();
	});
	await once(request, "error");
	assert.is(called, 1);
	const optional = http.get({ port, host: "127.0.0.1", timeout: 20 });
	await once(optional, "timeout");
	optional.destroy();
	const error = await errorOf(optional);
	assert.is(error.code, "ECONNRESET");
	assert.is(
		codeOf(() => request.setTimeout(JSON.parse('"5"'))),
		"ERR_INVALID_ARG_TYPE",
	);
});

test("H23 a body that keeps coming is not inactive", async () => {
	const { port } = await serve((_request, response) => {
		let left = 12;
		const timer = setInterval(() => {
			if (--left > 0) response.write("x");
			else {
				clearInterval(timer);
				response.end();
			}
		}, 10);
	});
	const request = http.get({ port, host: "127.0.0.1", timeout: 90 });
	request.on("timeout", () => assert.unreachable("it was active"));
	const response = await responseTo(request);
	assert.is((await bodyOf(response)).length, 11);
});

test("H24 a response is a Readable: read() gives bytes, pause and resume hold and let go, 'end' and 'close' come", async () => {
	const { port } = await serve((_request, response) => response.end("0123456789"));
	const response = await responseTo(http.get({ port, host: "127.0.0.1" }));
	assert.ok(response instanceof Readable);
	await once(response, "readable");
	const first = response.read(4);
	assert.ok(first instanceof Uint8Array);
	assert.is(Buffer.from(first).toString(), "0123");
	assert.is(String(response.read()), "456789");
	const over = closed(response);
	assert.is(response.read(), null);
	await over;
	const paused = await responseTo(http.get({ port, host: "127.0.0.1" }));
	paused.pause();
	let text = "";
	paused.on("data", (chunk: Uint8Array) => {
		text += Buffer.from(chunk).toString();
	});
	await new Promise<void>((resolve) => setTimeout(resolve, 10));
	assert.is(text, "");
	paused.resume();
	await new Promise<void>((resolve) => paused.on("end", resolve));
	assert.is(text, "0123456789");
});

test("H25 headers have names in lower case, rawHeaders what was sent", async () => {
	const port = await answerWith(
		"HTTP/1.1 200 OK\r\nX-One: a\r\nx-one: b\r\nSet-Cookie: 1\r\nset-cookie: 2\r\nContent-Type: t\r\nContent-Type: u\r\nX-Blank:   \r\nX-Space:  a b \t\r\nContent-Length: 0\r\n\r\n",
	);
	const { response } = await ask({ port });
	assert.is(response.headers["x-one"], "a, b");
	assert.equal(response.headers["set-cookie"], ["1", "2"]);
	assert.is(response.headers["content-type"], "t");
	assert.is(response.headers["x-blank"], "");
	assert.is(response.headers["x-space"], "a b");
	assert.equal(response.rawHeaders.slice(0, 4), ["X-One", "a", "x-one", "b"]);
});

test("H28 status and reason are the response's", async () => {
	const { port } = await serve((_request, response) => response.writeHead(418, "Short and stout").end());
	const { response } = await ask({ port });
	assert.is(response.statusCode, 418);
	assert.is(response.statusMessage, "Short and stout");
	assert.is(response.httpVersion, "1.1");
	const none = await ask({ port: await answerWith("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n") });
	assert.equal([none.response.statusCode, none.response.statusMessage], [200, ""]);
});

test("H30 a response to HEAD has no body, whatever it announces", async () => {
	for (const length of ["Content-Length: 1000", "Transfer-Encoding: chunked", "Content-Type: t"]) {
		const port = await answerWith(`HTTP/1.1 200 OK\r\n${length}\r\n\r\n`, false);
		const { response, body } = await ask({ port, method: "HEAD" });
		assert.is(body, "");
		assert.ok(response.complete);
	}
});

test("H30 a response 204 or 304 has no body, whatever it announces", async () => {
	for (const status of [204, 304]) {
		const port = await answerWith(`HTTP/1.1 ${status} X\r\nContent-Length: 1000\r\n\r\n`, false);
		assert.is((await ask({ port })).body, "");
	}
});

test("H31 chunks are put together, however they arrive, and trailers come after them", async () => {
	const text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nHello\r\n1\r\n,\r\n0006\r\n World\r\n0\r\nX-Sum: 12\r\n\r\n";
	for (const size of [1, 2, 3, 7, text.length]) {
		const port = await serveRaw((socket) => {
			socket.once("data", () => {
				for (let at = 0; at < text.length; at += size) socket.write(text.slice(at, at + size));
			});
		});
		const { response, body } = await ask({ port });
		assert.is(body, "Hello, World");
		assert.equal(response.rawTrailers, ["X-Sum", "12"]);
		assert.is(response.trailers["x-sum"], "12");
	}
});

test("H31 a body without a length ends with the connection", async () => {
	const { response, body } = await ask({ port: await answerWith("HTTP/1.1 200 OK\r\n\r\nall that comes") });
	assert.is(body, "all that comes");
	assert.ok(response.complete);
	assert.is((await ask({ port: await answerWith("HTTP/1.0 200 OK\r\n\r\nold") })).body, "old");
});

test("a response that nobody wants is read all the same", async () => {
	const { port } = await serve((_request, response) => response.end("x".repeat(100_000)));
	const request = http.get({ port, host: "127.0.0.1" });
	await once(request, "close");
});

test("destroy gives the request up with the error that it is given", async () => {
	const { port } = await serve(() => undefined);
	const request = http.get({ port, host: "127.0.0.1" });
	const reason = new Error("enough");
	setTimeout(() => request.destroy(reason), 5);
	const error = await errorOf(request);
	assert.is(error, reason);
	assert.ok(request.destroyed);
});

test("an upgrade hands the connection over, with what came behind the response", async () => {
	const port = await answerWith("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nbehind", false);
	const request = http.get({ port, host: "127.0.0.1", headers: { Connection: "upgrade", Upgrade: "x" } });
	const { response, socket, head } = await handedOver(request, "upgrade");
	assert.is(response.headers.upgrade, "x");
	assert.is(Buffer.from(head).toString(), "behind");
	socket.destroy();
});

test("a response to CONNECT is the way to another server", async () => {
	const port = await answerWith("HTTP/1.1 200 Established\r\n\r\nthrough", false);
	const request = http.request({ port, host: "127.0.0.1", method: "CONNECT", path: "example.org:443" });
	request.end();
	const { response, socket, head } = await handedOver(request, "connect");
	assert.is(response.statusCode, 200);
	assert.is(Buffer.from(head).toString(), "through");
	socket.destroy();
});

test.run();
