/**
 * The examples of the documentation. A fenced block with `ts run` is a program that ends with status 0 (with `ts run fails`, with another one); a block with `text output`
 * after it is what the program writes to standard output. A block with `ts compile` is compiled and not run. Each becomes a file under build/docs, with the lines where they are in the page,
 * so that what it reports points into the page. Its resources are those of tests/manifest.json: the test PKI; the Node-style modules are there too.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./sim/program.mjs";

/**
 * @typedef {object} Example
 * @property {string} name page and line
 * @property {string} file the program
 * @property {"run" | "fail" | "compile"} purpose
 * @property {string | undefined} output
 */

/**
 * @param {string} page path from the root of the repository
 * @returns {Example[]}
 */
export function examplesOf(page) {
	const lines = readFileSync(path.join(root, page), "utf8").split("\n");
	/** @type {Example[]} */
	const examples = [];
	for (let index = 0; index < lines.length; index++) {
		const [, indentation = "", info] = /^(\s*)```(\S.*)$/.exec(lines[index]) ?? [];
		if (info === undefined) continue;
		const start = index + 1;
		const end = lines.indexOf(`${indentation}\`\`\``, start);
		if (end < 0) throw new Error(`${page}:${index + 1}: this block has no end`);
		const body = lines.slice(start, end).map((line) => line.slice(indentation.length));
		const [language, ...words] = info.split(/\s+/);
		if (language === "ts" && words.length) examples.push(example(page, start, body, words));
		const last = examples.at(-1);
		if (language === "text" && words[0] === "output" && last) last.output = `${body.join("\n")}\n`;
		index = end;
	}
	return examples;
}

/**
 * @param {string} page
 * @param {number} start lines before the block's first
 * @param {string[]} body
 * @param {string[]} words
 * @returns {Example}
 */
function example(page, start, body, words) {
	const purpose = words[0] === "compile" ? "compile" : words.includes("fails") ? "fail" : "run";
	if (words[0] !== "compile" && words[0] !== "run")
		throw new Error(`${page}:${start}: a block is "ts run", "ts run fails" or "ts compile"`);
	const file = path.join(root, "build/docs", `${page.replace(/\W+/g, "-")}-${start}.ts`);
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(path.join(path.dirname(file), "manifest.json"), '{ "include": ["../../tests/node/manifest.json"] }\n');
	writeFileSync(file, "\n".repeat(start) + body.join("\n"));
	return { name: `${page}:${start + 1}`, file, purpose, output: undefined };
}
