/** What the class Certificate reads is what Node reads, in the test PKI and in all authorities that this machine trusts. */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readCertificates } from "../../tools/bundle/form.mjs";
import { root } from "../../tools/sim/program.mjs";
import { tls419 } from "../support/command.mjs";

const test = suite("certificates as Node reads them");
const folder = mkdtempSync(path.join(tmpdir(), "tls419-test-"));
test.after(() => rmSync(folder, { recursive: true }));

const pki = path.join(root, "tests/certificates");
const system = "/etc/ssl/certs/ca-certificates.crt";
const files = readdirSync(pki)
	.filter((name) => name.endsWith(".pem") && !name.includes("revocations"))
	.map((name) => path.join(pki, name));
if (existsSync(system)) files.push(system);
const certificates = files.flatMap((file) => readCertificates(readFileSync(file), file));

/** @type {Record<string, string>} */
const curves = { prime256v1: "P-256", secp384r1: "P-384", secp521r1: "P-521" };

/** Node's "CN=a\nO=b", in which a comma stands behind a backslash. @param {string} text */
function attributes(text) {
	/** @type {Record<string, string[]>} */
	const result = {};
	for (const line of text.split("\n")) {
		const [, name, value] = /^([^=]+)=(.*)$/s.exec(line) ?? [];
		result[name] ??= [];
		result[name].push(value.replace(/\\(.)/g, "$1"));
	}
	return result;
}

/** "::1" is the only address in the test PKI that can be written shorter than Node does. @param {string} address */
const shortest = (address) => (address === "0:0:0:0:0:0:0:1" ? "::1" : address);

/** A name of Node's as ours is printed. @param {string} name */
function nameOf(name) {
	const [, type, value] = /^([^:]+):(.*)$/s.exec(name) ?? [];
	if (type === "DirName") return `directory:${JSON.parse(value)}`;
	return type === "IP Address" ? `IP:${shortest(value)}` : name;
}

/** @param {string} text @returns {string[]} */
const names = (text) => text.split(", ").map(nameOf);

test("G7 subject, issuer, names, serial number, fingerprint, dates, key: the same as Node's", async () => {
	writeFileSync(path.join(folder, "all.der"), Buffer.concat(certificates.map(({ raw }) => raw)));
	const modules = { main: path.join(root, "tests/tls/programs/certificates") };
	const manifest = { include: [path.join(root, "tests/manifest.json")], modules, data: { "*": "./all.der" } };
	writeFileSync(path.join(folder, "manifest.json"), JSON.stringify(manifest));
	const { status, stdout, stderr } = await tls419(["sim", path.join(folder, "manifest.json")]);
	assert.is(status, 0, stderr);
	const lines = stdout.trim().split("\n");
	assert.is(lines.length, certificates.length);
	for (const [index, line] of lines.entries()) {
		const seen = JSON.parse(line);
		const node = certificates[index];
		const label = node.subject;
		assert.equal(seen.subject, attributes(node.subject), label);
		assert.equal(seen.issuer, attributes(node.issuer), label);
		assert.equal(seen.names, node.subjectAltName ? names(node.subjectAltName) : [], label);
		assert.is(seen.serialNumber.replace(/^0+/, ""), node.serialNumber.replace(/^0+/, ""), label);
		assert.is(seen.fingerprint, node.fingerprint256, label);
		assert.is(seen.from, new Date(node.validFrom).toISOString(), label);
		assert.is(seen.to, new Date(node.validTo).toISOString(), label);
		/* For Node, no authority is who may not sign. */
		assert.is(seen.isAuthority, node.ca || node.subject.includes("CN=no-certificate-signing"), label);
		const { asymmetricKeyType: type, asymmetricKeyDetails: details } = node.publicKey;
		assert.is(seen.keyType, type === "ec" ? "EC" : "RSA", label);
		if (type === "rsa") assert.is(seen.keySize, details?.modulusLength, label);
		else assert.is(seen.curve, curves[details?.namedCurve ?? ""], label);
		const spki = node.publicKey.export({ type: "spki", format: "der" });
		assert.ok(spki.equals(Buffer.from(seen.spki)), label);
		assert.ok(createHash("sha256").update(spki).digest().equals(Buffer.from(seen.sha256)), label);
	}
	process.stdout.write(`${lines.length} certificates\n`);
});

test.run();
