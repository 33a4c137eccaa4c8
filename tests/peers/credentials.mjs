/** Where the peers find the keys and certificates of the test PKI. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { certificates } from "../certificates/plan.mjs";

const folder = join(import.meta.dirname, "..", "certificates");

/** @param {string} name */
export const certificateFile = (name) => join(folder, `${name}.pem`);

/** @param {string} name */
export const keyFile = (name) => join(folder, `${name}.key`);

/** @param {string} name */
export const certificateText = (name) => readFileSync(certificateFile(name), "utf8");

/** @param {string} name */
export const keyText = (name) => readFileSync(keyFile(name), "utf8");

/** The first certificate of a chain alone. @param {string} name */
export function leafText(name) {
	const end = "-----END CERTIFICATE-----\n";
	const text = certificateText(name);
	return text.slice(0, text.indexOf(end) + end.length);
}

/** The file with the chain that follows a certificate, or undefined where a root signed it or it signed itself. @param {string} name */
export function chainFile(name) {
	const issuer = certificates.find((certificate) => certificate.name === name)?.issuer;
	const isRoot = certificates.find((certificate) => certificate.name === issuer)?.issuer === undefined;
	return issuer === undefined || isRoot ? undefined : certificateFile(issuer);
}
