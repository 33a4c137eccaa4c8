/* The options of TCP are read in C, by the rules and with the sentences of the classes that read theirs in JavaScript. */
import TCP from "embedded:io/socket/tcp";
import { type Convert, callback, oneOf, optionsObject, positiveInteger, string, unsigned16 } from "tls419/validate";
import * as assert from "uvu/assert";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("options of TCP");

const formats = ["buffer", "number"] as const;

/** What judges the option on the side of JavaScript. */
const judges: Readonly<Record<string, Convert<unknown>>> = {
	format: (value, name) => oneOf(value, name, formats),
	onReadable: callback,
	onWritable: callback,
	onError: callback,
	onEnd: callback,
	keepAlive: positiveInteger,
	address: string,
	port: unsigned16,
};

const values: readonly unknown[] = [
	undefined,
	null,
	true,
	-1,
	0.5,
	Number.NaN,
	-Infinity,
	70_000,
	2 ** 60,
	"",
	"a secret",
	Symbol.iterator,
	0n,
	2n ** 70n,
	[1, 2],
	{},
	new Proxy([], {}),
	Object.create(Array.prototype),
	Math.sin,
	() => 1,
	{ toString: () => "byte", valueOf: () => 1.25 },
];

/** Name and message of what the function throws; undefined if it throws nothing. */
function refusal(body: () => unknown): string | undefined {
	try {
		body();
	} catch (error) {
		return String(error);
	}
	return undefined;
}

test("E3 E5 E6 a value that is refused is refused with the same sentence", () => {
	let refused = 0;
	for (const [name, judge] of Object.entries(judges)) {
		for (const value of values) {
			const expected = refusal(() => judge(value, name));
			if (expected === undefined) continue;
			refused++;
			const options = { address: "127.0.0.1", port: 80, [name]: value };
			assert.is(
				refusal(() => Reflect.construct(TCP, [options])),
				expected,
			);
		}
	}
	assert.ok(refused > 80, `${refused} were refused`);
});

test("E3 a bigint is a number", () => {
	for (const port of [9n, { valueOf: () => 9n }]) {
		const socket: TCP = Reflect.construct(TCP, [{ address: "127.0.0.1", port, keepAlive: 1000n }]);
		socket.close();
	}
});

test("E1 what is no object is refused with the same sentence", () => {
	for (const value of [undefined, null, 1, "options", true, Symbol.iterator]) {
		const expected = refusal(() => optionsObject(value));
		assert.is(
			refusal(() => Reflect.construct(TCP, [value])),
			expected,
		);
	}
});

test("E16 an exception of an option passes through, and close() of the instance is called before", () => {
	let closed = 0;
	class Watched extends TCP {
		override close(): void {
			closed++;
			super.close();
		}
	}
	const mistake = new Error("mine");
	const options = {
		get port(): number {
			throw mistake;
		},
		address: "127.0.0.1",
	};
	try {
		new Watched(options);
		assert.unreachable();
	} catch (error) {
		assert.is(error, mistake);
	}
	assert.is(closed, 1);
});

test.run();
