/* errors.ts knows every failure that the engine can name, by a code and a sentence of its own. */
import { describeVerdict, numberedError, sessionError } from "tls419/errors";
import { Library } from "tls419/library";
import { CLOSED, OVERFLOW } from "tls419/results";
import { suite } from "uvu";
import * as assert from "uvu/assert";

const test = suite("names of errors");

/** All numbers that the engine has a name for: those of PSA and ASN.1, mbedTLS's, which are multiples of 0x80, and its own. */
const named: [number: number, name: string][] = [];
for (let number = -1; number > -0x180; number--) remember(number);
for (let number = -0x180; number > -0x8000; number -= 0x80) remember(number);
for (let number = -0x10001; number > -0x10100; number--) remember(number);

function remember(number: number): void {
	const name = Library.errorName(number);
	if (name !== undefined) named.push([number, name]);
}

test("G13 every named error has a code, a sentence, and its number", () => {
	assert.ok(named.length > 60, `${named.length} names`);
	for (const [number, name] of named) {
		const error = numberedError(number);
		assert.is.not(error.code, "ERR_TLS", `${name} has no code`);
		assert.ok(error.message.length > 20, `${name}: "${error.message}"`);
		assert.is(error.number, number);
		assert.is(error.name, "TLSError");
	}
});

test("G13 an error without a name is told by its number", () => {
	let number = -1;
	while (Library.errorName(number) !== undefined) number--;
	const error = numberedError(number);
	assert.is(error.code, "ERR_TLS");
	assert.match(error.message, `-0x${(-number).toString(16)}`);
});

test("G13 the engine's own numbers are those that results.ts has", () => {
	assert.is(Library.errorName(OVERFLOW), "OVERFLOW");
	assert.is(Library.errorName(CLOSED), "CLOSED");
});

test("G13 an alert of the peer becomes Node's code, with its number", () => {
	const circumstances = (alert: number) => ({
		alert: () => alert,
		verdict: () => 0,
		explanation: () => "",
		version: () => 0x0303,
		usesKey: () => false,
	});
	const [number] = named.find(([, name]) => name === "SSL_FATAL_ALERT_MESSAGE") ?? [0];
	const handshakeFailure = sessionError(number, circumstances(40), undefined);
	assert.is(handshakeFailure.code, "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE");
	assert.is(handshakeFailure.alert, 40);
	assert.match(handshakeFailure.message, "alert 40 (handshake failure)");
	assert.is(sessionError(number, circumstances(200), undefined).code, "ERR_SSL_ALERT");
	assert.is(sessionError(number, circumstances(200), undefined).alert, 200);
});

test("G4 a verdict that is not acceptance has a code and a sentence; acceptance has none", () => {
	assert.is(describeVerdict(0, "", "a.example"), undefined);
	const codes = new Set<string>();
	for (let verdict = 1; ; verdict++) {
		const reason = describeVerdict(verdict, "b.example", "a.example");
		if (reason === undefined) break;
		codes.add(reason.code);
		assert.ok(reason.sentence.length > 20);
	}
	assert.ok(codes.size >= 13);
	assert.is(describeVerdict(10, "b.example", "a.example")?.sentence, "the certificate is for b.example, not a.example");
});

test.run();
