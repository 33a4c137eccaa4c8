/** ESP-IDF's certificate bundle, which holds names and keys and no certificates, is the store of a device: here of the simulator. */
import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readCertificates } from "../../tools/bundle/form.mjs";
import { inRoot } from "../../tools/setup/paths.mjs";
import { startNodeServer } from "../peers/node-server.mjs";
import { makeKeyBundle } from "../support/keybundle.mjs";

const test = suite("ESP-IDF's certificate bundle");
const run = promisify(execFile);
const folder = mkdtempSync(path.join(tmpdir(), "tls419-keys-"));
test.after(() => rmSync(folder, { recursive: true }));

const authorities = ["authority", "rsa-authority", "unknown-authority"].map((name) => inRoot("tests/certificates", `${name}.pem`));
/** @param {string[]} files */
const certificatesOf = (files) => files.flatMap((file) => readCertificates(readFileSync(file), file));
/** @param {string} name @param {Buffer} bytes */
function write(name, bytes) {
	const file = path.join(folder, name);
	writeFileSync(file, bytes);
	return file;
}

/** What a program on the simulator prints that visits a server. @param {string} store @param {import("node:tls").TlsOptions} [options] */
async function visit(store, options = {}) {
	const peer = await startNodeServer(options, () => undefined);
	try {
		const words = ["tools/tls419.mjs", "sim", "--certs", store, "tests/interop/programs/visit.ts", String(peer.port)];
		const { stdout } = await run(process.execPath, words, { cwd: inRoot(), timeout: 30_000 });
		return stdout.trim();
	} finally {
		await peer.stop();
	}
}

const rsa = Object.fromEntries(
	["cert", "key"].map((part) => [part, readFileSync(inRoot(`tests/certificates/rsa-localhost.${part === "cert" ? "pem" : "key"}`))]),
);

test("G1 G2 servers with EC and RSA certificates are verified, without an option", async () => {
	const store = write("own", makeKeyBundle(certificatesOf(authorities)));
	assert.is(await visit(store), "authorized true");
	assert.is(await visit(store, rsa), "authorized true");
	assert.is(await visit(store, { ...rsa, maxVersion: "TLSv1.2" }), "authorized true");
});

test("G1 a server whose authority is not in it is refused", async () => {
	const store = write("other", makeKeyBundle(certificatesOf([authorities[2]])));
	assert.is(await visit(store), "failed UNABLE_TO_GET_ISSUER_CERT_LOCALLY");
});

test("G1 a damaged one is no store", async () => {
	const bytes = makeKeyBundle(certificatesOf(authorities));
	assert.is(await visit(write("cut", bytes.subarray(0, -1))), "refused ERR_TLS_NO_TRUST");
});

const system = "/etc/ssl/certs/ca-certificates.crt";
if (!existsSync(system)) process.stdout.write(`skipped: a bundle of the system's authorities, because there is no ${system}\n`);
else {
	test("G1 G2 all of the system's authorities and the one that is asked for", async () => {
		const bytes = makeKeyBundle(certificatesOf([system, authorities[0]]));
		assert.ok(bytes.length > 50_000);
		assert.is(await visit(write("system", bytes)), "authorized true");
	});
}

const idf = process.env.IDF_PATH;
const generator = idf === undefined ? undefined : path.join(idf, "components/mbedtls/esp_crt_bundle/gen_crt_bundle.py");
if (generator === undefined) process.stdout.write("skipped: ESP-IDF's own generator, because IDF_PATH is not set\n");
else {
	test("ESP-IDF's own generator writes the same", async () => {
		const own = path.join(process.env.IDF_PYTHON_ENV_PATH ?? "/nowhere", "bin/python");
		const { status, stderr } = spawnSync(existsSync(own) ? own : "python3", [generator, "-q", "-i", ...authorities], {
			cwd: folder,
			encoding: "utf8",
		});
		assert.is(status, 0, stderr);
		const store = path.join(folder, "x509_crt_bundle");
		assert.ok(readFileSync(store).equals(makeKeyBundle(certificatesOf(authorities))));
		assert.is(await visit(store), "authorized true");
	});
}

test.run();
