// simulator only: it collects garbage
/* What an agent of https keeps of the options by which it tells connections apart. */
import { Agent } from "node:https";
import * as assert from "uvu/assert";
import { boundedSuite } from "../../support/suite.ts";
import { collect } from "../../support/usage.ts";

declare function native(name: string): { call<Result>(target: unknown): Result };

const test = boundedSuite("names of connections");
/* In a function of its own: nothing on the stack leads to it afterwards. */
function named(agent: Agent): WeakRef<object> {
	const checkServerIdentity = () => undefined;
	const name = agent.getName({ host: "a", checkServerIdentity });
	assert.is(agent.getName({ host: "a", checkServerIdentity }), name);
	assert.is.not(agent.getName({ host: "a", checkServerIdentity: () => undefined }), name);
	return new WeakRef(checkServerIdentity);
}

test("an agent keeps no function or buffer that an application makes for one request", async () => {
	const agent = new Agent();
	const dropped = named(agent);
	await new Promise<void>((resolve) => setTimeout(resolve, 0));
	collect();
	collect();
	assert.is(dropped.deref(), undefined);
});

test("texts are told apart by all of their characters, and from what only looks like them", () => {
	const agent = new Agent();
	const long = "-----BEGIN CERTIFICATE-----\n".padEnd(2000, "x");
	assert.is(agent.getName({ host: "a", ca: long }), agent.getName({ host: "a", ca: `${long.slice(0, 1000)}${long.slice(1000)}` }));
	assert.is.not(agent.getName({ host: "a", ca: `${long}1` }), agent.getName({ host: "a", ca: `${long}2` }));
	assert.ok(agent.getName({ host: "a", ca: long }).length < 200);
	assert.is.not(agent.getName({ host: "a", rejectUnauthorized: false }), agent.getName({ host: "a", rejectUnauthorized: "false" }));
	assert.is.not(agent.getName({ host: "a", ca: 'x":"y' }), agent.getName({ host: "a", ca: "x", cert: "y" }));
	assert.is.not(agent.getName({ host: "a", key: "#1" }), agent.getName({ host: "a", key: {} }));
});

test.run();
