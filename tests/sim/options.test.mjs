/** The options of the native simulator: mistakes end with status 2 and a sentence, the clocks and the statistics do what they say. */
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { tls419 } from "../support/command.mjs";
import { project } from "../support/project.mjs";

/**
 * @param {string[]} options
 * @param {string} main
 */
async function run(options, main) {
	const folder = project({ "package.json": {}, "main.ts": main });
	return await tls419(["sim", ...options, path.join(folder, "main.ts")]);
}

for (const [option, reason] of [
	["--heap=many", "a number of bytes"],
	["--heap=0", "a number of bytes"],
	["--tls-heap=-1", "a number of bytes"],
	["--seed=4294967296", "a number from 0 to 4294967295"],
	["--time=noon", "a time such as"],
	["--clock=fast", "virtual or real"],
]) {
	test(`${option} is refused`, async () => {
		const { status, stderr, stdout } = await run([option], 'console.log("never");');
		assert.is(status, 2);
		assert.match(stderr, `${option.split("=")[0]} needs ${reason}`);
		assert.is(stdout, "");
	});
}

test("--xsbug needs the debug build", async () => {
	const { status, stderr } = await run(["--xsbug", "--variant", "release"], "");
	if (/not built/.test(stderr)) return;
	assert.is(status, 2);
	assert.match(stderr, "needs the debug build");
});

test("--clock virtual jumps to the next timer, in order, and Date follows", async () => {
	const started = Date.now();
	const { status, stdout } = await run(
		["--clock", "virtual", "--time", "2030-01-01T00:00:00Z"],
		`
		const begin = Date.now();
		setTimeout(() => console.log("week", Date.now() - begin), 7 * 86_400_000);
		setTimeout(() => console.log("hour", new Date().toISOString()), 3_600_000);
		setTimeout(() => console.log("second"), 3_600_000);
		let count = 0;
		const interval = setInterval(() => { if (++count === 1000) { clearInterval(interval); console.log("interval", Date.now() - begin); } }, 60_000);
	`,
	);
	assert.is(stdout, "hour 2030-01-01T01:00:00.000Z\nsecond\ninterval 60000000\nweek 604800000\n");
	assert.is(status, 0);
	assert.ok(Date.now() - started < 20_000);
});

test("--clock virtual refuses a connection to another machine", async () => {
	const { status, stderr } = await run(
		["--clock", "virtual"],
		'import TCP from "embedded:io/socket/tcp";\nnew TCP({ address: "192.0.2.1", port: 9 });',
	);
	assert.is(status, 1);
	assert.match(stderr, /--clock virtual: .* cannot be opened/);
});

test("--time moves the wall clock, which then runs on", async () => {
	const { stdout } = await run(
		["--time", "2019-06-15T12:00:00+02:00"],
		`
		const begin = Date.now();
		console.log(begin - Date.UTC(2019, 5, 15, 10) < 5000);
		setTimeout(() => console.log(Date.now() - begin >= 20), 21);
	`,
	);
	assert.is(stdout, "true\ntrue\n");
});

test("--seed repeats Math.random", async () => {
	const main = "console.log(Math.random(), Math.random());";
	const [first, second, other] = await Promise.all([run(["--seed", "5"], main), run(["--seed", "5"], main), run(["--seed", "6"], main)]);
	assert.is(first.stdout, second.stdout);
	assert.is.not(first.stdout, other.stdout);
});

test("--stats prints one line of JSON at the end, also after an error", async () => {
	for (const main of ['console.log("x");', 'throw new Error("x");']) {
		const { stderr } = await run(["--stats"], main);
		const figures = JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "");
		assert.ok(figures.heap > 10_000 && figures.peakHeap >= figures.heap);
		assert.is(figures.heap, figures.slots * 16 + figures.chunks);
		assert.is(figures.tls, 0);
		assert.is(figures.handshakes, 0);
		assert.ok(figures.wallMilliseconds > figures.startMilliseconds && figures.startMilliseconds > 0);
	}
});

test.run();
