/*
 * PEM (RFC 7468). Node's modules take certificates and keys as text or bytes, in PEM or DER; the classes below them take DER alone.
 */

import { Buffer } from "node:buffer";
import { type ByteSource, isByteBuffer, view } from "tls419/der";
import { coded, invalidType } from "tls419/node/errors";

/** Certificates, keys and lists as Node's modules take them. */
export type PEM = string | ByteSource;

export interface Block {
	/** What stands behind BEGIN, such as "CERTIFICATE". */
	readonly label: string;
	readonly der: Uint8Array;
	/** Whether it is encrypted in the old way, which its headers tell (RFC 1421, 4.6.1). */
	readonly encrypted: boolean;
}

const BEGIN = "-----BEGIN ";
const END = "-----END ";
const DASHES = "-----";
const REVOCATIONS = "X509 CRL";

/** DER begins with a SEQUENCE whose length takes a byte or two more, or, of small keys, is exactly what follows; text does not. */
function isDER(bytes: Uint8Array): boolean {
	return bytes.length > 2 && bytes[0] === 0x30 && (bytes[1] >= 0x80 || bytes[1] === bytes.length - 2);
}

/** Each byte stands for itself: what counts in PEM is ASCII. */
function textOf(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

/** The base64 between two marks, without the headers that may stand before it. */
function decode(body: string): { der: Uint8Array; encrypted: boolean } {
	const blank = body.includes(":") ? Math.max(body.lastIndexOf("\n\n"), body.lastIndexOf("\n\r\n")) : -1;
	const headers = blank < 0 ? "" : body.slice(0, blank);
	return { der: Buffer.from(blank < 0 ? body : body.slice(blank), "base64"), encrypted: headers.includes("ENCRYPTED") };
}

/** The blocks of a text one after the other. What stands between them is passed over. */
export function blocksOf(text: string): Block[] {
	const blocks: Block[] = [];
	for (let at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, at)) {
		const nameEnd = text.indexOf(DASHES, at + BEGIN.length);
		if (nameEnd < 0) break;
		const label = text.slice(at + BEGIN.length, nameEnd);
		const bodyEnd = text.indexOf(`${END}${label}${DASHES}`, nameEnd);
		/* A revocation list that was cut would be missed by nobody. */
		if (bodyEnd < 0)
			throw coded(new Error(`PEM text is cut: there is no "${END}${label}${DASHES}" behind its beginning`), "ERR_OSSL_PEM_BAD_END_LINE");
		blocks.push({ label, ...decode(text.slice(nameEnd + DASHES.length, bodyEnd)) });
		at = bodyEnd;
	}
	return blocks;
}

function none(name: string, what: string): Error {
	return coded(new Error(`${name} has no ${what} in it: it must be PEM text or DER bytes`), "ERR_OSSL_PEM_NO_START_LINE");
}

/** The DER of all blocks with such a label, or the DER that was given. */
function dersOf(value: unknown, name: string, what: string, wanted: (label: string) => boolean): Uint8Array[] {
	if (typeof value !== "string" && !isByteBuffer(value)) throw invalidType(name, "PEM text, a Buffer, or a list of these", value);
	const bytes = typeof value === "string" ? undefined : view(value);
	if (bytes !== undefined && isDER(bytes)) return [bytes];
	const ders = blocksOf(typeof value === "string" ? value : textOf(bytes ?? new Uint8Array())).filter(({ label }) => wanted(label));
	if (ders.length === 0) throw none(name, what);
	return ders.map(({ der }) => der);
}

function listOf(value: unknown, name: string, what: string, wanted: (label: string) => boolean): Uint8Array[] {
	const list: unknown[] = Array.isArray(value) ? value : [value];
	return list.flatMap((item, index) => dersOf(item, list.length > 1 ? `${name}[${index}]` : name, what, wanted));
}

function isCertificate(label: string): boolean {
	return label === "CERTIFICATE" || label === "X509 CERTIFICATE";
}

/** The certificates of a PEM or DER value, or of a list of them, in DER. */
export function certificatesOf(value: unknown, name: string): Uint8Array[] {
	return listOf(value, name, "certificate", isCertificate);
}

/** The revocation lists of a PEM or DER value, or of a list of them, in DER. */
export function revocationsOf(value: unknown, name: string): Uint8Array[] {
	return listOf(value, name, "revocation list", (label) => label === REVOCATIONS);
}

/** The public key (SubjectPublicKeyInfo) of a PEM or DER value, in DER. */
export function publicKeyOf(value: unknown, name: string): Uint8Array {
	return dersOf(value, name, "public key", (label) => label === "PUBLIC KEY")[0];
}

/** The private key of a PEM or DER value, in DER. */
export function keyOf(value: unknown, name: string): Uint8Array {
	if (typeof value !== "string" && !isByteBuffer(value)) throw invalidType(name, "PEM text or a Buffer", value);
	const bytes = typeof value === "string" ? undefined : view(value);
	if (bytes !== undefined && isDER(bytes)) return bytes;
	const text = typeof value === "string" ? value : textOf(bytes ?? new Uint8Array());
	const block = blocksOf(text).find(({ label }) => label.endsWith("PRIVATE KEY"));
	if (block === undefined) throw none(name, "private key");
	if (block.encrypted)
		throw coded(
			new Error(`${name} is encrypted in OpenSSL's old way; \`openssl pkcs8 -topk8 -v2 aes-256-cbc\` writes a form that can be opened`),
			"ERR_TLS_KEY_ENCRYPTION",
		);
	return block.der;
}

/** Whether there is a block with such a label in PEM. DER and what is no PEM have none. */
function hasLabel(value: unknown, wanted: string): boolean {
	if (typeof value !== "string" && !isByteBuffer(value)) return false;
	return blocksOf(typeof value === "string" ? value : textOf(view(value))).some(({ label }) => label === wanted);
}

/** The revocation lists that stand among other blocks, in DER; none if there are none. */
export function revocationsAmong(value: unknown, name: string): Uint8Array[] {
	const list: unknown[] = Array.isArray(value) ? value : [value];
	return list.flatMap((item) => (hasLabel(item, REVOCATIONS) ? revocationsOf(item, name) : []));
}

/** DER as PEM, with a line feed behind it. */
export function pemOf(label: string, der: ArrayBuffer): string {
	const text = Buffer.from(der).toString("base64");
	const lines: string[] = [];
	for (let at = 0; at < text.length; at += 64) lines.push(text.slice(at, at + 64));
	return [`${BEGIN}${label}${DASHES}`, ...lines, `${END}${label}${DASHES}`, ""].join("\n");
}
