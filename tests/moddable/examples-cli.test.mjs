/** Every example that does not stand on the SDK's own clients is built by mcconfig for the command line, and does what it says. */
import { readdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inRoot } from "../../tools/setup/paths.mjs";
import { examples, tryExamples } from "./examples.mjs";

test("none is left out but that which needs a board", () => {
	const names = readdirSync(inRoot("examples"), { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map(({ name }) => name)
		.filter((name) => name !== "device");
	assert.equal(names.sort(), Object.keys(examples).sort());
});

tryExamples("x-cli-lin");

test.run();
