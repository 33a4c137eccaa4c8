/* Reads the certificates of the resource all.der, one after the other, and prints what it sees in each as a line of JSON. */

import Resource from "Resource";
import Certificate from "embedded:io/socket/tcp/tls/certificate";

const all = new Uint8Array(new Resource("all.der").slice(0));
for (let at = 0; at < all.length; ) {
	/* All of them have a length of two bytes. */
	const length = 4 + all[at + 2] * 256 + all[at + 3];
	const it = new Certificate(all.subarray(at, at + length));
	at += length;
	console.log(
		JSON.stringify({
			subject: it.subject.attributes,
			issuer: it.issuer.attributes,
			names: it.subjectAlternativeNames.map(({ type, value }) => `${type}:${value}`),
			serialNumber: it.serialNumber,
			fingerprint: it.fingerprint256,
			from: it.validFrom.toISOString(),
			to: it.validTo.toISOString(),
			isAuthority: it.isAuthority,
			keyType: it.publicKey.type,
			keySize: it.publicKey.size,
			curve: it.publicKey.curve,
			spki: Array.from(new Uint8Array(it.publicKey.der)),
			sha256: Array.from(new Uint8Array(it.publicKey.sha256)),
		}),
	);
}
