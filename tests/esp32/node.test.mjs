/** A program as for Node on the emulated chip: its https over the SDK's TCP and the engine. `npm run test:esp32` builds the firmware. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startWeb } from "../peers/web.mjs";
import { Chip } from "./chip.mjs";

const folder = process.env.TLS419_ESP32_NODE;
if (!folder) throw new Error("run this by `npm run test:esp32`, which builds the firmware");

const test = suite("esp32 node");
/** @type {Chip} */
let chip;
/** @type {import("../peers/service.mjs").Peer} */
let server;

/** @param {string} words @returns {Promise<import("./chip.mjs").Answer>} */
function ask(words) {
	chip.write(`${words} port=${server.port}`);
	return chip.read(/^ready/);
}

test.before(async () => {
	server = await startWeb({}, () => undefined);
	chip = await Chip.start(folder);
	await chip.read(/^ready/);
	await ask(`get path=/text time=${Math.floor(Date.now() / 1000)}`);
});
test.after(async () => {
	await chip.stop();
	await server.stop();
});

test("https: a page is got", async () => {
	const answer = await ask("get path=/text");
	assert.is(answer.after("heard "), "200 15 a page over TLS", answer.lines.join("\n"));
	const { idle, peak, stack } = answer.figures;
	console.log(`\n| https.get in JavaScript | heap ${idle}, at most ${peak} | stack never used ${stack} |`);
});

test("https: a server that its certificate is not for is refused", async () => {
	const answer = await ask("get path=/text host=example.com");
	assert.match(answer.after("failed "), /^ERR_TLS_CERT_ALTNAME_INVALID /, answer.lines.join("\n"));
});

test("https: what is posted comes back", async () => {
	const answer = await ask("post path=/echo bytes=3000");
	assert.is(answer.after("heard "), `200 3000 ${"A".repeat(15)}`, answer.lines.join("\n"));
});

test("https: more than the chip has memory for passes through it", async () => {
	const answer = await ask("get path=/bytes bytes=300000");
	assert.match(answer.after("heard "), /^200 300000 /, answer.lines.join("\n"));
});

test("https: requests one after the other keep no connection, credentials or body", async () => {
	const first = await ask("get path=/text");
	for (let count = 0; count < 10; count++) {
		const { lines } = await ask("get path=/text");
		assert.ok(lines.includes("heard 200 15 a page over TLS"), lines.join("\n"));
	}
	const last = await ask("get path=/text");
	/* lwIP keeps a closed port for two minutes, and XS loses some bytes for each preloaded regular expression that it matches: docs/esp32.md. A connection has 31 KB. */
	assert.ok(first.figures.free - last.figures.free < 11 * 600, `${first.figures.free} bytes, then ${last.figures.free}`);
});

test.run();
