/* What is read from a certificate, and what happens with one that lies. */
import Certificate from "embedded:io/socket/tcp/tls/certificate";
import { characters } from "tls419/asn1";
import { TLSError } from "tls419/errors";
import { escapeValue } from "tls419/names";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";

const test = suite("certificates");

/** DER of an element. */
function der(tag: number, ...contents: (Uint8Array | string)[]): Uint8Array {
	const parts = contents.map((part) => (typeof part === "string" ? Uint8Array.from(part, (character) => character.charCodeAt(0)) : part));
	const length = parts.reduce((sum, part) => sum + part.length, 0);
	const header = length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 0xff];
	const result = new Uint8Array(header.length + length);
	result.set(header);
	let at = header.length;
	for (const part of parts) {
		result.set(part, at);
		at += part.length;
	}
	return result;
}

const bytes = (...values: number[]) => Uint8Array.from(values);
const oid = (...values: number[]) => der(6, bytes(...values));
const attribute = (type: number, tag: number, value: string | Uint8Array) => der(0x31, der(0x30, oid(0x55, 4, type), der(tag, value)));
const key = der(
	0x30,
	der(0x30, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1), oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7)),
	der(3, bytes(0, 4, 1, 2)),
);

interface Parts {
	subject?: Uint8Array;
	from?: Uint8Array;
	extensions?: Uint8Array[];
	key?: Uint8Array;
	serial?: Uint8Array;
}

/** A certificate of one's own making; nobody looks at its signature. */
function made({
	subject = der(0x30),
	from = der(0x17, "200101000000Z"),
	extensions,
	key: own = key,
	serial = bytes(5),
}: Parts): Uint8Array {
	const algorithm = der(0x30, oid(0x2a, 3));
	const tail = extensions === undefined ? [] : [der(0xa3, der(0x30, ...extensions))];
	const validity = der(0x30, from, der(0x18, "20991231235959Z"));
	const body = der(0x30, der(0xa0, der(2, bytes(2))), der(2, serial), algorithm, der(0x30), validity, subject, own, ...tail);
	return der(0x30, body, algorithm, der(3, bytes(0, 1)));
}

const extension = (last: number, value: Uint8Array) => der(0x30, oid(0x55, 0x1d, last), der(4, value));

function refused(data: Uint8Array): void {
	try {
		new Certificate(data);
	} catch (error) {
		assert.instance(error, TLSError);
		assert.is((error as TLSError).code, "ERR_TLS_CERTIFICATE_FORMAT");
		return;
	}
	throw new Error("it was taken");
}

test("G7 a server's certificate is read: names, dates, serial number, fingerprint, key, usage", () => {
	const it = new Certificate(certificate("localhost.der"));
	assert.is(it.subject.text, "CN=localhost,O=tls419 test");
	assert.is(String(it), it.subject.text);
	assert.is(it.subject.commonName, "localhost");
	assert.equal(it.subject.attributes.O, ["tls419 test"]);
	assert.is(it.issuer.text, "CN=intermediate,O=tls419 test");
	assert.equal(it.subjectAlternativeNames, [
		{ type: "DNS", value: "localhost" },
		{ type: "DNS", value: "server.example" },
	]);
	assert.is(it.validFrom.toISOString(), "2020-01-01T00:00:00.000Z");
	assert.is(it.validTo.toISOString(), "2120-01-01T00:00:00.000Z");
	assert.is(it.publicKey.type, "EC");
	assert.is(it.publicKey.size, 256);
	assert.is(it.publicKey.curve, "P-256");
	assert.is(it.publicKey.sha256.byteLength, 32);
	assert.equal(it.keyUsage, ["digitalSignature"]);
	assert.equal(it.extendedKeyUsage, ["serverAuth"]);
	assert.is(it.isAuthority, false);
	assert.is(it.pathLength, undefined);
	assert.match(it.serialNumber, /^40[0-9A-F]{14}$/);
	assert.match(it.fingerprint256, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
	assert.equal(new Uint8Array(it.der), new Uint8Array(certificate("localhost.der")));
});

test("G7 an authority with an RSA key is read", () => {
	const it = new Certificate(certificate("rsa-authority.der"));
	assert.is(it.isAuthority, true);
	assert.is(it.publicKey.type, "RSA");
	assert.is(it.publicKey.size, 2048);
	assert.is(it.publicKey.curve, undefined);
	assert.equal(it.keyUsage, ["keyCertSign", "cRLSign"]);
	assert.is(it.extendedKeyUsage, undefined);
	assert.equal(it.subjectAlternativeNames, []);
	assert.is(it.subject.text, it.issuer.text);
});

test("G7 addresses, mail, URIs, directory names and others are told apart", () => {
	const names = der(
		0x30,
		der(0x87, bytes(192, 0, 2, 7)),
		der(0x87, bytes(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)),
		der(0x87, new Uint8Array(16)),
		der(0x87, bytes(0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 4)),
		der(0x81, "a@example"),
		der(0x86, "urn:x"),
		der(0xa4, der(0x30, attribute(3, 0x0c, "a,b"))),
		der(0x88, bytes(0x2a, 3)),
		der(0x87, bytes(1, 2, 3)),
	);
	const it = new Certificate(made({ extensions: [extension(17, names)] }));
	assert.equal(
		it.subjectAlternativeNames.map(({ type, value }) => `${type} ${value}`),
		[
			"IP 192.0.2.7",
			"IP 2001:db8::1",
			"IP ::",
			"IP 1:0:2::3:4",
			"email a@example",
			"URI urn:x",
			"directory CN=a\\,b",
			"other 88022A03",
			"other 8703010203",
		],
	);
});

test("G7 a name that wants to look like another is escaped in its text, and whole in its attributes", () => {
	const subject = der(
		0x30,
		attribute(10, 0x0c, "a\nCN=b"),
		attribute(3, 0x13, "x,CN=good.example"),
		attribute(3, 0x1e, bytes(0x20, 0x2e, 0, 0x61)),
		der(0x31, der(0x30, oid(0x55, 4, 11), der(0x0c, "one")), der(0x30, oid(0x55, 4, 11), der(0x0c, "two"))),
		der(0x31, der(0x30, oid(0x2a, 0x83, 0x7f), der(2, bytes(5)))),
	);
	const it = new Certificate(made({ subject }));
	assert.is(it.subject.text, "1.2.511=#020105,OU=one+OU=two,CN=\\E2\\80\\AEa,CN=x\\,CN\\=good.example,O=a\\0ACN=b".replace("CN\\=", "CN="));
	assert.equal(it.subject.attributes.CN, ["x,CN=good.example", "\u202ea"]);
	assert.equal(it.subject.attributes.O, ["a\nCN=b"]);
	assert.is(it.subject.commonName, "\u202ea");
	assert.is(escapeValue(' #a"+<>;\\ '), '\\ #a\\"\\+\\<\\>\\;\\\\\\ ');
	assert.is(escapeValue("#a b"), "\\#a b");
	assert.is(escapeValue(" "), "\\ ");
	assert.is(escapeValue("\0\x7f\x85\ud800é"), "\\00\\7F\\C2\\85\\ED\\A0\\80é");
});

test("G7 a name that is no UTF-8 has a character for each byte", () => {
	assert.is(new Certificate(made({ subject: der(0x30, attribute(3, 0x0c, bytes(0x61, 0xff))) })).subject.commonName, "a\xff");
	assert.is(new Certificate(made({ subject: der(0x30, attribute(3, 0x0c, bytes(0xc3, 0xa9))) })).subject.commonName, "é");
	assert.is(new Certificate(made({ subject: der(0x30, attribute(3, 0x1c, bytes(0, 1, 0xf6, 0))) })).subject.commonName, "😀");
});

test("G7 keys of all kinds are told by name", () => {
	const kind = (algorithm: Uint8Array) => {
		const { type, size, curve } = new Certificate(made({ key: der(0x30, algorithm, der(3, bytes(0, 1))) })).publicKey;
		return `${type} ${size} ${curve}`;
	};
	assert.is(kind(der(0x30, oid(0x2b, 0x65, 0x70))), "Ed25519 253 undefined");
	assert.is(kind(der(0x30, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1), oid(0x2b, 0x81, 4, 0, 10))), "EC 256 secp256k1");
	assert.is(kind(der(0x30, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1), oid(0x2a, 3))), "EC undefined 1.2.3");
	assert.is(kind(der(0x30, oid(0x2a, 3, 4))), "1.2.3.4 undefined undefined");
});

test("G7 extensions: an authority's limit, usages that have no name, a critical mark", () => {
	const it = new Certificate(
		made({
			extensions: [
				der(0x30, oid(0x55, 0x1d, 19), der(1, bytes(255)), der(4, der(0x30, der(1, bytes(255)), der(2, bytes(3))))),
				extension(15, der(3, bytes(7, 0, 0x80))),
				extension(37, der(0x30, oid(0x2a, 3), oid(0x2b, 6, 1, 5, 5, 7, 3, 2))),
			],
		}),
	);
	assert.is(it.isAuthority, true);
	assert.is(it.pathLength, 3);
	assert.equal(it.keyUsage, ["decipherOnly"]);
	assert.equal(it.extendedKeyUsage, ["1.2.3", "clientAuth"]);
});

test("G7 dates: both forms, the turn of the century, and days that do not exist", () => {
	const from = (tag: number, text: string) => new Certificate(made({ from: der(tag, text) })).validFrom.toISOString();
	assert.is(from(0x17, "491231235959Z"), "2049-12-31T23:59:59.000Z");
	assert.is(from(0x17, "500101000000Z"), "1950-01-01T00:00:00.000Z");
	assert.is(from(0x18, "00500101000000Z"), "0050-01-01T00:00:00.000Z");
	for (const text of [
		"200230000000Z",
		"201301000000Z",
		"200001000000Z",
		"200101240000Z",
		"200101006000Z",
		"2001010000Z",
		"200101000000+",
		"2x0101000000Z",
	])
		refused(made({ from: der(0x17, text) }));
	refused(made({ from: der(0x17, "20200101000000Z") }));
	refused(made({ from: der(0x0c, "200101000000Z") }));
});

test("G7 a serial number keeps its digits without the sign's zero", () => {
	assert.is(new Certificate(made({ serial: bytes(0, 0x80) })).serialNumber, "80");
	assert.is(new Certificate(made({ serial: bytes(0) })).serialNumber, "00");
	assert.is(new Certificate(made({ serial: bytes(1, 2) })).serialNumber, "0102");
	refused(made({ serial: new Uint8Array(0) }));
});

test("G7 what is no certificate is refused: no bytes, text, two of them, an extension that is there twice", () => {
	assert.throws(
		() => Reflect.construct(Certificate, ["-----BEGIN CERTIFICATE-----"]),
		/byte buffer, and not a string; PEM must be decoded first/,
	);
	assert.throws(() => Reflect.construct(Certificate, [undefined]), /must be a byte buffer/);
	assert.throws(() => new Certificate(new Uint8Array(0)), RangeError);
	const one = new Uint8Array(certificate("localhost.der"));
	const two = new Uint8Array(one.length + 1);
	two.set(one);
	refused(two);
	refused(made({ extensions: [extension(15, der(3, bytes(0, 1))), extension(15, der(3, bytes(0, 1)))] }));
	refused(made({ extensions: [extension(15, der(3))] }));
	refused(made({ extensions: [extension(17, der(0x31))] }));
	refused(made({ subject: der(0x30, der(0x31, der(0x30, der(6), der(0x0c, "x")))) }));
	refused(made({ subject: der(0x30, attribute(3, 0x1e, "abc")) }));
	refused(bytes(0x30, 0x84, 255, 255, 255, 255));
	refused(bytes(0x30, 0x80, 0, 0));
});

test("G7 a certificate cut off at any length is refused, and one with changed bytes is read or refused", () => {
	for (const name of ["localhost.der", "rsa-authority.der", "client.der"]) {
		const whole = new Uint8Array(certificate(name));
		for (let length = 1; length < whole.length; length += 3) refused(whole.slice(0, length));
		/* Numerical Recipes' generator: the same bytes each time. */
		let seed = 419;
		const random = (limit: number) => {
			seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
			return Math.floor((seed / 0x100000000) * limit);
		};
		let read = 0;
		for (let turn = 0; turn < 400; turn++) {
			const changed = whole.slice();
			for (let count = random(3); count >= 0; count--) changed[random(changed.length)] = random(256);
			try {
				const it = new Certificate(changed);
				assert.type(it.subject.text + it.fingerprint256 + it.validTo.getTime(), "string");
				read++;
			} catch (error) {
				assert.instance(error, TLSError, String(error));
			}
		}
		assert.ok(read > 0 && read < 400);
	}
});

test("G7 long names are read whole, whatever their length", () => {
	for (const length of [0, 1, 255, 256, 257, 512, 32_000]) {
		const bytes = new Uint8Array(length).map((_, at) => 0x61 + (at % 26));
		const text = characters(bytes);
		assert.is(text, new TextDecoder().decode(bytes));
		assert.is(escapeValue(text), text);
	}
});

test.run();
