import { HelloCollector } from "tls419/hello";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { extension, hello, letters, serverName, vector } from "../support/hello.ts";

test("G11 a hello that comes in two parts is read when it is whole: the name in lower case and without its final dot", () => {
	const bytes = Uint8Array.from(
		hello(0x0303, serverName("Device.Example."), extension(16, vector(2, vector(1, letters("h2")))), extension(43, vector(1, [3, 4]))),
	);
	const collector = new HelloCollector();
	assert.is(collector.add(bytes.subarray(0, 50)), undefined);
	const result = collector.add(bytes.subarray(50));
	assert.equal(result, {
		serverName: "device.example",
		protocols: Uint8Array.from([2, 0x68, 0x32]),
		identities: undefined,
		version: 0x0304,
		session: undefined,
	});
	assert.equal(collector.bytes, bytes);
});

test("G11 a hello that names nobody, or only the root, has no server name", () => {
	for (const bytes of [hello(0x0303), hello(0x0303, serverName("."))]) {
		const result = new HelloCollector().add(Uint8Array.from(bytes));
		assert.is(result && "serverName" in result ? result.serverName : null, undefined);
	}
});

test("E80 what is no hello is an error with the alert for it", () => {
	const result = new HelloCollector().add(Uint8Array.from(letters("GET / HTTP/1.1\r\n")));
	assert.ok(result && "error" in result);
	if (result && "error" in result) {
		assert.is(result.error.code, "ERR_SSL_WRONG_VERSION_NUMBER");
		assert.is(result.alert, 10);
	}
});

test.run();
