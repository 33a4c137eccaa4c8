/** The examples of the documentation do what the page says. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { examplesOf } from "../../tools/docs.mjs";
import { root } from "../../tools/sim/program.mjs";
import { tls419 } from "../support/command.mjs";

const pages = ["README.md", ...readdirSync(path.join(root, "docs")).map((name) => `docs/${name}`)];

for (const page of pages.filter((name) => name.endsWith(".md") && existsSync(path.join(root, name)))) {
	for (const { name, file, purpose, output } of examplesOf(page)) {
		test(`the example at ${name} does what the page says`, async () => {
			const { status, stdout, stderr } = await tls419(["sim", ...(purpose === "compile" ? ["--compile-only"] : []), file]);
			if (purpose === "fail") assert.is(status, 1, stderr);
			else assert.is(status, 0, stderr);
			if (output !== undefined) assert.is(stdout, output);
		});
	}
}

test.run();
