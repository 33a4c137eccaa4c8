// The buffers that all connections share may be small, as on a chip.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { tls419 } from "../support/command.mjs";

const contract = fileURLToPath(new URL("../contract/tls-over-memory.test.ts", import.meta.url));
const ending = fileURLToPath(new URL("../contract/tls-transport-ending.test.ts", import.meta.url));

/** @param {string[]} settings */
const run = (...settings) => tls419(["sim", ...settings, contract], { cwd: path.dirname(contract) });

for (const [input, output] of [
	[512, 512],
	[700, 1500],
	[4096, 4096],
]) {
	test(`G15 the contract holds with ${input} bytes for input and ${output} for output`, async () => {
		const { status, stdout, stderr } = await run(`tlsInputSize=${input}`, `tlsOutputSize=${output}`);
		assert.is(status, 0, stdout + stderr);
		assert.match(stdout, /Passed: +\S*\d\d/);
	});
}

test("E80 transports that end their connections harm nobody with 1024 bytes for input and as many for output", async () => {
	const { status, stdout, stderr } = await tls419(["sim", "tlsInputSize=1024", "tlsOutputSize=1024", ending], {
		cwd: path.dirname(ending),
	});
	assert.is(status, 0, stdout + stderr);
});

test("G15 a size that cannot be is refused with its name and its limits", async () => {
	for (const size of ["511", "262145", "1000.5", "much"]) {
		const { status, stdout, stderr } = await run(`tlsInputSize=${size}`);
		assert.is.not(status, 0);
		assert.match(stdout + stderr, "config.tlsInputSize must be a whole number from 512 to 262144");
	}
});

test.run();
