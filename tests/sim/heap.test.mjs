/** --heap: the end of memory is a RangeError, whatever the program was doing, and the program can go on. */
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { tls419 } from "../support/command.mjs";
import { project } from "../support/project.mjs";

/** Every way of filling a heap, each caught and repeated; XS allocates in other places in each of them. */
const main = `
const ways: Record<string, () => unknown> = {
	objects() { const list = []; for (;;) list.push({ n: list.length }); },
	chain() { let last: unknown; for (;;) last = { last }; },
	strings() { const list = []; for (;;) list.push("string " + list.length); },
	doubling() { let text = "x"; for (;;) text += text; },
	maps() { const map = new Map(); for (;;) map.set("key " + map.size, {}); },
	sets() { const set = new Set(); for (;;) set.add(set.size); },
	buffers() { const list = []; for (;;) list.push(new Uint8Array(777)); },
	huge() { return new ArrayBuffer(100_000_000); },
	json() { let value: unknown = { a: [1, 2, 3] }; for (;;) { const text = JSON.stringify(value); value = [JSON.parse(text), JSON.parse(text)]; } },
	closures() { const list = []; for (let n = 0;; n++) list.push(() => n); },
	classes() { const list = []; for (;;) list.push(class { #a = 1; get a() { return this.#a; } }); },
	expressions() { const list = []; for (let n = 0;; n++) list.push(new RegExp("a(b|c)*" + n)); },
	generators() { const list = []; function* g() { yield 1; } for (;;) { const it = g(); it.next(); list.push(it); } },
	splitting() { let text = "a,b,c,"; for (;;) text = text.split(",").join(",,"); },
	integers() { let n = 3n; for (;;) n *= n; },
	recursion() { const down = (n: number): number => down(n + 1) + 1; return down(0); },
	spreading() { let list = [1]; for (;;) list = [...list, ...list]; },
};
const [only] = process.argv.slice(2);
for (let round = 0; round < 3; round++) {
	let outcome = "nothing thrown";
	try {
		ways[only ?? ""]?.();
	} catch (error) {
		outcome = error instanceof RangeError ? "RangeError" : String(error);
	}
	console.log(outcome);
	await new Promise<void>(resolve => setTimeout(resolve, 1));
}
console.log("went on", JSON.stringify([..."abc"].map(letter => letter + 1)));
`;
const folder = project({ "package.json": {}, "main.ts": main });
const ways = [...main.matchAll(/^\t(\w+)\(\) \{/gm)].map(([, name]) => name);

for (const way of ways) {
	test(`the heap runs out of memory by ${way}, three times, and the program goes on`, async () => {
		for (const size of [60_000, 71_003, 96_001]) {
			const { status, stdout, stderr } = await tls419(["sim", "--heap", String(size), path.join(folder, "main.ts"), way]);
			assert.is(stderr, "", `${size}: ${stderr}`);
			assert.is(stdout, `${"RangeError\n".repeat(3)}went on ["a1","b1","c1"]\n`);
			assert.is(status, 0);
		}
	});
}

test("--heap counts what the program takes, not what was there before it", async () => {
	const list = project({
		"package.json": {},
		"main.ts": "const list = [];\nfor (let n = 0; n < 500; n++) list.push({ n });\nconsole.log(list.length);",
	});
	const enough = await tls419(["sim", "--heap", "60k", path.join(list, "main.ts")]);
	assert.is(enough.stdout, "500\n");
	const little = await tls419(["sim", "--heap", "20k", path.join(list, "main.ts")]);
	assert.match(little.stderr, "Uncaught RangeError: not enough memory");
	assert.is(little.status, 1);
});

test("a heap that is too small for the program's modules says so", async () => {
	const { status, stderr } = await tls419(["sim", "--heap", "5k", path.join(folder, "main.ts")]);
	assert.is(stderr, "tls419-sim: the JavaScript heap is exhausted (--heap 5120), while modules were being loaded\n");
	assert.is(status, 1);
});

test("a program that never lets go of its memory ends with a message instead of going on forever", async () => {
	const greedy = project({ "package.json": {}, "main.ts": "let last: unknown;\nfor (;;) { try { for (;;) last = { last }; } catch {} }" });
	const { status, stderr } = await tls419(["sim", "--heap", "50k", path.join(greedy, "main.ts")]);
	assert.match(stderr, "the JavaScript heap is exhausted");
	assert.is(status, 1);
});

test.run();
