/** The engine on the emulated chip, without JavaScript: what it does there against OpenSSL, and what that costs. `npm run test:esp32` builds the firmware. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { startOpensslServer } from "../peers/openssl.mjs";
import { startPartner } from "../peers/partner.mjs";
import { Chip } from "./chip.mjs";
import { startEcho } from "./echo.mjs";

const folder = process.env.TLS419_ESP32_ENGINE;
if (!folder) throw new Error("run this by `npm run test:esp32`, which builds the firmware");

const test = suite("esp32 engine");
const key = "30313233343536373839616263646566";
const psk = { flags: ["-rev", "-nocert", "-psk_identity", "chip", "-psk", key] };
/** @type {Chip} */
let chip;
/** @type {Map<string, import("./chip.mjs").Answer>} */
const costs = new Map();
/** @type {string[]} */
let heard;
/** @type {import("../peers/service.mjs").Peer | undefined} */
let server;

/** @param {import("../peers/openssl.mjs").OpensslOptions} options */
async function serve(options = {}) {
	heard = [];
	server = await startOpensslServer({ flags: ["-rev"], ...options }, (event, { text }) => {
		if (event === "line") heard.push(String(text));
	});
}

/** OpenSSL over datagrams. @param {import("../peers/partner.mjs").Side} side */
async function serveDatagrams(side) {
	server = await startPartner({ program: "openssl", role: "server", version: "DTLSv1.2", side }, () => undefined);
}

/** @param {string} line @returns {Promise<import("./chip.mjs").Answer>} */
function tell(line) {
	chip.write(`${line} port=${server?.port}`);
	return chip.read(/^ready/);
}

test.before(async () => {
	chip = await Chip.start(folder);
});
test.after(async () => {
	await chip.stop();
	const columns = ["million instructions", "configuration", "peak", "idle", "stack", "allocations"];
	console.log(`\n| ${[`profile ${process.env.TLS419_ESP32_PROFILE}`, "suite", ...columns].join(" | ")} |`);
	for (const [name, answer] of costs) {
		// An instruction takes 8 ns there.
		const millions = (answer.figures.microseconds / 8000).toFixed(1);
		const cells = columns.slice(1).map((column) => answer.figures[column]);
		console.log(`| ${[name, answer.after("connected ").split(" ")[1], millions, ...cells].join(" | ")} |`);
	}
});
test.after.each(async () => {
	await server?.stop();
	server = undefined;
});

test("the library is the one that the engine was compiled for, and the network is up", async () => {
	const answer = await chip.read(/^ready/);
	assert.is(answer.after("network "), "ESP_OK");
	assert.match(answer.after("library "), /^0, mbedTLS 04/);
});

test("with the clock of 1970 no certificate is accepted, and with that of today it is", async () => {
	await serve();
	assert.match((await tell("connect trust=authority")).after("failed "), /X509_CERT_VERIFY_FAILED verdict 7/);
	assert.match((await tell(`connect trust=authority time=${Math.floor(Date.now() / 1000)}`)).after("connected "), /^0304/);
});

for (const [name, version, number] of [
	["TLS 1.3", 13, "0304"],
	["TLS 1.2", 12, "0303"],
])
	test(`${name}: connects with verification, resumes, and loses no memory`, async () => {
		await serve();
		const line = `connect trust=authority version=${version}`;
		const first = await tell(line);
		assert.match(first.after("connected "), new RegExp(`^${number} \\w+$`));
		assert.is(first.after("heard "), "pihc ,olleh");
		const resumed = await tell(`${line} resume=yes`);
		assert.match(resumed.after("connected "), new RegExp(`^${number} \\w+ resumed$`));
		assert.is(resumed.after("heard "), "pihc ,olleh");
		const again = await tell(line);
		assert.is(again.figures.left, first.figures.left);
		costs.set(`${name}, ECDSA`, again);
		costs.set(`${name}, resumed`, resumed);
	});

test("an RSA server, and the authorities of ESP-IDF's bundle", async () => {
	await serve({ certificate: "rsa-localhost" });
	const rsa = await tell("connect trust=rsa version=13");
	assert.match(rsa.after("connected "), /^0304/);
	costs.set("TLS 1.3, RSA", rsa);
	await server?.stop();
	await serve();
	const store = await tell("connect version=13");
	assert.match(store.after("connected "), /^0304/);
	costs.set("TLS 1.3, ECDSA, bundle", store);
});

test("a certificate of the chip", async () => {
	await serve({ authority: "authority" });
	const answer = await tell("connect trust=authority version=13 certificate=client");
	assert.match(answer.after("connected "), /^0304/);
	assert.is(answer.after("heard "), "pihc ,olleh");
	costs.set("TLS 1.3, ECDSA, both", answer);
});

for (const [name, version] of [
	["TLS 1.3", 13],
	["TLS 1.2", 12],
])
	test(`${name}: a shared key in place of certificates`, async () => {
		await serve(psk);
		const answer = await tell(`connect psk=yes version=${version}`);
		assert.is(answer.after("heard "), "pihc ,olleh");
		costs.set(`${name}, shared key`, answer);
	});

const small = process.env.TLS419_ESP32_PROFILE === "small";
if (small)
	test("DTLS: a build whose mbedTLS has none says so", async () => {
		server = await startEcho();
		assert.match((await tell("connect trust=authority datagram=yes")).after("failed "), /FEATURE_UNAVAILABLE/);
	});
else {
	test("DTLS: connects to OpenSSL with verification, and with a shared key", async () => {
		await serveDatagrams({ certificate: "localhost" });
		const answer = await tell("connect trust=authority datagram=yes");
		assert.match(answer.after("connected "), /^fefd TLS_\w+$/);
		assert.is(answer.after("heard "), "ping");
		costs.set("DTLS 1.2, ECDSA", answer);
		await server?.stop();
		await serveDatagrams({ psk: { identity: "chip", key, ephemeral: false } });
		assert.is((await tell("connect psk=yes datagram=yes")).after("heard "), "ping");
	});

	test("DTLS: with connection IDs, resumed, with the suite of CoAP, and no memory is lost", async () => {
		server = await startEcho();
		const line = "connect trust=authority datagram=yes ids=yes";
		const first = await tell(line);
		assert.is(first.after("heard "), "ping");
		const resumed = await tell(`${line} resume=yes`);
		assert.match(resumed.after("connected "), / resumed$/);
		costs.set("DTLS 1.2, resumed", resumed);
		const keyed = await tell("connect psk=yes datagram=yes ids=yes ccm8=yes");
		assert.match(keyed.after("connected "), /^fefd TLS_PSK_WITH_AES_128_CCM_8$/);
		assert.is(keyed.after("heard "), "ping");
		assert.ok(keyed.figures.association > 100);
		console.log(`an association as bytes: ${keyed.figures.association}`);
		costs.set("DTLS 1.2, shared key, CCM_8", keyed);
		assert.is((await tell(line)).figures.left, first.figures.left);
	});

	for (const [name, line, step] of /** @type {[string, string, number][]} */ ([
		["certificates", "starve trust=authority datagram=yes", 331],
		["a shared key", "starve psk=yes datagram=yes ccm8=yes", 3],
	]))
		test(`DTLS, ${name}: an allocation that fails anywhere ends in an error that names memory, and loses nothing`, async () => {
			server = await startEcho();
			await tell(line.replace("starve", "connect"));
			const { lines, figures } = await tell(`${line} step=${step}`);
			assert.ok(lines.includes("ended with 0"), lines.join("\n"));
			assert.is(figures.others, 0, lines.join("\n"));
			assert.ok(figures.starved > 10);
			assert.is((await tell(line.replace("starve", "connect"))).figures.left, figures.left);
			console.log(`DTLS, ${name}: ${figures.starved} handshakes failed for want of memory`);
		});
}

test("an authority that is not trusted ends the handshake, and the server is told", async () => {
	await serve();
	assert.match((await tell("connect trust=rsa version=13")).after("failed "), /X509_CERT_VERIFY_FAILED/);
	assert.match(heard.join("\n"), /unknown ca/);
});

for (const [name, line, options, step] of /** @type {[string, string, import("../peers/openssl.mjs").OpensslOptions, number][]} */ ([
	["certificates", "starve trust=authority version=13", {}, 331],
	["a shared key", "starve psk=yes version=13", psk, 61],
	["TLS 1.2", "starve trust=authority version=12", {}, 331],
]))
	test(`${name}: an allocation that fails anywhere ends in an error that names memory, and loses nothing`, async () => {
		await serve(options);
		await tell(line.replace("starve", "connect"));
		const { lines, figures } = await tell(`${line} step=${step}`);
		assert.ok(lines.includes("ended with 0"), lines.join("\n"));
		assert.is(figures.others, 0, lines.join("\n"));
		assert.ok(figures.starved > 10);
		const { left } = (await tell(line.replace("starve", "connect"))).figures;
		assert.is(left, figures.left);
		console.log(`${name}: ${figures.starved} handshakes failed for want of memory`);
	});

test.run();
