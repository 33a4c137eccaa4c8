import { Buffer } from "node:buffer";
import http, { Server as HttpServer } from "node:http";
import { Server as NetServer, type Socket } from "node:net";
import * as assert from "uvu/assert";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";
import { ask, bodyOf, codeOf, listen, type Request, type Response, say, serve } from "./support.ts";

const test = boundedSuite("servers");

test("H33 a server is a Server with 'request', whose listener createServer takes", async () => {
	const server = http.createServer();
	assert.ok(server instanceof HttpServer && server instanceof NetServer);
	server.on("request", (request: Request, response: Response) => response.end(request.url));
	const { port } = await listen(server);
	assert.is((await ask({ port, path: "/x" })).body, "/x");
	assert.ok(server.listening);
	assert.is(
		codeOf(() => http.createServer(JSON.parse("5"))),
		"ERR_INVALID_ARG_TYPE",
	);
});

test("H33 IncomingMessage and ServerResponse may be an application's own", async () => {
	class Message extends http.IncomingMessage {
		shout(): string {
			return String(this.url).toUpperCase();
		}
	}
	class Answer extends http.ServerResponse {
		say(text: string): void {
			this.end(`${text}!`);
		}
	}
	const { port } = await serve((request, response) => (response as Answer).say((request as Message).shout()), {
		IncomingMessage: Message,
		ServerResponse: Answer,
	});
	assert.is((await ask({ port, path: "/a" })).body, "/A!");
});

test("H33 setTimeout closes a connection on which nothing moves, unless somebody listens to 'timeout'", async () => {
	const { server, port } = await serve(() => undefined);
	server.setTimeout(20);
	assert.is(await say(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "");
	let told = 0;
	server.setTimeout(20, (socket: Socket): void => {
		told++;
		socket.end("HTTP/1.1 503 Late\r\nConnection: close\r\n\r\n");
	});
	assert.match(await say(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), /^HTTP\/1\.1 503 Late/);
	assert.is(told, 1);
});

test("a response has what it is given: status, reason, headers, trailers", async () => {
	const { port } = await serve((_request, response) => {
		response.statusCode = 201;
		response.setHeader("X-A", ["1", "2"]);
		response.setHeader("X-Gone", "x");
		response.removeHeader("x-gone");
		assert.equal(response.getHeaderNames(), ["x-a"]);
		assert.equal(response.getHeader("X-a"), ["1", "2"]);
		assert.ok(response.hasHeader("x-A"));
		response.writeHead(202, { "X-B": "b" });
		assert.is(
			codeOf(() => response.setHeader("X", "y")),
			"ERR_HTTP_HEADERS_SENT",
		);
		assert.is(
			codeOf(() => response.writeHead(200)),
			"ERR_HTTP_HEADERS_SENT",
		);
		response.write("a");
		response.addTrailers({ "X-T": "t" });
		response.end("b");
	});
	const { response, body } = await ask({ port });
	assert.equal([response.statusCode, response.statusMessage, body], [202, "Accepted", "ab"]);
	assert.is(response.headers["x-a"], "1, 2");
	assert.is(response.headers["x-b"], "b");
	assert.is(response.headers["x-gone"], undefined);
	assert.equal(response.rawTrailers, ["X-T", "t"]);
	assert.ok(response.headers.date);
});

test("a response cannot be split by what is put into it", async () => {
	const codes: (string | undefined)[] = [];
	const { port } = await serve((_request, response) => {
		codes.push(codeOf(() => response.setHeader("X", "a\r\nSet-Cookie: b")));
		codes.push(codeOf(() => response.setHeader("X\r\nY", "a")));
		codes.push(codeOf(() => response.writeHead(200, "OK\r\nX: y")));
		codes.push(codeOf(() => response.writeHead(20)));
		codes.push(codeOf(() => response.addTrailers({ X: "a\r\nb" })));
		response.destroy();
	});
	await say(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	assert.equal(codes, [
		"ERR_INVALID_CHAR",
		"ERR_INVALID_HTTP_TOKEN",
		"ERR_INVALID_CHAR",
		"ERR_HTTP_INVALID_STATUS_CODE",
		"ERR_INVALID_CHAR",
	]);
});

test("204, 304 and answers to HEAD have no body, whatever is written", async () => {
	const { port } = await serve((request, response) => {
		response.statusCode = Number(String(request.url).slice(1));
		response.end("body");
	});
	assert.match(await say(port, "GET /204 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), /^HTTP\/1\.1 204 [\s\S]*\r\n\r\n$/);
	assert.match(await say(port, "GET /304 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), /^HTTP\/1\.1 304 [\s\S]*\r\n\r\n$/);
	assert.match(await say(port, "HEAD /200 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), /^HTTP\/1\.1 200 [\s\S]*\r\n\r\n$/);
});

test("a client of HTTP/1.0 gets no chunks, and the connection closes", async () => {
	const { port } = await serve((_request, response) => {
		response.write("a");
		response.end("b");
	});
	const answer = await say(port, "GET / HTTP/1.0\r\n\r\n");
	assert.match(answer, /\r\n\r\nab$/);
	assert.not.match(answer, /chunked/i);
	assert.match(answer, /\r\nConnection: close\r\n/i);
});

test("requests on one connection are answered in their order, also those that come ahead", async () => {
	const { port } = await serve((request, response) => {
		bodyOf(request).then((body) => setTimeout(() => response.end(`${request.url}:${body};`), request.url === "/1" ? 10 : 0));
	});
	const answer = await say(
		port,
		"POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.1\r\nHost: a\r\n\r\nPOST /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nde\r\n0\r\n\r\n",
	);
	assert.equal(answer.match(/\/\d:\w*;/g), ["/1:abc;", "/2:;", "/3:de;"]);
});

test("Expect: 100-continue is answered, by the server or by its application", async () => {
	const { server, port } = await serve((request, response) => {
		bodyOf(request).then((body) => response.end(body));
	});
	const talk = (): Promise<string[]> =>
		new Promise((resolve, reject) => {
			const events: string[] = [];
			const request = http.request({ port, host: "127.0.0.1", method: "POST", headers: { Expect: "100-continue", "Content-Length": 4 } });
			request.on("continue", () => {
				events.push("continue");
				request.end("body");
			});
			request.on("response", (response: Request) => {
				events.push(`response ${response.statusCode}`);
				bodyOf(response).then((body) => resolve([...events, body]), reject);
			});
			request.on("error", reject);
			closeAfterTest(() => {
				request.destroy();
			});
		});
	assert.equal(await talk(), ["continue", "response 200", "body"]);
	server.on("checkContinue", (request: Request, response: Response) => {
		response.writeContinue();
		bodyOf(request).then((body) => response.end(body.toUpperCase()));
	});
	assert.equal(await talk(), ["continue", "response 200", "BODY"]);
	server.removeAllListeners("checkContinue");
	server.on("checkContinue", (_request: Request, response: Response) => response.writeHead(413, { Connection: "close" }).end());
	assert.equal(await talk(), ["response 413", ""]);
	assert.match(await say(port, "GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\nConnection: close\r\n\r\n"), /^HTTP\/1\.1 417/);
});

test("'upgrade' and 'connect' hand the connection over; without a listener the one is ignored, the other closed", async () => {
	const { server, port } = await serve((_request, response) => response.end("plain"));
	const upgrade = "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade, close\r\nUpgrade: x\r\n\r\nbehind";
	assert.match(await say(port, upgrade), /plain$/);
	assert.is(await say(port, "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"), "");
	for (const event of ["upgrade", "connect"])
		server.on(event, (request: Request, socket: Socket, head: Uint8Array) => {
			socket.end(`${event} ${request.url} ${Buffer.from(head).toString()}`);
		});
	assert.is(await say(port, upgrade), "upgrade / behind");
	assert.is(await say(port, "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\nx"), "connect a:443 x");
});

test("a client that goes away is told to the request and its answer", async () => {
	const events: string[] = [];
	const over = new Promise<void>((resolve) => {
		serve((request, response) => {
			request.on("aborted", () => events.push("aborted"));
			request.on("error", (error: Error & { code?: string }) => events.push(`request ${error.code}`));
			response.on("finish", () => events.push("finish"));
			response.on("close", () => {
				events.push("response close");
				setTimeout(resolve, 5);
			});
		}).then(({ port }) => {
			say(port, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\npart", (socket) => setTimeout(() => socket.destroy(), 10));
		});
	});
	await over;
	assert.equal(events.sort(), ["aborted", "request ECONNRESET", "response close"]);
});

test.run();
