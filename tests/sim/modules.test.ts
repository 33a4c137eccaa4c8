/** Modules, resources and the configuration that come from manifests. */

import Resource from "Resource";
import config from "mc/config";
import Time from "time";
import { test } from "uvu";
import * as assert from "uvu/assert";

/** Computed, so that the front-end does not see what is imported. */
const plugin = ["tests", "plugin"].join("/");

test("mc/config holds the manifests' config, frozen through and through", () => {
	assert.is(config.greeting, "hello");
	assert.equal(config.nested, { list: [1, 2, 3] });
	assert.ok(Object.isFrozen(config) && Object.isFrozen(config.nested));
});

test("a computed import finds a module by the name that a manifest gives it", async () => {
	const { default: text } = await import(plugin);
	assert.match(text, /computed import/);
});

test("an import of a module that is not there rejects and names it", async () => {
	const message = await import(["tests", "gone"].join("/")).then(() => "", String);
	assert.match(message, /tests\/gone/);
});

test("a module is one, whether it is reached by name or by path", async () => {
	assert.is(await import(plugin), await import("./modules/plugin.js"));
});

test("a Resource is a buffer with the bytes of the file", () => {
	const resource = new Resource("resource.bin");
	assert.is(resource.byteLength, 28);
	assert.equal(Array.from(new Uint8Array(resource.slice(25, 27))), [0, 255]);
	assert.is(String.fromArrayBuffer(resource.slice(0, 9)), "The bytes");
	assert.ok(Resource.exists("resource.bin"));
});

test("a Resource that no manifest names does not exist, and its constructor says so", () => {
	assert.is(Resource.exists("gone.bin"), false);
	assert.throws(() => new Resource("gone.bin"), /gone\.bin/);
});

test("Time.ticks counts milliseconds", () => {
	const start = Time.ticks;
	assert.ok(Number.isInteger(start));
	assert.ok(Time.delta(start) >= 0);
	assert.is(Time.delta(5, 12), 7);
});

test.run();
