/** Private keys in all forms and of all kinds that OpenSSL writes: taken, or refused with a reason. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../../tools/sim/program.mjs";
import { tls419 } from "../support/command.mjs";

const test = suite("forms of private keys");
const folder = mkdtempSync(path.join(tmpdir(), "tls419-test-"));
test.after(() => rmSync(folder, { recursive: true }));

/** @param {string} name */
const file = (name) => path.join(folder, name);

/** @param {...string} parameters @returns {boolean} whether this OpenSSL can do that */
function openssl(...parameters) {
	try {
		execFileSync("openssl", parameters, { stdio: ["ignore", "pipe", "pipe"] });
		return true;
	} catch (error) {
		if (error instanceof Error && "status" in error && typeof error.status === "number") return false;
		throw error;
	}
}

const TAKEN = "ok";
const KIND = "ERR_TLS_KEY_KIND";
const ENCRYPTION = "ERR_TLS_KEY_ENCRYPTION";
const PASSPHRASE = "ERR_TLS_KEY_PASSPHRASE";
const MISMATCH = "ERR_OSSL_X509_KEY_VALUES_MISMATCH";

/** @typedef {{name: string, certificate: string, key: string, passphrase?: string, connect?: boolean, expected: string}} Case */
/** @type {Case[]} */
const cases = [];

/**
 * A key, as PKCS#8 and in the older form of its kind, with a certificate that it has signed itself.
 * @param {string} name
 * @param {string[]} options of openssl genpkey
 * @param {string} expected
 */
function addKind(name, options, expected) {
	assert.ok(openssl("genpkey", ...options, "-out", file(`${name}.pem`)), name);
	openssl("pkcs8", "-topk8", "-nocrypt", "-in", file(`${name}.pem`), "-outform", "DER", "-out", file(`${name}.pkcs8`));
	openssl("pkey", "-in", file(`${name}.pem`), "-traditional", "-outform", "DER", "-out", file(`${name}.older`));
	const isTaken = expected === TAKEN;
	if (isTaken) {
		const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "36500"];
		assert.ok(openssl("req", "-x509", "-new", "-key", file(`${name}.pem`), ...names, "-outform", "DER", "-out", file(`${name}.der`)), name);
	}
	const certificate = isTaken ? `${name}.der` : "P-256.der";
	for (const form of ["pkcs8", "older"]) {
		cases.push({ name: `${name} as ${form}`, certificate, key: `${name}.${form}`, connect: isTaken && form === "pkcs8", expected });
		if (isTaken && name !== "P-256")
			cases.push({
				name: `${name} as ${form} with another certificate`,
				certificate: "P-256.der",
				key: `${name}.${form}`,
				expected: MISMATCH,
			});
	}
}

/**
 * The key of P-256, encrypted. What this OpenSSL cannot write is left out.
 * @param {string} name
 * @param {string[]} options of openssl pkcs8
 * @param {string} expected with the right passphrase
 */
function addEncryption(name, options, expected) {
	const key = `${name}.encrypted`;
	const input = ["-in", file("P-256.pem"), "-passout", "pass:secret", "-outform", "DER", "-out", file(key)];
	if (!openssl("pkcs8", "-topk8", ...input, ...options)) return;
	const certificate = "P-256.der";
	cases.push({ name: `${name}, right`, certificate, key, passphrase: "secret", expected });
	cases.push({ name: `${name}, wrong`, certificate, key, passphrase: "wrong", expected: expected === TAKEN ? PASSPHRASE : expected });
	cases.push({ name: `${name}, none`, certificate, key, expected: PASSPHRASE });
}

for (const curve of ["P-256", "P-384", "P-521"]) addKind(curve, ["-algorithm", "EC", "-pkeyopt", `ec_paramgen_curve:${curve}`], TAKEN);
for (const bits of ["2048", "3072", "4096"]) addKind(`RSA-${bits}`, ["-algorithm", "RSA", "-pkeyopt", `rsa_keygen_bits:${bits}`], TAKEN);
/* This build of mbedTLS leaves the curves out that no server uses. */
for (const curve of ["P-224", "secp256k1", "brainpoolP256r1"])
	addKind(curve, ["-algorithm", "EC", "-pkeyopt", `ec_paramgen_curve:${curve}`], KIND);
addKind("explicit", ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit"], KIND);
addKind("RSA-PSS", ["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"], KIND);
for (const kind of ["Ed25519", "Ed448"]) addKind(kind, ["-algorithm", kind], KIND);

addEncryption("the default of openssl pkcs8 -topk8", [], TAKEN);
for (const cipher of ["aes-128-cbc", "aes-192-cbc", "aes-256-cbc"]) addEncryption(`-v2 ${cipher}`, ["-v2", cipher], TAKEN);
for (const hash of ["SHA1", "SHA224", "SHA256", "SHA384", "SHA512"])
	addEncryption(`-v2prf hmacWith${hash}`, ["-v2", "aes-256-cbc", "-v2prf", `hmacWith${hash}`], TAKEN);
addEncryption("-scrypt", ["-scrypt"], ENCRYPTION);
for (const cipher of ["camellia-256-cbc", "aria-256-cbc", "aes-256-ofb"]) addEncryption(`-v2 ${cipher}`, ["-v2", cipher], ENCRYPTION);

cases.push({ name: "a curve's compressed point", certificate: "P-256.der", key: "compressed", expected: TAKEN });
openssl("ec", "-in", file("P-256.pem"), "-conv_form", "compressed", "-outform", "DER", "-out", file("compressed"));

/** @type {Map<string, {result: string, server: string, client: string, connections: string[]}>} */
const results = new Map();

test.before(async () => {
	const present = cases.filter(({ key }) => existsSync(file(key)));
	writeFileSync(file("cases.json"), JSON.stringify(present));
	const manifest = {
		include: [path.join(root, "tests/manifest.json")],
		modules: { main: path.join(root, "tests/tls/programs/keys") },
		data: { "keys/*": "./*" },
	};
	writeFileSync(file("manifest.json"), JSON.stringify(manifest));
	const { status, stdout, stderr } = await tls419(["sim", file("manifest.json")]);
	assert.is(status, 0, stderr);
	for (const line of stdout.trim().split("\n")) {
		const { name, ...result } = JSON.parse(line);
		results.set(name, result);
	}
	assert.is(results.size, present.length);
});

for (const { name, key, expected, connect } of cases) {
	if (!existsSync(file(key))) continue;
	test(`E76 G18 ${name}: ${expected}`, () => {
		const seen = results.get(name);
		assert.ok(seen, name);
		if (seen === undefined) return;
		const { result, server, client, connections } = seen;
		assert.is(result, expected);
		/* The option `from` is no connection, which is what they say when everything else is right. */
		for (const role of [server, client]) assert.is(role.startsWith("ERR_TLS_KEY") || role.startsWith("ERR_OSSL") ? role : TAKEN, expected);
		if (connect) assert.equal(connections, [TAKEN, TAKEN, TAKEN, TAKEN]);
	});
}

test.run();
