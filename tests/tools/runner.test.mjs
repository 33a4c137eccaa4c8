/** The test runner itself: a file that did not end well must never count as passed. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { comparePaths } from "../../tools/check/paths.mjs";
import { runBounded } from "../../tools/test/process.mjs";
import { judge, tableIn } from "../../tools/test/totals.mjs";

const test = suite("test runner");

const good = "\n  Total:     3\n  Passed:    3\n  Skipped:   1\n  Duration:  2ms\n";

/** @param {string} output @param {string} [trouble] */
function verdict(output, trouble) {
	const { passed, failed, skipped } = judge({ output, trouble, milliseconds: 1 });
	return { passed, failed, skipped };
}

/** @param {string} script @param {number} seconds */
function node(script, seconds) {
	return runBounded([process.execPath, "-e", script], { seconds, env: process.env });
}

test("counts what uvu reports", () => {
	assert.equal(verdict(good), { passed: 3, failed: 0, skipped: 1 });
});

test("adds the suites of a file and sees through colours", () => {
	assert.equal(verdict(`${good}\n\x1b[32m  Total:     2\n  Passed:    1\x1b[39m\n  Skipped:   0\n`), { passed: 4, failed: 1, skipped: 1 });
});

test("counts the line of the tests in C", () => {
	assert.equal(verdict("ok something\n5 passed, 2 failed\n"), { passed: 5, failed: 2, skipped: 0 });
});

test("a file without a total has failed", () => {
	assert.equal(verdict("hello\n"), { passed: 0, failed: 1, skipped: 0 });
	assert.equal(verdict("\n  Total:     0\n  Passed:    0\n  Skipped:   0\n"), { passed: 0, failed: 1, skipped: 0 });
});

test("a crash after the total is a failure", () => {
	assert.equal(verdict(good, "ended by SIGSEGV"), { passed: 3, failed: 1, skipped: 1 });
});

test("a leak or undefined behaviour is a failure even with status 0", () => {
	assert.is(verdict(`${good}==1==ERROR: LeakSanitizer: detected memory leaks\n`).failed, 1);
	assert.is(verdict(`a.c:1:2: runtime error: shift exponent 40 is too large\n${good}`).failed, 1);
});

test("an exit status is trouble, and so is a signal", async () => {
	assert.is((await node("process.exit(3)", 20)).trouble, "exit status 3");
	assert.is((await node("process.kill(process.pid, 'SIGKILL')", 20)).trouble, "ended by SIGKILL");
	assert.is((await node("console.log('out'); console.error('err')", 20)).trouble, undefined);
});

test("the tables that a test prints are found between its other lines", () => {
	assert.equal(tableIn("suite  • •\n| a | b |\n| 1 | 2 |\n•  (2 / 2)\n"), ["| a | b |", "| 1 | 2 |"]);
});

test("a program that does not end is stopped with all that it started", async () => {
	const ending = await node("require('child_process').spawn('sleep', ['1000'], { stdio: 'inherit' }); setInterval(() => {}, 1000)", 1);
	assert.is(ending.trouble, "not done after 1 s");
});

test("what a program leaves running does not hold the runner", async () => {
	const script = "require('child_process').spawn('sleep', ['1000'], { stdio: 'inherit' }); process.exit(0)";
	assert.is((await node(script, 20)).trouble, undefined);
});

test("output without end does not fill the memory", async () => {
	const { output } = await node("for (let i = 0; i < 64; i++) console.log('x'.repeat(1 << 17)); console.log('the end')", 20);
	assert.ok(output.length < 4 << 20);
	assert.ok(output.trimEnd().endsWith("the end"));
});

test("a module name that the type checker and the manifests understand differently is reported", () => {
	assert.ok(comparePaths({}).some((line) => line.includes('"tls419/errors" is missing')));
	assert.ok(comparePaths({ "tls419/errors": ["./elsewhere.ts"] }).some((line) => line.includes("./elsewhere.ts")));
	assert.ok(comparePaths({ "tls419/no-such": ["./a.ts"] }).includes('tsconfig.json: no manifest names "tls419/no-such"'));
});

test.run();
