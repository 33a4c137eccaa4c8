/** Links between the pages of the repository lead somewhere. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { brokenLinks } from "../../tools/links.mjs";
import { root } from "../../tools/sim/program.mjs";

/** @param {string} folder path from the root of the repository @returns {string[]} */
function pagesIn(folder) {
	return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
		const name = path.posix.join(folder, entry.name);
		if (entry.isDirectory()) return entry.name.startsWith(".") || ["node_modules", "build"].includes(name) ? [] : pagesIn(name);
		return name.endsWith(".md") ? [name] : [];
	});
}

const pages = pagesIn(".");

for (const page of pages) {
	test(`the links of ${page} lead to files and headings that are there`, () => {
		assert.equal(brokenLinks(page), []);
	});
}

test.run();
