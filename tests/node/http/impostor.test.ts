/* What a peer, an address or a clock must not bring about: each test is about something that another part could have believed. */
// not with the SDK: one test replaces Date.now, which is frozen there
import http, { Agent } from "node:http";
import net, { type Socket } from "node:net";
import * as assert from "uvu/assert";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";
import { onNode } from "../support/runtime.ts";
import { bodyOf, closed, codeOf, handedOver, responseTo, serve, serveRaw } from "./support.ts";

const test = boundedSuite("impostors");

test("H17 a second answer to a request that is still being sent is nobody's, and its connection serves no other", async () => {
	/* There the request waits for its end, however long that takes. */
	if (onNode) return;
	let connections = 0;
	const port = await serveRaw((socket) => {
		connections++;
		socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
	});
	const agent = new Agent({ keepAlive: true });
	closeAfterTest(() => agent.destroy());
	const request = http.request({ port, host: "127.0.0.1", method: "POST", agent });
	let responses = 0;
	request.on("response", () => responses++);
	request.on("error", () => undefined);
	const over = closed(request);
	request.write("first");
	await bodyOf(await responseTo(request));
	request.write("second");
	await over;
	assert.is(responses, 1);
	await bodyOf(await responseTo(http.get({ port, host: "127.0.0.1", agent })));
	assert.is(connections, 2);
});

test("a URL goes where others read that it goes", () => {
	for (const url of ["http://server.example\\@127.0.0.1:9/", "http://user\\:word@127.0.0.1:9/"]) {
		const hosts: string[] = [];
		class Asked extends Agent {
			override addRequest(request: { host: string }): void {
				hosts.push(request.host);
			}
		}
		const code = codeOf(() => http.request(url, { agent: new Asked() }).on("error", () => undefined));
		if (code === undefined) assert.not(hosts.includes("127.0.0.1"), url);
		else assert.is(code, "ERR_INVALID_URL");
	}
	for (const host of ["[server.example]", "[]", "[::1:80:]", "[1]", "[::g]"])
		assert.is(
			codeOf(() => http.request(`http://${host}/`)),
			"ERR_INVALID_URL",
			host,
		);
});

test("options that were read as JSON bring none along that they do not name", () => {
	/* Node inherits them. */
	if (onNode) return;
	const options: { host: string } = JSON.parse('{"host": "server.example", "__proto__": {"auth": "somebody:else"}}');
	class Asked extends Agent {
		override addRequest(): void {
			/* Nothing is connected. */
		}
	}
	assert.is(http.request({ ...options, agent: new Asked() }).getHeader("authorization"), undefined);
	Object.defineProperty(options, "agent", { value: new Asked(), enumerable: true });
	assert.is(http.request(options).getHeader("authorization"), undefined);
});

test("a request that arrives slowly is given up in time although the clock is set back meanwhile", async () => {
	const { server, port } = await serve((_request, response) => response.end(), {
		connectionsCheckingInterval: 10,
		headersTimeout: 30,
		requestTimeout: 30,
	});
	const begun = new Promise((resolve) => server.on("connection", resolve));
	const late = new Promise<Error & { code?: string }>((resolve) => server.on("clientError", resolve));
	const socket: Socket = net.connect(port, "127.0.0.1", () => socket.write("GET / HTTP/1.1\r\n"));
	socket.on("error", () => undefined);
	closeAfterTest(() => {
		socket.destroy();
	});
	await begun;
	const { now } = Date;
	closeAfterTest(() => {
		Date.now = now;
	});
	Date.now = () => 0;
	assert.is((await late).code, "ERR_HTTP_REQUEST_TIMEOUT");
});

test("a header is sent as it was looked at: neither what is iterable nor what changes later brings lines of its own", async () => {
	const injected = "a\r\nInjected: yes";
	const list = ["a"];
	const { port } = await serve((_request, response) => {
		response.setHeader("X-Set", new Set([injected]) as never);
		response.setHeader("X-List", list);
		if (!onNode) list[0] = injected;
		response.end();
	});
	const response = await responseTo(http.get({ port, host: "127.0.0.1" }));
	assert.is(response.headers.injected, undefined);
	assert.is(response.headers["x-set"], "[object Set]");
	assert.is(response.headers["x-list"], "a");
	response.resume();
});

test("what a connection brings that was handed over waits for who listens late, on both sides", async () => {
	const { server, port } = await serve((_request, response) => response.end());
	const later = (socket: Socket): Promise<string> =>
		new Promise((resolve) => setTimeout(() => socket.on("data", (data: Uint8Array) => resolve(String(data))), 60));
	const heard = new Promise<string>((resolve) =>
		server.on("upgrade", (_request: unknown, socket: Socket) => {
			closeAfterTest(() => {
				socket.destroy();
			});
			socket.write("HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: talk\r\n\r\n");
			setTimeout(() => socket.write("from the server"), 20);
			resolve(later(socket));
		}),
	);
	const { socket } = await handedOver(
		http.get({ port, host: "127.0.0.1", headers: { Connection: "upgrade", Upgrade: "talk" } }),
		"upgrade",
	);
	closeAfterTest(() => {
		socket.destroy();
	});
	setTimeout(() => socket.write("from the client"), 20);
	assert.is(await later(socket), "from the server");
	assert.is(await heard, "from the client");
});

test("limits among the options of a server hold", async () => {
	/* Node takes them as properties alone. */
	if (onNode) return;
	const limits = { timeout: 1234, maxHeadersCount: 7, maxRequestsPerSocket: 1 };
	const { server, port } = await serve((_request, response) => response.end(), limits);
	assert.equal([server.timeout, server.maxHeadersCount, server.maxRequestsPerSocket], [1234, 7, 1]);
	const response = await responseTo(http.get({ port, host: "127.0.0.1", agent: new Agent({ keepAlive: true }) }));
	assert.is(response.headers.connection, "close");
	response.resume();
	for (const name of Object.keys(limits))
		assert.match(codeOf(() => http.createServer({ [name]: "many" } as object)) ?? "", /^ERR_(INVALID_ARG_TYPE|OUT_OF_RANGE)$/, name);
});

test.run();
