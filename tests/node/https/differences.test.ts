// simulator only: what IoT.js documents and Node has not, and what is better than in Node; docs/node-compat.md says so
import https from "node:https";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";
import { bodyOf, closed, codeOf, type Request, type Response, responseTo } from "../http/support.ts";
import { der } from "../support/certificates.ts";
import { ask, authority, failureOf, localhost, pem, serve } from "./support.ts";

const test = boundedSuite("https differences from Node");

function mirror(request: Request, response: Response): void {
	const { authorized } = request.socket as unknown as { authorized: boolean };
	bodyOf(request).then((body) => response.end(`${request.method} ${request.url} ${body}${authorized}`));
}

test("H1 the module has METHODS and ClientRequest too", async () => {
	assert.ok(https.METHODS.includes("GET"));
	const { port } = await serve(mirror);
	const request = new https.ClientRequest({ ...localhost, port });
	request.end();
	assert.is(await bodyOf(await responseTo(request)), "GET / false");
});

test("H9 ca, cert and key are paths of files, PEM or DER", async () => {
	const { port } = await serve(mirror, { requestCert: true, ca: "certificates/authority.pem" });
	for (const [ca, cert, key] of [
		["certificates/authority.pem", "certificates/client.pem", "certificates/client.key"],
		[authority, pem("client.pem"), pem("client.key")],
		[der("authority.der"), [der("client.der"), der("intermediate.der")], der("client.key.der")],
		["certificates/authority.der", ["certificates/client.der", "certificates/intermediate.der"], "certificates/client.key.der"],
		[[authority, "certificates/unknown-authority.pem"], pem("client.pem"), "certificates/client.key"],
	])
		assert.is((await ask({ port, ca, cert, key })).body, "GET / true", String(cert).slice(0, 30));
});

test("H9 a file that there is not is said", () => {
	assert.is(
		codeOf(() => https.get({ ...localhost, port: 9, ca: "certificates/none.pem" })),
		"ENOENT",
	);
	assert.is(
		codeOf(() => https.createServer({ cert: "none.pem", key: "none.key" })),
		"ENOENT",
	);
});

test("H9 ca takes the place of the authorities of the device", async () => {
	const { port } = await serve(mirror);
	assert.is((await ask({ port })).body, "GET / false");
	assert.ok((await failureOf({ port, ca: pem("unknown-authority.pem") })).code);
});

test("H22 H26 H27 aborted is a time, and a response knows its method and its URL", async () => {
	const { port } = await serve(mirror);
	const { response } = await ask({ port, path: "/x" });
	assert.equal([response.method, response.url], ["GET", `https://127.0.0.1:${port}/x`]);
	const request = https.get({ ...localhost, port });
	request.on("error", () => undefined);
	assert.is(request.aborted, null);
	request.abort();
	assert.type(request.aborted, "number");
	await closed(request);
});

test("H33 the timeout of a server is two minutes, as IoT.js has it", async () => {
	const { server } = await serve(mirror);
	assert.is(server.timeout, 120_000);
});

test("close ends idle connections and lets others be answered", async () => {
	const { server, port } = await serve((_request, response) => {
		server.close();
		setTimeout(() => response.end("last"), 5);
	});
	const over = new Promise<void>((resolve) => server.on("close", resolve));
	const agent = new https.Agent({ keepAlive: true });
	assert.is((await ask({ port, agent })).body, "last");
	await over;
	agent.destroy();
});

test.run();
