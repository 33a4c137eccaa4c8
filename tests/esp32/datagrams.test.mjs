/** DTLS in JavaScript on the emulated chip: XS, the SDK's UDP, the classes and the engine. `npm run test:esp32` builds the firmware. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { libcoap } from "../peers/partners/libcoap.mjs";
import { Chip } from "./chip.mjs";
import { startEcho } from "./echo.mjs";

const folder = process.env.TLS419_ESP32_DATAGRAMS;
if (!folder) throw new Error("run this by `npm run test:esp32`, which builds the firmware");

const test = suite("esp32 datagrams");
/** @type {Chip} */
let chip;

test.before(async () => {
	chip = await Chip.start(folder);
	await chip.read(/^ready/);
});
test.after(() => chip.stop());

if (process.env.TLS419_ESP32_PROFILE === "small")
	test("DTLS: a build whose mbedTLS has none says so, by the manifest that leaves it out of the program too", async () => {
		chip.write("coap port=9");
		const { lines } = await chip.read(/^ready/);
		assert.match(lines.join("\n"), /this build has no DTLS; the manifest features\/no-dtls, or mbedTLS's configuration, leaves that out/);
	});
else {
	/** @param {string} command @param {number} port */
	async function overDatagrams(command, port) {
		chip.write(`${command} port=${port}`);
		const answer = await chip.read(/^ready/);
		const { idle, peak, stack } = answer.figures;
		console.log(`\n| DTLS in JavaScript, ${answer.after("connected ")} | heap ${idle}, at most ${peak} | stack never used ${stack} |`);
		return answer;
	}

	test("DTLS: a resource is got from libcoap's server, with a shared key", async () => {
		const side = { psk: { identity: "chip", key: Buffer.from("0123456789abcdef").toString("hex") } };
		const coap = await libcoap({ program: "libcoap", role: "server", version: "DTLSv1.2", side }, () => undefined);
		const answer = await overDatagrams("coap", coap.port).finally(() => coap.stop());
		assert.match(answer.after("connected "), /^DTLSv1\.2 TLS_PSK_WITH_AES_128_\w+$/, answer.lines.join("\n"));
		assert.match(answer.after("heard "), /^2\.05 [1-9]\d* bytes$/);
	});

	test("DTLS: an association sleeps as bytes and wakes at another port, where its connection ID is known", async () => {
		const echo = await startEcho();
		const answer = await overDatagrams("sleep", echo.port).finally(() => echo.stop());
		assert.ok(answer.lines.includes("heard before") && answer.lines.includes("heard after"), answer.lines.join("\n"));
		assert.ok(answer.figures.association > 100);
		assert.ok(echo.lines.includes("moved"));
	});
}

test.run();
