/**
 * Makes the test PKI that is checked in beside this file, with the machine's openssl (3.0 or newer).
 *
 *   node tests/certificates/make.mjs          makes what is missing
 *   node tests/certificates/make.mjs --all    makes everything anew, keys included
 *
 * Keys that exist are kept, so that adding one certificate to plan.mjs changes no other file.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeBundle, readCertificates } from "../../tools/bundle/form.mjs";
import { always, certificates, lists, passphrase } from "./plan.mjs";

/** @typedef {import("./plan.mjs").Certificate} Certificate */
/** @typedef {import("./plan.mjs").List} List */

const folder = import.meta.dirname;
const scratch = mkdtempSync(join(tmpdir(), "tls419-certificates-"));
const everything = process.argv.includes("--all");
/** @param {string} name */
const file = (name) => join(folder, name);

/** @param {string} name */
const missing = (name) => everything || !existsSync(file(name));

/** @param {...string} parameters */
function openssl(...parameters) {
	return execFileSync("openssl", parameters, { stdio: ["ignore", "pipe", "pipe"] });
}

/** A serial number that depends on the name only, so that it is the same each time. @param {string} name */
function serialOf(name) {
	return `40${createHash("sha256").update(name).digest("hex").slice(0, 14)}`.toUpperCase();
}

/** @param {Certificate["key"]} type */
function keyOptions(type) {
	if (type === "RSA-2048" || type === "RSA-1024") return ["-algorithm", "RSA", "-pkeyopt", `rsa_keygen_bits:${type.slice(4)}`];
	return ["-algorithm", "EC", "-pkeyopt", `ec_paramgen_curve:${type ?? "P-256"}`];
}

/** The configuration file of `openssl ca`, the only command of OpenSSL 3.0 that sets both dates. @param {string[]} extensions @param {string} serial */
function writeConfiguration(extensions, serial) {
	const path = join(scratch, "openssl.cnf");
	writeFileSync(join(scratch, "serial"), `${serial}\n`);
	writeFileSync(
		path,
		[
			"[ca]",
			"default_ca = test",
			"[test]",
			`database = ${join(scratch, "database")}`,
			`serial = ${join(scratch, "serial")}`,
			`new_certs_dir = ${scratch}`,
			"default_md = sha256",
			"policy = policy",
			"unique_subject = no",
			"email_in_dn = no",
			"default_crl_days = 30",
			"[policy]",
			"organizationName = supplied",
			"commonName = supplied",
			"[req]",
			"distinguished_name = name",
			"[name]",
			"[extensions]",
			...extensions,
			"",
		].join("\n"),
	);
	return path;
}

/** The names of the issuers from the nearest to the last below the root. @param {Certificate} certificate @returns {string[]} */
function chainOf(certificate) {
	const issuer = certificates.find(({ name }) => name === certificate.issuer);
	if (certificate.issuer !== undefined && issuer === undefined)
		throw new Error(`plan.mjs: ${certificate.name} has the unknown issuer ${certificate.issuer}`);
	if (issuer === undefined || issuer.issuer === undefined) return [];
	return [issuer.name, ...chainOf(issuer)];
}

/** @param {string} pem */
function firstBlock(pem) {
	const end = "-----END CERTIFICATE-----\n";
	return pem.slice(0, pem.indexOf(end) + end.length);
}

/** @param {Certificate} certificate */
function makeCertificate(certificate) {
	const { name, issuer = name, commonName = name, extensions, validity = always, digest = "sha256" } = certificate;
	const subject = `/O=tls419 test/CN=${commonName}`;
	const configuration = writeConfiguration(extensions, serialOf(name));
	const request = join(scratch, "request.pem");
	writeFileSync(join(scratch, "database"), "");
	openssl("req", "-new", "-config", configuration, "-key", file(`${name}.key`), "-subj", subject, "-out", request);
	const signer = certificate.issuer === undefined ? ["-selfsign"] : ["-cert", file(`${issuer}.pem`)];
	const output = join(scratch, "certificate.pem");
	openssl(
		...["ca", "-batch", "-notext", "-config", configuration, "-extensions", "extensions", "-md", digest],
		...["-startdate", validity[0], "-enddate", validity[1], "-keyfile", file(`${issuer}.key`), ...signer],
		...["-in", request, "-out", output],
	);
	const chain = chainOf(certificate).map((link) => firstBlock(readFileSync(file(`${link}.pem`), "utf8")));
	writeFileSync(file(`${name}.pem`), readFileSync(output, "utf8") + chain.join(""));
}

/** A list of revoked certificates. The database is written by hand: `openssl ca -revoke` knows no other date than now. @param {List} list */
function makeRevocations({ name, issuer, revoked, validity = always }) {
	const configuration = writeConfiguration([], "01");
	const lines = revoked.map((one) =>
		["R", always[1], `${always[0].slice(2)},keyCompromise`, serialOf(one), "unknown", `/O=tls419 test/CN=${one}`].join("\t"),
	);
	writeFileSync(join(scratch, "database"), lines.map((line) => `${line}\n`).join(""));
	openssl(
		...["ca", "-gencrl", "-config", configuration, "-keyfile", file(`${issuer}.key`), "-cert", file(`${issuer}.pem`)],
		...["-crl_lastupdate", validity[0], "-crl_nextupdate", validity[1], "-out", file(`${name}.pem`)],
	);
	openssl("crl", "-in", file(`${name}.pem`), "-outform", "DER", "-out", file(`${name}.der`));
}

/** The same client keys in every form in which keys are met in the field. */
function makeKeyForms() {
	const encrypt = ["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256", "-passout", `pass:${passphrase}`];
	for (const [form, ending] of [
		["PEM", ""],
		["DER", ".der"],
	]) {
		openssl("pkey", "-in", file("client.key"), "-traditional", "-outform", form, "-out", file(`client.sec1.key${ending}`));
		openssl("pkey", "-in", file("rsa-client.key"), "-traditional", "-outform", form, "-out", file(`rsa-client.pkcs1.key${ending}`));
		openssl("pkcs8", "-topk8", "-in", file("client.key"), ...encrypt, "-outform", form, "-out", file(`client.encrypted.key${ending}`));
	}
}

/** A store of the three roots, as `tls419 bundle` makes it. */
function makeStore() {
	const roots = ["authority", "rsa-authority", "unknown-authority"].flatMap((name) =>
		readCertificates(readFileSync(file(`${name}.pem`)), name),
	);
	writeFileSync(file("authorities.bundle"), makeBundle(roots));
}

try {
	for (const certificate of certificates) {
		const { name, key, der } = certificate;
		if (missing(`${name}.key`)) openssl("genpkey", ...keyOptions(key), "-out", file(`${name}.key`));
		if (missing(`${name}.pem`)) makeCertificate(certificate);
		if (der && missing(`${name}.der`)) openssl("x509", "-in", file(`${name}.pem`), "-outform", "DER", "-out", file(`${name}.der`));
		if (der && missing(`${name}.key.der`)) {
			openssl("pkcs8", "-topk8", "-nocrypt", "-in", file(`${name}.key`), "-outform", "DER", "-out", file(`${name}.key.der`));
		}
	}
	if (missing("mismatched.key")) openssl("genpkey", ...keyOptions("P-256"), "-out", file("mismatched.key"));
	if (missing("mismatched.key.der"))
		openssl("pkcs8", "-topk8", "-nocrypt", "-in", file("mismatched.key"), "-outform", "DER", "-out", file("mismatched.key.der"));
	for (const list of lists) {
		if (missing(`${list.name}.der`)) makeRevocations(list);
	}
	if (missing("client.encrypted.key.der")) makeKeyForms();
	if (missing("authorities.bundle")) makeStore();
} catch (error) {
	const reason = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
	process.stderr.write(`The test certificates could not be made: ${reason}\nIs openssl 3.0 or newer installed? (openssl version)\n`);
	process.exitCode = 1;
} finally {
	rmSync(scratch, { recursive: true });
}
