/** --net and --seed on the command line. */
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { tls419 } from "../support/command.mjs";
import { project } from "../support/project.mjs";

const lossy = `
	import UDP from "embedded:io/socket/udp";
	const seen = [];
	const receiver = new UDP({ address: "127.0.0.1", port: 5000, onReadable(count) { while (count--) seen.push(new Uint8Array(this.read())[0]); } });
	const sender = new UDP({});
	for (let index = 0; index < 100; index++) sender.write(Uint8Array.of(index), "127.0.0.1", 5000);
	setTimeout(() => { receiver.close(); sender.close(); console.log(seen.join()); }, 1000);
`;

/** @param {string} source @param {string[]} options */
function run(source, options) {
	const folder = project({ "package.json": {}, "main.ts": source });
	return tls419(["sim", ...options, path.join(folder, "main.ts")]);
}

test("what --net does not know, or cannot be, is refused with a sentence", async () => {
	/** @type {[string, RegExp][]} */
	const cases = [
		["colour=blue", /"colour" is unknown; there are latency, /],
		["latency", /latency cannot be ""/],
		["latency=fast", /latency cannot be "fast"/],
		["loss=101%", /loss cannot be "101%"/],
		["chunk=0", /chunk cannot be "0"/],
		["latency=1ms,mtu=10", /mtu cannot be "10"/],
	];
	for (const [specification, message] of cases) {
		const { status, stderr } = await run("", ["--net", specification]);
		assert.is(status, 2, specification);
		assert.match(stderr, message);
	}
});

test("the seed is printed, and decides what the network does", async () => {
	const options = ["--clock", "virtual", "--net", "loss=50%"];
	const first = await run(lossy, [...options, "--seed", "11"]);
	const second = await run(lossy, [...options, "--seed", "11"]);
	const other = await run(lossy, [...options, "--seed", "12"]);
	assert.match(first.stderr, /^seed 11$/m);
	assert.is(first.stdout, second.stdout);
	assert.is.not(first.stdout, other.stdout);
	assert.match((await run("", options)).stderr, /^seed \d+$/m);
});

test("sockets count for --stats", async () => {
	const { stderr } = await run(lossy, ["--clock", "virtual", "--stats"]);
	const line = stderr.split("\n").find((text) => text.startsWith("{"));
	assert.match(String(line), /"socket/);
});

test.run();
