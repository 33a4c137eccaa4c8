import { once } from "node:events";
import http, { Agent, type Server } from "node:http";
import type { Socket } from "node:net";
import * as assert from "uvu/assert";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";
import { answerWith, ask, bodyOf, codeOf, errorOf, type Request, responseTo, serve } from "./support.ts";

const test = boundedSuite("agents");

function agentOf(options: ConstructorParameters<typeof Agent>[0]): Agent {
	const agent = new Agent(options);
	closeAfterTest(() => agent.destroy());
	return agent;
}

/** @returns how many of an agent's sockets there are */
function count(table: object): number {
	return Object.values(table).flat().length;
}

/** When a connection has come back to its agent. */
function returned(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, 5));
}

/** A server that says which of its connections a request came by. */
function numbered(): Promise<{ server: Server; port: number }> {
	const known: unknown[] = [];
	return serve((request, response) => {
		if (!known.includes(request.socket)) known.push(request.socket);
		bodyOf(request).then(() => response.end(String(known.indexOf(request.socket))));
	});
}

test("a connection that is kept serves the next request", async () => {
	const { port } = await numbered();
	const agent = agentOf({ keepAlive: true });
	const sockets: Socket[] = [];
	for (let index = 0; index < 4; index++) {
		const request = http.request({ port, host: "127.0.0.1", agent, method: "POST" });
		request.on("socket", (socket: Socket) => sockets.push(socket));
		request.end("x".repeat(index * 1000));
		const response = await responseTo(request);
		assert.is(await bodyOf(response), "0");
		assert.is(request.reusedSocket, index > 0);
		await returned();
	}
	assert.is(new Set(sockets).size, 1);
	assert.equal([count(agent.sockets), count(agent.freeSockets)], [0, 1]);
});

test("a connection is not kept where one side says close, or the body has no other end", async () => {
	const agent = agentOf({ keepAlive: true });
	for (const head of ["Connection: close\r\nContent-Length: 1\r\n\r\nx", "\r\nx", "Content-Length: 1\r\n\r\nx"]) {
		const version = head.startsWith("Content") ? "1.0" : "1.1";
		const port = await answerWith(`HTTP/${version} 200 OK\r\n${head}`, head.startsWith("\r\n"));
		assert.is((await ask({ port, agent })).body, "x");
		await returned();
		assert.is(count(agent.freeSockets), 0, head);
	}
	const { port } = await numbered();
	await ask({ port, agent, headers: { Connection: "close" } });
	await returned();
	assert.is(count(agent.freeSockets), 0);
});

test("maxSockets bounds the connections to one place; the others wait in their order", async () => {
	const { port } = await numbered();
	const agent = agentOf({ keepAlive: true, maxSockets: 2 });
	const order: number[] = [];
	const asked = [0, 1, 2, 3, 4, 5].map((index) => ask({ port, agent }).then(({ body }) => order.push(index) && body));
	assert.equal([count(agent.sockets) <= 2, count(agent.requests)], [true, 4]);
	const bodies = await Promise.all(asked);
	assert.ok(new Set(bodies).size <= 2);
	assert.equal([...order].sort(), [0, 1, 2, 3, 4, 5]);
	await returned();
	assert.is(count(agent.requests), 0);
});

test("maxSockets holds without keep-alive too", async () => {
	const { port } = await numbered();
	const agent = agentOf({ maxSockets: 1 });
	const bodies = await Promise.all([0, 1, 2].map(() => ask({ port, agent }).then(({ body }) => body)));
	assert.is(bodies.length, 3);
});

test("maxFreeSockets bounds the idle ones", async () => {
	const { port } = await numbered();
	const agent = agentOf({ keepAlive: true, maxFreeSockets: 1 });
	await Promise.all([0, 1, 2].map(() => ask({ port, agent })));
	await returned();
	assert.is(count(agent.freeSockets), 1);
});

test("an idle connection is closed after the agent's timeout", async () => {
	const { port } = await numbered();
	const agent = agentOf({ keepAlive: true, timeout: 20 });
	let socket: Socket | undefined;
	const request = http.get({ port, host: "127.0.0.1", agent });
	request.on("socket", (given: Socket) => {
		socket = given;
	});
	const response = await responseTo(request);
	await bodyOf(response);
	if (!socket?.destroyed) await new Promise((resolve) => socket?.on("close", resolve));
	assert.is(count(agent.freeSockets), 0);
});

test("a connection that the server has closed is not used again", async () => {
	const { server, port } = await numbered();
	const agent = agentOf({ keepAlive: true });
	assert.is((await ask({ port, agent })).body, "0");
	await returned();
	server.closeIdleConnections();
	await returned();
	assert.is((await ask({ port, agent })).body, "1");
});

test("a request that is destroyed while it waits leaves no trace", async () => {
	const { port } = await numbered();
	const agent = agentOf({ keepAlive: true, maxSockets: 1 });
	const first = ask({ port, agent });
	const waiting = http.get({ port, host: "127.0.0.1", agent });
	const third = ask({ port, agent });
	waiting.destroy();
	const error = await errorOf(waiting);
	assert.is(error.code, "ECONNRESET");
	assert.equal([(await first).body, (await third).body], ["0", "0"]);
});

test("a failure to connect is the request's, and makes room for the next", async () => {
	const { server, port } = await numbered();
	server.close();
	await once(server, "close");
	const agent = agentOf({ maxSockets: 1 });
	const codes = await Promise.all([0, 1].map(() => ask({ port, agent }).then(String, (error) => error.code)));
	assert.equal(codes, ["ECONNREFUSED", "ECONNREFUSED"]);
	await returned();
	assert.is(agent.totalSocketCount, 0);
});

test("createConnection may be an application's own, of the agent or of the request", async () => {
	const { port } = await numbered();
	let calls = 0;
	class Own extends Agent {
		override createConnection(...values: Parameters<Agent["createConnection"]>): ReturnType<Agent["createConnection"]> {
			calls++;
			return super.createConnection(...values);
		}
	}
	const agent = new Own();
	await ask({ port, agent });
	await ask({ port, agent: false });
	assert.is(calls, 1);
});

test("agent: false and wrong limits", () => {
	assert.is(
		codeOf(() => new Agent({ maxTotalSockets: JSON.parse('"5"') })),
		"ERR_INVALID_ARG_TYPE",
	);
	assert.is(
		codeOf(() => new Agent({ maxTotalSockets: 0 })),
		"ERR_OUT_OF_RANGE",
	);
	assert.is(
		codeOf(() => new Agent({ scheduling: JSON.parse('"random"') })),
		"ERR_INVALID_ARG_VALUE",
	);
	assert.is(new Agent().getName({ host: "a", port: 1, localAddress: "b" }), "a:1:b");
	assert.is(new Agent().getName({ host: "a", port: 1, family: 6 }), "a:1::6");
});

test("a server announces how long it keeps a connection", async () => {
	const { server, port } = await numbered();
	server.keepAliveTimeout = 7000;
	const { response } = await ask({ port, agent: agentOf({ keepAlive: true }) });
	assert.is((response as Request).headers["keep-alive"], "timeout=7");
});

test.run();
