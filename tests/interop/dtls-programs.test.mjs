/** The examples that speak DTLS. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { libcoap } from "../peers/partners/libcoap.mjs";
import { tls419 } from "../support/command.mjs";

const test = suite("the examples of DTLS");

test("G6 a sensor that sleeps makes one handshake, and is known again whatever its address", async () => {
	const { status, stdout, stderr } = await tls419(["sim", "examples/sleepy-sensor/manifest.json"]);
	assert.is(status, 0, stderr);
	assert.equal(stdout.trim().split("\n"), [
		"gateway: 21 degrees",
		"gateway: the sensor has another address",
		"gateway: 22 degrees",
		"gateway: the sensor has another address",
		"gateway: 23 degrees",
		"gateway: the sensor has another address",
		"gateway: 24 degrees",
		"4 measurements, 1 handshake",
	]);
});

test("M42 M46 a server that restarts finds its client's session again, and the client notices nothing", async () => {
	const { status, stdout, stderr } = await tls419(["sim", "examples/node-mbed-dtls/manifest.json"]);
	assert.is(status, 0, stderr);
	const lines = stdout.trim().split("\n");
	assert.match(lines[0], /^sensor: connected with TLS_/);
	assert.equal(lines.slice(1), [
		"server: sensor-7 has shaken hands",
		"server: 21 degrees",
		"sensor: noted",
		"server: sensor-7 is known by its session",
		"server: 22 degrees",
		"sensor: noted",
	]);
});

test("G9 a resource is got from libcoap's server, and one that is not there is told", async () => {
	const key = "a key of 16 byte";
	const side = { psk: { identity: "sensor-7", key: Buffer.from(key).toString("hex") } };
	const server = await libcoap({ program: "libcoap", role: "server", version: "DTLSv1.2", side }, () => undefined);
	try {
		const words = ["sim", "examples/coap-get/main.ts", "127.0.0.1", `${server.port}`, "sensor-7"];
		const got = await tls419([...words, key, "/example_data"]);
		assert.is(got.status, 0, got.stderr);
		assert.match(got.stdout, /^2\.05\n\S/);
		const missing = await tls419([...words, key, "/nothing"]);
		assert.match(missing.stdout, /^4\.04\n/);
	} finally {
		await server.stop();
	}
});

test.run();
