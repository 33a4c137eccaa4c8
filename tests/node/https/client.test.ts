import { Buffer } from "node:buffer";
import { once } from "node:events";
import https, { Agent } from "node:https";
import * as assert from "uvu/assert";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";
import { bodyOf, codeOf, errorOf, type Request, type Response, responseTo } from "../http/support.ts";
import { ask, authority, failureOf, identity, localhost, pem, serve } from "./support.ts";

const test = boundedSuite("https clients");

function mirror(request: Request, response: Response): void {
	bodyOf(request).then((body) => response.end(`${request.method} ${request.url} ${body}`));
}

test("H1 the module has request, get, createServer, Server and Agent", () => {
	for (const name of ["request", "get", "createServer", "Server", "Agent"]) assert.type(Reflect.get(https, name), "function", name);
	assert.ok(https.globalAgent instanceof Agent);
});

test("H3 the host is localhost unless it is said, and hostname wins over host", async () => {
	const { port } = await serve(mirror);
	const options = { port, ca: authority, path: "/a" };
	const byDefault = https.get({ ...options, family: 4 });
	assert.is(byDefault.host, "localhost");
	assert.is(await bodyOf(await responseTo(byDefault)), "GET /a ");
	const both = https.get({ ...options, hostname: "localhost", host: "nowhere.invalid", family: 4 });
	assert.is(await bodyOf(await responseTo(both)), "GET /a ");
});

test("H4 the port is 443 unless it is said", async () => {
	const told: unknown[] = [];
	class Watching extends Agent {
		override createConnection(options: { port?: unknown }): ReturnType<Agent["createConnection"]> {
			told.push(options.port);
			throw new Error("enough");
		}
	}
	assert.throws(() => https.get({ host: "localhost", agent: new Watching() }), /enough/);
	assert.is(Number(told[0]), 443);
});

test("H10 the server is verified: its authority, its name, its validity", async () => {
	const { port } = await serve(mirror);
	assert.is((await ask({ port })).body, "GET / ");
	assert.ok((await failureOf({ port, ca: undefined })).code);
	assert.ok((await failureOf({ port, ca: pem("unknown-authority.pem") })).code);
	assert.ok((await failureOf({ port, servername: "example.org" })).code);
	const expired = await serve(mirror, identity("expired"));
	assert.ok((await failureOf({ port: expired.port })).code);
});

test("H10 rejectUnauthorized false turns that off, and nothing else does", async () => {
	const { port } = await serve(mirror);
	assert.is((await ask({ port, ca: undefined, rejectUnauthorized: false })).body, "GET / ");
	assert.ok((await failureOf({ port, ca: undefined, rejectUnauthorized: undefined })).code);
	assert.ok((await failureOf({ port, ca: undefined, rejectUnauthorized: true })).code);
});

test("H10 null counts as true", async () => {
	const { port } = await serve(mirror);
	for (const rejectUnauthorized of [null, 0, ""])
		assert.ok((await failureOf({ port, ca: pem("unknown-authority.pem"), rejectUnauthorized })).code);
});

test("H11 the protocol is https:, and another one is refused", async () => {
	const { port } = await serve(mirror);
	const request = https.get({ ...localhost, port });
	assert.is(request.protocol, "https:");
	await bodyOf(await responseTo(request));
	assert.is((await ask({ port, protocol: "https:" })).body, "GET / ");
	assert.is(
		codeOf(() => https.get({ protocol: "http:" })),
		"ERR_INVALID_PROTOCOL",
	);
	assert.is(
		codeOf(() => https.get("http://localhost/")),
		"ERR_INVALID_PROTOCOL",
	);
});

test("H12 the options are not changed", async () => {
	const { port } = await serve(mirror);
	const options = Object.freeze({ ...localhost, port, path: "/frozen" });
	const before = JSON.stringify(options);
	assert.is((await ask(options)).body, "GET /frozen ");
	assert.is(JSON.stringify(options), before);
});

test("H14 H16 a body is sent once the connection is secure, and 'finish' comes", async () => {
	const { port } = await serve(mirror);
	const request = https.request({ ...localhost, port, method: "POST" });
	let finished = 0;
	request.on("finish", () => finished++);
	request.write("before ");
	request.end("the handshake");
	assert.is(await bodyOf(await responseTo(request)), "POST / before the handshake");
	assert.is(finished, 1);
});

test("H18 H20 a handshake that fails is the request's error, and then it is closed", async () => {
	const { port } = await serve(mirror);
	const request = https.get({ ...localhost, port, ca: pem("unknown-authority.pem") });
	const events: string[] = [];
	request.on("error", () => events.push("error"));
	const over = new Promise<void>((resolve) => request.on("close", resolve));
	await over;
	assert.equal(events, ["error"]);
});

test("H19 the socket is a secure one", async () => {
	const { port } = await serve(mirror);
	const request = https.get({ ...localhost, port });
	const [socket] = (await once(request, "socket")) as [{ encrypted: boolean }];
	assert.is(socket.encrypted, true);
	await bodyOf(await responseTo(request));
});

test("H21 H23 abort and timeouts end what is going on", async () => {
	const { port } = await serve(() => undefined);
	const request = https.get({ ...localhost, port });
	request.setTimeout(50, () => request.abort());
	assert.is((await errorOf(request)).code, "ECONNRESET");
});

test("H30 H31 HEAD has no body, and chunks are put together", async () => {
	const { port } = await serve((request, response) => {
		response.write("one ");
		response.end(String(request.method));
	});
	assert.is((await ask({ port, method: "HEAD" })).body, "");
	assert.is((await ask({ port })).body, "one GET");
});

test("a signal aborts a request", async () => {
	const { port } = await serve(() => undefined);
	const listeners: (() => void)[] = [];
	const signal = {
		aborted: false,
		reason: undefined,
		addEventListener: (_type: string, listener: () => void) => listeners.push(listener),
		removeEventListener: () => listeners.pop(),
		throwIfAborted: () => undefined,
	};
	const controller = "AbortController" in globalThis ? new (Reflect.get(globalThis, "AbortController"))() : undefined;
	const request = https.get({ ...localhost, port, signal: controller?.signal ?? signal });
	const failed = errorOf(request);
	setTimeout(() => {
		if (controller) controller.abort();
		else for (const listener of [...listeners]) listener();
	}, 20);
	const error = await failed;
	assert.equal([error.name, error.code], ["AbortError", "ABORT_ERR"]);
});

test("connections are kept and sessions resumed, each with its own place and credentials", async () => {
	const { port } = await serve(mirror);
	const agent = new Agent({ keepAlive: true });
	closeAfterTest(() => agent.destroy());
	for (let index = 0; index < 3; index++) {
		const request = https.get({ ...localhost, port, agent });
		await bodyOf(await responseTo(request));
		assert.is(request.reusedSocket, index > 0);
		await new Promise<void>((resolve) => setTimeout(resolve, 5));
	}
	assert.is.not(agent.getName({ host: "a", ca: "1" }), agent.getName({ host: "a", ca: "2" }));
	assert.is.not(agent.getName({ host: "a" }), agent.getName({ host: "a", rejectUnauthorized: false }));
	assert.is(agent.getName({ host: "a", ca: "1" }), agent.getName({ host: "a", ca: "1" }));
	const refused = https.get({ ...localhost, port, agent, ca: pem("unknown-authority.pem") });
	assert.ok((await errorOf(refused)).code);
	const resumed: boolean[] = [];
	const single = new Agent();
	for (let index = 0; index < 3; index++) {
		const request = https.get({ ...localhost, port, agent: single });
		const response = await responseTo(request);
		resumed.push((response.socket as unknown as { isSessionReused(): boolean }).isSessionReused());
		await bodyOf(response);
		await new Promise<void>((resolve) => setTimeout(resolve, 20));
	}
	assert.equal(resumed, [false, true, true]);
});

test("a megabyte goes both ways", async () => {
	const { port } = await serve((request, response) => request.pipe(response));
	const size = 1 << 20;
	const request = https.request({ ...localhost, port, method: "POST" });
	request.end(Buffer.alloc(size, 0x61));
	let received = 0;
	const response = await responseTo(request);
	response.on("data", (chunk: Uint8Array) => {
		received += chunk.length;
	});
	await new Promise<void>((resolve) => response.on("end", resolve));
	assert.is(received, size);
});

test.run();
