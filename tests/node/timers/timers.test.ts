import timers from "node:timers";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";
import { coded, codeOf } from "../net/support.ts";

const test = boundedSuite("timers");

test("a timer runs once, later, with its values", async () => {
	const seen: unknown[] = [];
	await new Promise<void>((resolve) => {
		timers.setTimeout(
			(a: number, b: string) => {
				seen.push(a, b);
				resolve();
			},
			1,
			1,
			"two",
		);
		seen.push("first");
	});
	assert.equal(seen, ["first", 1, "two"]);
});

test("what is cleared never runs, and what is no timer is passed over", async () => {
	const timer = timers.setTimeout(() => assert.unreachable(), 1);
	timers.clearTimeout(timer);
	timers.clearTimeout(undefined);
	timers.clearInterval(coded(7));
	const immediate = timers.setImmediate(() => assert.unreachable());
	timers.clearImmediate(immediate);
	await new Promise<void>((resolve) => timers.setTimeout(resolve, 5));
});

test("an interval repeats until it is cleared", async () => {
	let count = 0;
	await new Promise<void>((resolve) => {
		const timer = timers.setInterval(() => {
			if (++count < 3) return;
			timers.clearInterval(timer);
			resolve();
		}, 1);
	});
	await new Promise<void>((resolve) => timers.setTimeout(resolve, 5));
	assert.is(count, 3);
});

test("refresh begins anew, before the timer has run and after", async () => {
	let count = 0;
	const timer = timers.setTimeout(() => count++, 2);
	assert.is(timer.refresh(), timer);
	assert.is(timer.unref().ref(), timer);
	assert.is(timer.hasRef(), true);
	while (count === 0) await new Promise<void>((resolve) => timers.setTimeout(resolve, 2));
	timer.refresh();
	while (count === 1) await new Promise<void>((resolve) => timers.setTimeout(resolve, 2));
	assert.is(count, 2);
});

test("a callback that is none is refused at once", () => {
	const sets: ((callback: () => void) => unknown)[] = [timers.setTimeout, timers.setInterval, timers.setImmediate];
	for (const set of sets)
		assert.is(
			codeOf(() => set(coded("x"))),
			"ERR_INVALID_ARG_TYPE",
		);
});

test.run();
