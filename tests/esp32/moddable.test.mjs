/** JavaScript on the emulated chip: XS, the SDK's TCP, the classes and the engine against OpenSSL. `npm run test:esp32` builds the firmware. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startOpensslServer } from "../peers/openssl.mjs";
import { Chip } from "./chip.mjs";

const folder = process.env.TLS419_ESP32_MODDABLE;
if (!folder) throw new Error("run this by `npm run test:esp32`, which builds the firmware");

const test = suite("esp32 moddable");
/** @type {Chip} */
let chip;
/** @type {import("../peers/service.mjs").Peer} */
let server;

/** @param {string} [words] @returns {Promise<import("./chip.mjs").Answer>} */
function connect(words = "") {
	chip.write(`connect port=${server.port} ${words}`);
	return chip.read(/^ready/);
}

test.before(async () => {
	server = await startOpensslServer({ flags: ["-rev"] }, () => undefined);
	chip = await Chip.start(folder);
});
test.after(async () => {
	await chip.stop();
	await server.stop();
});

test("it starts, and has a network", async () => {
	const { lines } = await chip.read(/^ready/);
	assert.is(lines.at(-1), "ready");
});

test("while the clock is not set no certificate is accepted", async () => {
	assert.match((await connect()).after("failed "), /^ERR_TLS_CLOCK_NOT_SET /);
});

for (const version of ["TLSv1.3", "TLSv1.2"])
	test(`${version}: connects with verification, writes and reads`, async () => {
		const answer = await connect(`maximumVersion=${version} time=${Math.floor(Date.now() / 1000)}`);
		assert.match(answer.after("connected "), new RegExp(`^${version} TLS_\\w+$`));
		assert.is(answer.after("heard "), "pihc ,olleh");
		const { idle, peak, stack } = answer.figures;
		console.log(`\n| ${version} in JavaScript | heap ${idle}, at most ${peak} | stack never used ${stack} |`);
	});

/* First, because XS, whose heap grows with what it is given to do, ends where it cannot grow. */
test("where memory ends in the middle of a handshake JavaScript gets an error, and the next connection works", async () => {
	let named = 0;
	let refused = 0;
	let answer = await connect("memory=4000");
	for (; !answer.after("heard ") && refused < 40; answer = await connect(`memory=${4000 * (refused + 1)}`)) {
		const reason = answer.after("failed ") || answer.after("thrown ");
		/* Frames for which the network has no memory are dropped, and of a write for which it has none the SDK's TCP class says nothing to its onError. */
		if (/MEMORY|ALLOC|memory/.test(reason)) named++;
		else assert.match(reason, /^(ERR_TLS_HANDSHAKE_TIMEOUT|ECONNRESET) /, answer.lines.slice(-5).join("\n"));
		refused++;
	}
	assert.ok(named > 3);
	assert.is(answer.after("heard "), "pihc ,olleh", answer.lines.join("\n"));
	console.log(`${refused} connections refused for want of memory, ${named} of them by name, and none with ${4000 * (refused + 1)} bytes`);
	assert.is((await connect()).after("heard "), "pihc ,olleh");
});

test.run();
