import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startNodeServer } from "../peers/node-server.mjs";
import { startRaw } from "../peers/raw.mjs";

const root = join(import.meta.dirname, "..", "..");
const test = suite("the host's certificate store and clock");
const run = promisify(execFile);
const authority = "tests/certificates/authority.pem";

/** What a program on the simulator prints that visits this port. @param {number} port @param {string[]} options */
async function visit(port, ...options) {
	const words = ["tools/tls419.mjs", "sim", ...options, "tests/interop/programs/visit.ts", String(port)];
	const { stdout } = await run(process.execPath, words, { cwd: root, timeout: 30_000 });
	return stdout.trim();
}

/** @param {string} title @param {string} expected @param {...string} options */
function check(title, expected, ...options) {
	test(title, async () => {
		const peer = await startNodeServer({}, () => undefined);
		try {
			assert.is(await visit(peer.port, ...options), expected);
		} finally {
			await peer.stop();
		}
	});
}

check("D19 G1 without ca the store of --certs is trusted", "authorized true", "--certs", authority);
check("D19 G1 --certs may be a folder", "authorized true", "--certs", "tests/certificates");
check(
	"D19 G1 a store without the authority trusts nothing",
	"failed UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
	"--certs",
	"tests/certificates/unknown-authority.pem",
);
check(
	"G1 a certificate has expired when --time says so",
	"failed CERT_HAS_EXPIRED",
	"--certs",
	authority,
	"--time",
	"2121-01-01T00:00:00Z",
);
check(
	"G8 a clock that shows a time before the library was written is not set",
	"failed ERR_TLS_CLOCK_NOT_SET",
	"--certs",
	authority,
	"--time",
	"2019-01-01T00:00:00Z",
);

test("D19 G1 no ca and no store: the constructor throws, and nothing connects", async () => {
	/** @type {string[]} */
	const events = [];
	const peer = await startRaw({}, (event) => void events.push(event));
	try {
		assert.is(await visit(peer.port, "--certs", "tests/certificates/no-such-file"), "refused ERR_TLS_NO_TRUST");
		assert.equal(events, []);
	} finally {
		await peer.stop();
	}
});

test.run();
