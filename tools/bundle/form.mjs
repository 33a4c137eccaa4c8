/**
 * The form of a bundle, which modules/io/tls/engine/bundle.h tells and the engine reads in place. The same certificates make the same bytes, in whatever order
 * they come.
 */
import { X509Certificate } from "node:crypto";
import { Failure } from "../sim/failure.mjs";

const magic = "tls419b1";
const headerSize = 16;
const entrySize = 10;
const sequence = 0x30;
const versionTag = 0xa0;

/**
 * @param {Buffer} der
 * @param {number} at
 * @returns {{content: number, end: number}} of the element that begins there
 */
function elementAt(der, at) {
	const first = der[at + 1];
	const octets = first > 0x7f ? first & 0x7f : 0;
	const content = at + 2 + octets;
	const end = content + (octets ? der.readUIntBE(at + 2, octets) : first);
	if (end > der.length) throw new RangeError("it ends in the middle");
	return { content, end };
}

/** @param {Buffer} der a certificate that can be read @returns {{begin: number, end: number}} where its subject is */
function subjectOf(der) {
	const body = elementAt(der, elementAt(der, 0).content);
	let at = body.content;
	for (let skip = der[at] === versionTag ? 5 : 4; skip > 0; skip--) at = elementAt(der, at).end;
	return { begin: at, end: elementAt(der, at).end };
}

/** @param {Buffer} a @param {Buffer} b */
const compare = (a, b) => a.length - b.length || a.compare(b);

/**
 * The certificates in a file: PEM with any number of them and whatever else, or DER, one after the other.
 * @param {Buffer} bytes
 * @param {string} name of the file, for the message
 * @returns {X509Certificate[]}
 */
export function readCertificates(bytes, name) {
	/** @param {Buffer | string} one @param {string} which */
	const parse = (one, which) => {
		try {
			return new X509Certificate(one);
		} catch (error) {
			throw new Failure(`${name}: ${which} cannot be read: ${error instanceof Error ? error.message : error}`);
		}
	};
	/** @type {X509Certificate[]} */
	const found = [];
	if (bytes[0] === sequence) {
		for (let at = 0; at < bytes.length; ) {
			const certificate = parse(bytes.subarray(at), `certificate ${found.length + 1}`);
			found.push(certificate);
			at += certificate.raw.length;
		}
	} else {
		const blocks = bytes
			.toString("latin1")
			.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]*?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g);
		for (const block of blocks ?? []) found.push(parse(block, `certificate ${found.length + 1}`));
	}
	if (found.length === 0) throw new Failure(`there is no certificate in ${name}: it must be PEM or DER`);
	return found;
}

/** @param {X509Certificate[]} certificates @returns {Buffer} */
export function makeBundle(certificates) {
	const entries = certificates.map(({ raw }) => {
		const { begin, end } = subjectOf(raw);
		if (raw.length > 0xffff) throw new Failure("a certificate is longer than 65535 bytes");
		return { raw, begin, subject: raw.subarray(begin, end) };
	});
	entries.sort((a, b) => compare(a.subject, b.subject) || compare(a.raw, b.raw));
	const unique = entries.filter(({ raw }, index) => index === 0 || !raw.equals(entries[index - 1].raw));
	let at = headerSize + unique.length * entrySize;
	const length = unique.reduce((sum, { raw }) => sum + raw.length, at);
	const bundle = Buffer.alloc(length);
	bundle.write(magic, "latin1");
	bundle.writeUInt32BE(unique.length, 8);
	bundle.writeUInt32BE(length, 12);
	unique.forEach(({ raw, begin, subject }, index) => {
		const entry = headerSize + index * entrySize;
		bundle.writeUInt32BE(at, entry);
		bundle.writeUInt16BE(raw.length, entry + 4);
		bundle.writeUInt16BE(begin, entry + 6);
		bundle.writeUInt16BE(subject.length, entry + 8);
		raw.copy(bundle, at);
		at += raw.length;
	});
	return bundle;
}
