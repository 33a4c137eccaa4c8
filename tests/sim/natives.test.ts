/** Native and native: the bridge to C in the SDK's spelling, over the simulator's table. */
import { test } from "uvu";
import * as assert from "uvu/assert";

class Bytes extends Native("xs_resource_destructor") {
	readonly #label: string;
	constructor(name: string) {
		super();
		native("xs_resource").call(this, name);
		this.#label = `resource ${name}`;
	}
	get byteLength(): number {
		return native("xs_resource_get_byteLength").call(this);
	}
	slice(begin?: number, end?: number): ArrayBuffer {
		return native("xs_resource_slice").call(this, begin, end);
	}
	static exists(name: string): boolean {
		return native("xs_resource_exists").call(this, name);
	}
	label(): string {
		return this.#label;
	}
}
class Named extends Bytes {
	override label(): string {
		return `named ${super.label()}`;
	}
}

/** Without a field of its own, so that its constructor only calls its native. */
class Plain extends Native("xs_resource_destructor") {
	constructor(name: string) {
		super();
		native("xs_resource").call(this, name);
	}
	get byteLength(): number {
		return native("xs_resource_get_byteLength").call(this);
	}
}
class Derived extends Plain {
	readonly #name: string;
	constructor(name: string) {
		super(name);
		this.#name = name;
	}
	label(): string {
		return `${this.#name}: ${this.byteLength}`;
	}
}

function lengthOf(this: object): number {
	return native("xs_resource_get_byteLength").call(this);
}

/** The functions that were running when the body threw, one in a line. */
function stackOf(body: () => unknown): string {
	try {
		body();
	} catch (error) {
		if (error instanceof Error && error.stack) return error.stack;
	}
	return "";
}

/** A GC at every allocation in what lies between, where the build can. */
function stressed<Result>(body: () => Result): Result {
	native("xs_sim_stress").call(undefined, true);
	try {
		return body();
	} finally {
		native("xs_sim_stress").call(undefined, false);
	}
}

test("super() of a native class makes an object of the derived class, which may have private fields", () => {
	const bytes = stressed(() => new Named("resource.bin"));
	assert.ok(bytes instanceof Named && bytes instanceof Bytes);
	assert.is(Object.getPrototypeOf(bytes), Named.prototype);
	assert.is(bytes.label(), "named resource resource.bin");
});

test("a method that only calls its native is that native: on the prototype, static, and as a getter", () => {
	const bytes = new Bytes("resource.bin");
	assert.is(bytes.byteLength, 28);
	assert.equal([...new Uint8Array(stressed(() => bytes.slice(25, 27)))], [0, 255]);
	assert.is(Bytes.exists("resource.bin"), true);
	assert.is(Bytes.exists("nothing.bin"), false);
	assert.equal(Object.keys(Bytes.prototype), []);
	assert.is(Bytes.prototype.slice.name, "slice");
});

test("a function of the module that only calls its native is that native, under the function's own name", () => {
	assert.is(
		stressed(() => lengthOf.call(new Bytes("resource.bin"))),
		28,
	);
	const stack = stackOf(() => lengthOf.call({}));
	assert.match(stack, /at lengthOf/);
	assert.not.match(stack, /at xs_resource_get_byteLength/);
});

test("a constructor that only calls its native has super() call it with the same arguments, and may be derived from", () => {
	assert.is(stressed(() => new Plain("resource.bin")).byteLength, 28);
	assert.is(stressed(() => new Derived("resource.bin")).label(), "resource.bin: 28");
	assert.throws(() => Reflect.apply(Plain, undefined, ["resource.bin"]), TypeError);
	const stack = stackOf(() => new Plain("nothing.bin"));
	assert.match(stack, /no resource is called "nothing.bin"/);
	assert.not.match(stack, /at xs_resource/);
});

test("native gives the same function for the same name each time", () => {
	assert.is(native("xs_sim_now"), native("xs_sim_now"));
});

test("an unknown name, a destructor called as a function, and a function extended as a class are refused by name", () => {
	assert.throws(() => native("xs_nothing"), /no native function is called "xs_nothing"/);
	assert.throws(() => native("xs_resource_destructor"), /is a native destructor/);
	assert.throws(() => class extends Native("xs_sim_now") {}, /is a native function, not a destructor/);
	assert.throws(() => Reflect.apply(Native("xs_resource_destructor"), undefined, []), TypeError);
});

test("a native called with another object throws instead of reading it", () => {
	assert.throws(() => Reflect.apply(Bytes.prototype.slice, {}, []));
	assert.throws(() => new Bytes("nothing.bin"), /no resource is called "nothing.bin"/);
});

test("an object without references is collected, and its memory with it", () => {
	const memory = (): number => {
		native("xs_sim_collect").call(undefined);
		return native("xs_sim_memory").call<{ heap: number }>(undefined).heap;
	};
	const before = memory();
	let kept: Bytes[] = [];
	for (let count = 0; count < 500; count++) kept.push(new Bytes("resource.bin"));
	assert.ok(memory() - before > 500 * 16);
	kept = [];
	assert.ok(memory() - before < 4096);
});

test.run();
