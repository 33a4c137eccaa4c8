/** TextEncoder and TextDecoder. */
import { test } from "uvu";
import * as assert from "uvu/assert";

const samples: [string, number[]][] = [
	["", []],
	["a\0b", [97, 0, 98]],
	["é€", [0xc3, 0xa9, 0xe2, 0x82, 0xac]],
	["😀", [0xf0, 0x9f, 0x98, 0x80]],
];

test("text goes to UTF-8 and back, with the null character and pairs of surrogates", () => {
	for (const [text, bytes] of samples) {
		assert.equal(Array.from(new TextEncoder().encode(text)), bytes);
		assert.is(new TextDecoder().decode(Uint8Array.from(bytes)), text);
	}
});

test("encodeInto says how much it read and wrote, and never splits a character", () => {
	const target = new Uint8Array(4);
	assert.equal(new TextEncoder().encodeInto("a€é", target), { read: 2, written: 4 });
	assert.equal(Array.from(target), [97, 0xe2, 0x82, 0xac]);
});

test("a decoder takes a view's bytes only, and an ArrayBuffer", () => {
	const bytes = Uint8Array.of(97, 98, 99);
	assert.is(new TextDecoder().decode(bytes.subarray(1, 2)), "b");
	assert.is(new TextDecoder().decode(bytes.buffer), "abc");
});

test("a stream may end inside a character", () => {
	const decoder = new TextDecoder();
	assert.is(decoder.decode(Uint8Array.of(0xe2, 0x82), { stream: true }) + decoder.decode(Uint8Array.of(0xac)), "€");
});

test("what is no UTF-8 becomes U+FFFD, or an error when the decoder is fatal", () => {
	assert.is(new TextDecoder().decode(Uint8Array.of(97, 0xff, 98)), "a\ufffdb");
	assert.throws(() => new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.of(0xff)));
});

test("a byte order mark is left out unless ignoreBOM is set", () => {
	const bytes = Uint8Array.of(0xef, 0xbb, 0xbf, 97);
	assert.is(new TextDecoder().decode(bytes), "a");
	assert.is(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), "\ufeffa");
});

test("the label is UTF-8 in any of its spellings and nothing else", () => {
	assert.is(new TextDecoder("UTF8").encoding, "utf-8");
	assert.throws(() => new TextDecoder("latin1"));
});

test.run();
