import http from "node:http";
import https, { Server } from "node:https";
import net from "node:net";
import tls from "node:tls";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";
import { bodyOf, type Request, type Response, say } from "../http/support.ts";
import { ask, authority, failureOf, identity, localhost, pem, serve } from "./support.ts";

const test = boundedSuite("https servers");

const quiet = (): void => {
	// What comes of it is not what the test is about.
};

test("H33 a server is a tls.Server with 'request', the options of tls and the constructors of http", async () => {
	class Message extends http.IncomingMessage {
		shout(): string {
			return String(this.url).toUpperCase();
		}
	}
	const { server, port } = await serve((request, response) => response.end((request as Message).shout()), { IncomingMessage: Message });
	assert.ok(server instanceof Server && server instanceof tls.Server && server instanceof net.Server);
	assert.is((await ask({ port, path: "/a" })).body, "/A");
});

test("H33 'timeout' and setTimeout are there, and 'clientError' for who speaks no TLS", async () => {
	const { server, port } = await serve(() => undefined);
	let told = 0;
	server.setTimeout(30, (socket: { destroy(): void }) => {
		told++;
		socket.destroy();
	});
	assert.ok((await failureOf({ port })).code);
	assert.is(told, 1);
	const errors: Error[] = [];
	server.on("clientError", (error: Error, socket: { destroy(): void }) => {
		errors.push(error);
		socket.destroy();
	});
	await say(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
	assert.is(errors.length, 1);
	assert.instance(errors[0], Error);
});

test("a server asks for certificates, and who has none or a wrong one is turned away", async () => {
	const answer = (request: Request, response: Response): void => {
		const { authorized } = request.socket as unknown as { authorized: boolean };
		response.end(authorized ? "known" : "unknown");
	};
	const { server, port } = await serve(answer, { requestCert: true, ca: authority });
	server.on("tlsClientError", quiet);
	const client = { cert: pem("client.pem"), key: pem("client.key") };
	assert.is((await ask({ port, ...client })).body, "known");
	assert.ok(await failureOf({ port }));
	const lenient = await serve(answer, { requestCert: true, rejectUnauthorized: false, ca: authority });
	assert.is((await ask({ port: lenient.port })).body, "unknown");
	assert.is((await ask({ port: lenient.port, ...client })).body, "known");
});

test("requests on a kept connection are answered one after the other, with bodies both ways", async () => {
	const sockets = new Set<unknown>();
	const { port } = await serve((request, response) => {
		sockets.add(request.socket);
		bodyOf(request).then((body) => response.end(body.toUpperCase()));
	});
	const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
	const bodies = await Promise.all(["a", "b", "c"].map((body) => ask({ port, agent, method: "POST" }, body).then((answer) => answer.body)));
	assert.equal(bodies, ["A", "B", "C"]);
	assert.is(sockets.size, 1);
	agent.destroy();
});

test("a client that is gone right behind its request has no connection left, although it is never answered", async () => {
	const { server, port } = await serve(() => undefined);
	const closed = new Promise((resolve) => server.on("close", resolve));
	const client = tls.connect({ ...localhost, port }, () => {
		client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
		client.destroy();
		server.close();
		server.closeAllConnections();
	});
	await closed;
});

test("wrong options of tls are refused at once", () => {
	assert.throws(() =>
		https.createServer({ ...identity(), cert: "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n" }).listen(0),
	);
});

test.run();
