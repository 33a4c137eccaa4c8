/** --xsbug: the program speaks XS's debugger protocol, here with a debugger of a few lines. */
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { tls419 } from "../support/command.mjs";
import { project } from "../support/project.mjs";
import { debuggerFor } from "../support/xsbug.mjs";

const main = [
	"function double(value: number): number {",
	"\tconst result = value * 2;",
	"\treturn result;",
	"}",
	"",
	"setTimeout(() => console.log(double(21)), 1);",
];
const folder = project({ "package.json": {}, "main.ts": main.join("\n") });
const file = path.join(folder, "main.ts");

test("a breakpoint stops the program at its line, with its locals, and the program goes on when told", async () => {
	const debugging = await debuggerFor(`<breakpoint path="${file}" line="2"/>`, ["<step/>", "<go/>"]);
	const { status, stdout, stderr } = await tls419(["sim", debugging.option, file]);
	debugging.close();
	assert.is(stderr, "");
	assert.is(stdout, "42\n");
	assert.is(status, 0);
	assert.match(debugging.text(), /<login name="tls419-sim" value="XS"\/>/);
	assert.match(debugging.text(), `<break path="${file}" line="2">`, "paths are whole, so that the debugger finds the sources");
	assert.match(debugging.text(), `<break path="${file}" line="3">`, "the step");
	assert.match(debugging.text(), /name="result"[^>]*value="42"/);
});

test("the debugger's console gets an exception, and its graphs get figures", async () => {
	const debugging = await debuggerFor("", []);
	const failing = project({ "package.json": {}, "main.ts": 'setTimeout(() => { throw new Error("to see"); }, 1);' });
	const { status } = await tls419(["sim", debugging.option, path.join(failing, "main.ts")]);
	debugging.close();
	assert.is(status, 1);
	assert.match(debugging.text(), /<log[^>]*># Exception: throw!/);
	assert.match(debugging.text(), /<instruments>.*TLS connections.*Slot used.*<\/instruments>/);
	assert.match(debugging.text(), /<samples>[\d,]+<\/samples>/);
});

test("without a debugger that listens the program does not start", async () => {
	const { status, stdout, stderr } = await tls419(["sim", "--xsbug=127.0.0.1:1", file]);
	assert.match(stderr, "xsbug at 127.0.0.1:1: Connection refused; is it running?");
	assert.is(stdout, "");
	assert.is(status, 1);
});

test.run();
