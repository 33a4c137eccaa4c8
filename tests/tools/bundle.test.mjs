/** `tls419 bundle` makes stores of certificate authorities. */
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { makeBundle, readCertificates } from "../../tools/bundle/form.mjs";
import { root } from "../../tools/sim/program.mjs";
import { tls419 } from "../support/command.mjs";

const test = suite("tls419 bundle");
const folder = mkdtempSync(path.join(tmpdir(), "tls419-test-"));
test.after(() => rmSync(folder, { recursive: true }));

/** @param {string} name */
const source = (name) => path.join(root, "tests/certificates", name);
/** @param {string} name */
const target = (name) => path.join(folder, name);

test("G21 PEM and DER files become the same bundle in any order, with one of each certificate", async () => {
	const expected = readFileSync(source("authorities.bundle"));
	const first = await tls419(["bundle", ...["authority.pem", "rsa-authority.der", "unknown-authority.pem"].map(source), target("a")]);
	assert.is(first.status, 0, first.stderr);
	assert.match(first.stdout, /a: 3 certificates, \d+ bytes/);
	assert.ok(readFileSync(target("a")).equals(expected));
	/* A PEM file with several, DER one after the other, and one twice. */
	const joined = (/** @type {string[]} */ ...names) => Buffer.concat(names.map((name) => readFileSync(source(name))));
	writeFileSync(target("both.pem"), joined("unknown-authority.pem", "rsa-authority.pem"));
	writeFileSync(target("both.der"), joined("authority.der", "unknown-authority.der"));
	const second = await tls419(["bundle", target("both.pem"), target("both.der"), target("b")]);
	assert.is(second.status, 0, second.stderr);
	assert.ok(readFileSync(target("b")).equals(expected));
});

test("G21 --only takes a subset, and says what it does not find", async () => {
	const words = ["bundle", "--list", "--only", "RSA-authority"];
	const { status, stdout } = await tls419([...words, source("authority.pem"), source("rsa-authority.pem"), target("c")]);
	assert.is(status, 0);
	assert.match(stdout, /^O=tls419 test, CN=rsa-authority\n.*: 1 certificate, /);
	const lacking = await tls419([...words, "--only", "nobody", source("rsa-authority.pem"), target("d")]);
	assert.is(lacking.status, 2);
	assert.match(lacking.stderr, 'no certificate has "nobody" in its subject');
});

test("G21 what cannot be a bundle is said: no certificate, a broken one, no file, nothing to write", async () => {
	writeFileSync(target("broken.pem"), readFileSync(source("authority.pem"), "utf8").replace("MII", "MIJ"));
	for (const [words, message] of /** @type {[string[], RegExp][]} */ ([
		[[source("authority.key"), target("e")], /there is no certificate in .*authority.key/],
		[[target("broken.pem"), target("e")], /broken.pem: certificate 1 cannot be read/],
		[[target("missing.pem"), target("e")], /missing.pem cannot be read/],
		[[source("authority.pem"), target("no/folder")], /cannot be written/],
		[[source("authority.pem")], /needs files to read and a file to write/],
		[["--what", "a", "b"], /--what is no option/],
		[["--only"], /--only needs a text/],
	])) {
		const { status, stderr } = await tls419(["bundle", ...words]);
		assert.is(status, 2);
		assert.match(stderr, message);
	}
});

test("G21 the index is sorted, by the length of the subject, then its bytes, then the certificate's", () => {
	const names = ["authority", "rsa-authority", "unknown-authority", "intermediate", "rsa-intermediate", "self-signed"];
	const all = names.flatMap((name) => readCertificates(readFileSync(source(`${name}.der`)), name));
	const bundle = makeBundle(all);
	assert.ok(bundle.equals(makeBundle(all.reverse())));
	assert.is(bundle.readUInt32BE(8), names.length);
	assert.is(bundle.readUInt32BE(12), bundle.length);
	/** @type {Buffer} */
	let last = Buffer.alloc(0);
	for (let index = 0, end = 16 + names.length * 10; index < names.length; index++) {
		const entry = 16 + index * 10;
		assert.is(bundle.readUInt32BE(entry), end);
		const certificate = bundle.subarray(end, end + bundle.readUInt16BE(entry + 4));
		end += certificate.length;
		assert.ok(new X509Certificate(certificate).ca || names.includes("self-signed"));
		const begin = bundle.readUInt16BE(entry + 6);
		const subject = certificate.subarray(begin, begin + bundle.readUInt16BE(entry + 8));
		assert.ok(subject.length > last.length || (subject.length === last.length && subject.compare(last) > 0));
		last = subject;
	}
});

test.run();
