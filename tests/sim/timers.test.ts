// sim: --clock virtual
/** setTimeout, its family and Moddable's "timer". */
import Timer from "timer";
import { test } from "uvu";
import * as assert from "uvu/assert";

const elapsed = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(() => resolve(), milliseconds));

test("setTimeout calls back once, later, in the order of time, with its values", async () => {
	const calls: string[] = [];
	setTimeout((text: string, number: number) => calls.push(`late ${text} ${number}`), 4, "a", 1);
	setTimeout(() => calls.push("early"), 2);
	setTimeout(() => calls.push("at once"));
	assert.equal(calls, []);
	await elapsed(5);
	assert.equal(calls, ["at once", "early", "late a 1"]);
});

test("timers of the same time fire in the order in which they were set", async () => {
	const calls: number[] = [];
	for (let index = 0; index < 5; index++) setTimeout(() => calls.push(index), 1);
	await elapsed(2);
	assert.equal(calls, [0, 1, 2, 3, 4]);
});

test("setInterval repeats until it is cleared, also from its own callback", async () => {
	let count = 0;
	await new Promise<void>((resolve) => {
		const interval = setInterval(() => {
			if (++count === 3) {
				clearInterval(interval);
				setTimeout(() => resolve(), 5);
			}
		}, 1);
	});
	assert.is(count, 3);
});

test("a cleared timer does not fire; clearing nothing, or twice, does nothing", async () => {
	const timer = setTimeout(() => assert.unreachable(), 1);
	clearTimeout(timer);
	clearTimeout(timer);
	clearTimeout(undefined);
	clearTimeout(null);
	await elapsed(3);
});

test("a delay that is no positive number is none", async () => {
	const calls: number[] = [];
	for (const [index, delay] of [NaN, -5, undefined].entries()) setTimeout(() => calls.push(index), delay);
	await elapsed(1);
	assert.equal(calls, [0, 1, 2]);
});

test("a callback that is no function is refused at once", () => {
	assert.throws(() => Reflect.apply(setTimeout, undefined, ["text", 1]), /function/);
});

test("setImmediate comes after the microtasks and before a timeout", async () => {
	const calls: string[] = [];
	setTimeout(() => calls.push("timeout"), 50); // far enough for a slow build to be at the loop before it is due
	setImmediate(() => calls.push("immediate"));
	queueMicrotask(() => calls.push("microtask"));
	Promise.resolve().then(() => calls.push("promise"));
	calls.push("now");
	await elapsed(51);
	assert.equal(calls, ["now", "microtask", "promise", "immediate", "timeout"]);
});

test("Timer.set gives its callback the timer, and repeats when told", async () => {
	const moments: unknown[] = [];
	await new Promise<void>((resolve) => {
		const timer = Timer.set(
			(self) => {
				moments.push(self === timer);
				if (moments.length === 3) {
					Timer.clear(self);
					resolve();
				}
			},
			1,
			2,
		);
	});
	assert.equal(moments, [true, true, true]);
});

test("Timer.schedule moves a timer; without an interval it waits for the next schedule", async () => {
	let fired = 0;
	const timer = Timer.repeat(() => fired++, 1);
	Timer.schedule(timer);
	await elapsed(4);
	assert.is(fired, 0);
	Timer.schedule(timer, 1);
	await elapsed(4);
	assert.ok(fired >= 1);
	Timer.clear(timer);
});

test("Timer.delay waits without running anything else", () => {
	let fired = false;
	const timer = Timer.set(() => (fired = true), 0);
	const start = performance.now();
	Timer.delay(3);
	assert.ok(performance.now() - start >= 3);
	assert.is(fired, false);
	Timer.clear(timer);
});

test.run();
