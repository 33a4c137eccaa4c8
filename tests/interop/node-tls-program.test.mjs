/** The example on node:tls: both of its ends, and what it says when they do not trust each other. */
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { tls419 } from "../support/command.mjs";

const test = suite("the example on node:tls");
const root = join(import.meta.dirname, "../..");

/** @param {string} authority @param {string[]} words */
function run(authority, ...words) {
	const files = ["localhost.pem", "localhost.key", `${authority}.pem`].map((name) => join(root, "tests/certificates", name));
	return tls419(["sim", join(root, "examples/node-tls-echo/main.ts"), ...files, ...words]);
}

test("T73 both ends run over a line in memory", async () => {
	const { status, stdout, stderr } = await run("authority", "there and back");
	assert.is(status, 0, stderr);
	assert.match(
		stdout,
		/^TLSv1\.3 TLS_\w+\nthe certificate is for DNS:localhost, DNS:server\.example\nthere and back\nthe end, in good order\n$/,
	);
});

test("T17 T100 a client that does not trust the server says why, and so does the server", async () => {
	const { status, stdout } = await run("unknown-authority");
	assert.is(status, 1);
	assert.match(stdout, /server: ERR_SSL_TLSV1_ALERT_UNKNOWN_CA/);
	assert.match(stdout, /client: UNABLE_TO_GET_ISSUER_CERT_LOCALLY/);
});

test("without files it says how it is called", async () => {
	const { status, stderr } = await tls419(["sim", join(root, "examples/node-tls-echo/main.ts")]);
	assert.is(status, 1);
	assert.match(stderr, /usage: main\.ts/);
});

test.run();
