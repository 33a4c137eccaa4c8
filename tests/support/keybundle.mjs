/** Writes ESP-IDF's certificate bundle, whose form modules/io/tls/engine/keybundle.h tells. */

/** @param {Buffer} der @param {number} at @returns {{content: number, end: number}} of the element that begins there */
function elementAt(der, at) {
	const first = der[at + 1];
	const octets = first > 0x7f ? first & 0x7f : 0;
	const content = at + 2 + octets;
	return { content, end: content + (octets ? der.readUIntBE(at + 2, octets) : first) };
}

/** The subject is the sixth element of what is signed, or the fifth where there is no version. @param {Buffer} der */
function subjectOf(der) {
	let at = elementAt(der, elementAt(der, 0).content).content;
	for (let skip = der[at] === 0xa0 ? 5 : 4; skip > 0; skip--) at = elementAt(der, at).end;
	return der.subarray(at, elementAt(der, at).end);
}

/** @param {import("node:crypto").X509Certificate[]} certificates @returns {Buffer} */
export function makeKeyBundle(certificates) {
	const entries = certificates.map(({ raw, publicKey }) => ({
		subject: subjectOf(raw),
		key: publicKey.export({ type: "spki", format: "der" }),
	}));
	entries.sort((a, b) => Buffer.compare(a.subject, b.subject));
	const offsets = Buffer.alloc(4 * entries.length);
	/** @type {Buffer[]} */
	const parts = [offsets];
	let at = offsets.length;
	entries.forEach(({ subject, key }, index) => {
		const lengths = Buffer.alloc(4);
		lengths.writeUInt16LE(subject.length);
		lengths.writeUInt16LE(key.length, 2);
		offsets.writeUInt32LE(at, 4 * index);
		parts.push(lengths, subject, key);
		at += 4 + subject.length + key.length;
	});
	return Buffer.concat(parts);
}
