import { Buffer } from "node:buffer";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";

const test = boundedSuite("text in buffers");

const hex = (text: string, encoding?: "utf8" | "latin1"): string => Buffer.from(text, encoding).toString("hex");

test("text becomes UTF-8, whatever characters it has", () => {
	assert.is(hex("aé€😀"), "61c3a9e282acf09f9880");
	assert.is(hex("a\0b"), "610062");
	assert.is(hex("\ud800x"), "efbfbd78");
	assert.is(hex("x\udc00"), "78efbfbd");
	assert.is(hex("\ud7ff\ue000"), "ed9fbfee8080");
	assert.is(hex("é", "latin1"), "e9");
	for (const text of ["", "abc", "aé€😀", "a\0b", "\ud800"]) assert.is(Buffer.byteLength(text), Buffer.from(text).length);
});

test("UTF-8 becomes text, and what is none has replacements", () => {
	for (const [bytes, text] of [
		["61c3a9e282acf09f9880", "aé€😀"],
		["610062", "a\0b"],
		["61ff62", "a\ufffdb"],
		["c080", "\ufffd\ufffd"],
		["eda080", "\ufffd\ufffd\ufffd"],
		["e08080", "\ufffd\ufffd\ufffd"],
		["efbbbf61", "\ufeffa"],
	])
		assert.is(Buffer.from(bytes ?? "", "hex").toString(), text, bytes);
	assert.is(Buffer.from("é").toString("latin1"), "Ã©");
	assert.is(Buffer.from("abcdef").toString("utf8", 2, 4), "cd");
	const wrong = Buffer.alloc(3000, 0x61);
	wrong[1500] = 0xff;
	assert.is(wrong.toString(), `${"a".repeat(1500)}\ufffd${"a".repeat(1499)}`);
	assert.is(Buffer.from(`${"😀".repeat(20)}\0`).toString(), `${"😀".repeat(20)}\0`);
});

test("text is written where it is told to be, as far as there is room", () => {
	const buffer = Buffer.alloc(8, 0x2e);
	assert.is(buffer.write("abc"), 3);
	assert.is(buffer.write("xyz", 4), 3);
	assert.is(buffer.write("12345", 6), 2);
	assert.is(buffer.toString(), "abc.xy12");
	assert.is(buffer.write("é", 0, 1, "latin1"), 1);
	assert.is(buffer[0], 0xe9);
	assert.is(buffer.write("a€", 6), 1);
});

test("a long text takes time in proportion to its length", () => {
	const text = "0123456789".repeat(200_000);
	assert.is(Buffer.from(Buffer.from(text).toString()).length, text.length);
});

test.run();
