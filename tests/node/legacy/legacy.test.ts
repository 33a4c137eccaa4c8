// simulator only: the switch is in the manifest beside this file
// not with the SDK: for the same reason; tests/moddable/manifests.test.mjs has an application with it
import https from "node:https";
import net from "node:net";
import tls from "node:tls";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";
import { bounded, event, failure, serve } from "../support/tls.ts";

const test = boundedSuite("config.tls.legacyDefaults");

test("T16 tls.connect takes any certificate, as IoT.js documents it, and says what is wrong with it", async () => {
	const { port } = await serve();
	const socket = bounded(tls.connect({ port, host: "localhost" }));
	await event(socket, "secureConnect");
	assert.is(socket.authorized, false);
	assert.ok(socket.authorizationError);
});

test("T16 tls.connect checks where it is asked to", async () => {
	const { port } = await serve();
	const socket = bounded(tls.connect({ port, host: "localhost", rejectUnauthorized: true }));
	assert.ok((await failure(socket)).code);
	assert.is(socket.authorized, false);
});

test("T24 the default of everything else stays: a TLSSocket of one's own and https check", async () => {
	const { port } = await serve();
	const raw = bounded(net.connect(port, "127.0.0.1"));
	const socket = bounded(new tls.TLSSocket(raw, {}));
	assert.ok((await failure(socket)).code);
	const request = https.get({ port, host: "localhost" });
	assert.ok((await failure(request)).code);
});

test.run();
