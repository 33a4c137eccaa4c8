import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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
check("G21 --certs may be a bundle", "authorized true", "--certs", "tests/certificates/authorities.bundle");
check("G21 --certs may be a DER file", "authorized true", "--certs", "tests/certificates/authority.der");
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

test("G21 a damaged bundle is reported, and nothing is trusted", async () => {
	const folder = mkdtempSync(join(tmpdir(), "tls419-test-"));
	try {
		const bytes = readFileSync(join(root, "tests/certificates/authorities.bundle"));
		writeFileSync(join(folder, "cut.bundle"), bytes.subarray(0, -1));
		const words = ["tools/tls419.mjs", "sim", "--certs", join(folder, "cut.bundle"), "tests/interop/programs/visit.ts", "1"];
		const { stdout, stderr } = await run(process.execPath, words, { cwd: root, timeout: 30_000 });
		assert.is(stdout.trim(), "refused ERR_TLS_NO_TRUST");
		assert.match(stderr, /the bundle of certificates in .*cut\.bundle is damaged/);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

const system = "/etc/ssl/certs/ca-certificates.crt";

/* What the program measures is in its first lines. */
(existsSync(system) ? test : test.skip)(
	"G21 E60 the whole bundle of the system's authorities costs no memory until one is looked up",
	async () => {
		const folder = mkdtempSync(join(tmpdir(), "tls419-test-"));
		const peer = await startNodeServer({}, () => undefined);
		try {
			const bundle = join(folder, "all.bundle");
			await run(process.execPath, ["tools/tls419.mjs", "bundle", system, authority, bundle], { cwd: root, timeout: 30_000 });
			const manifest = {
				include: [join(root, "tests/manifest.json")],
				modules: { main: join(root, "tests/interop/programs/bundle") },
				data: { "*": bundle },
			};
			writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
			const words = ["tools/tls419.mjs", "sim", join(folder, "manifest.json"), String(peer.port)];
			const { stdout } = await run(process.execPath, words, { cwd: root, timeout: 30_000 });
			const seen = JSON.parse(stdout);
			assert.ok(seen.bytes > 100_000, stdout);
			assert.is(seen.context, seen.emptyContext, stdout);
			/* A slot, which holds the resource. */
			assert.ok(seen.heap <= seen.emptyHeap + 16, stdout);
			assert.is(seen.idle, seen.idleWithOne, stdout);
		} finally {
			await peer.stop();
			rmSync(folder, { recursive: true });
		}
	},
);

test.run();
