/** What console makes of values. */
import { format, formatLine } from "tls419/sim/format";
import { test } from "uvu";
import * as assert from "uvu/assert";

class Point {
	x = 1;
	#hidden = 2;
	get sum(): number {
		return this.x + this.#hidden;
	}
}

const cases: [string, unknown, string][] = [
	["undefined", undefined, "undefined"],
	["null", null, "null"],
	["a number", 1.5, "1.5"],
	["negative zero", -0, "-0"],
	["a big integer", 12n, "12n"],
	["a symbol", Symbol("s"), "Symbol(s)"],
	["a nested string", ['a\n"b"'], '["a\\n\\"b\\""]'],
	["an object", { a: 1, "b-c": [2], [Symbol.iterator]: 3 }, '{ a: 1, "b-c": [2], [Symbol(Symbol.iterator)]: 3 }'],
	["an empty object and array", [{}, []], "[{}, []]"],
	["an instance", new Point(), "Point { x: 1 }"],
	["an object without prototype", Object.create(null), "[null prototype] {}"],
	[
		"a getter",
		{
			get a(): number {
				return 1;
			},
		},
		"{ a: [getter] }",
	],
	["a map", new Map([["k", { v: 1 }]]), 'Map(1) { "k" => { v: 1 } }'],
	["a set", new Set([1, 2]), "Set(2) { 1, 2 }"],
	["a typed array", Uint8Array.of(1, 255), "Uint8Array(2) [1, 255]"],
	["an ArrayBuffer", Uint8Array.of(1, 255).buffer, "ArrayBuffer(2) <01 ff>"],
	["a DataView", new DataView(Uint8Array.of(1, 2, 3).buffer, 1, 1), "DataView(1) <02>"],
	["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
	["a regular expression", /a+/g, "/a+/g"],
	[
		"a function",
		function named() {
			return 1;
		},
		"[function named]",
	],
	["a class", Point, "[class Point]"],
	["a subclass of Array", new (class List extends Array {})(), "List(0) []"],
	["a wrapper", Object("text"), '[String: "text"]'],
];
for (const [what, value, expected] of cases) test(`${what} is shown readably`, () => assert.is(format(value), expected));

test("a circle ends", () => {
	const circle: Record<string, unknown> = { a: 1 };
	circle.self = circle;
	assert.is(format(circle), "{ a: 1, self: [circular] }");
	const shared = {};
	assert.is(format([shared, shared]), "[{}, {}]");
});

test("depth and length have limits that are told", () => {
	assert.is(format({ a: { b: { c: { d: { e: 1 } } } } }), "{ a: { b: { c: { d: [Object] } } } }");
	assert.match(format(new Array(150).fill(0)), /\.\.\. 50 more/);
	assert.match(format(new ArrayBuffer(40)), /\.\.\. 8 more>$/);
});

test("what is too long for a line gets a line an item, indented", () => {
	const long = { first: "x".repeat(60), second: { third: "y".repeat(60) } };
	assert.is(format(long), `{\n  first: "${"x".repeat(60)}",\n  second: { third: "${"y".repeat(60)}" }\n}`);
});

test("an error is shown with its stack and its own properties", () => {
	const error = Object.assign(new RangeError("too far"), { code: "E_FAR" });
	const text = format(error);
	assert.match(text, /^RangeError: too far\n at .*console\.test\.ts:\d+/);
	assert.match(text, /\{ code: "E_FAR" \}$/);
});

test("the first string may hold places for the other values", () => {
	assert.is(formatLine(["%s=%d %i %j %o %%", "a", "1.5", 2.9, { b: 1 }, [1], "rest"]), 'a=1.5 2 {"b":1} [1] % rest');
	assert.is(formatLine(["100%", 1]), "100% 1");
	assert.is(formatLine(["%s"]), "%s");
	assert.is(formatLine([1, "%s", 2]), "1 %s 2");
});

test.run();
