// simulator only: it asks how much memory is used
/* What a tls.Server keeps while it runs for years. */
import tls from "node:tls";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";
import { used } from "../../support/usage.ts";
import { identity } from "../support/certificates.ts";

const test = boundedSuite("what a tls.Server keeps");

test("G15 a certificate for a name that is renewed again and again takes the place of the one before", () => {
	const server = tls.createServer(identity());
	const renew = () => {
		server.addContext("device.example", identity());
		server.addContext("*.example", identity());
	};
	for (let count = 0; count < 3; count++) renew();
	const before = used();
	for (let count = 0; count < 30; count++) renew();
	const after = used();
	assert.ok(after.tls <= before.tls, `${after.tls - before.tls} bytes of native memory`);
	assert.ok(after.heap <= before.heap + 1000, `${after.heap - before.heap} bytes of the heap`);
});

test.run();
