import * as assert from "uvu/assert";
import { connectTLS, type StreamError } from "../support/connection.ts";
import { peerSuite, startPeer, startProxy } from "../support/peers.ts";
import { seed } from "../support/random.ts";

const test = peerSuite("hostile peers");

/** What a server that follows this script makes of a client: its error, which must be the only thing that it hears. */
async function meet(script: object[]): Promise<StreamError> {
	const peer = await startPeer("raw", { script });
	const client = connectTLS(peer.port);
	const error = await client.refusal();
	assert.equal(client.events, ["onError"]);
	assert.is(error.name, "TLSError");
	return error;
}

test("E80 garbage instead of a ServerHello", async () => {
	const error = await meet([{ wait: "record" }, { garbage: 2000, seed }]);
	assert.match(error.code ?? "", /^ERR_SSL_/);
});

test("E80 an HTTP server instead of a TLS server gives an error that asks for it", async () => {
	const error = await meet([{ wait: "record" }, { text: "HTTP/1.1 400 Bad Request\r\n\r\n" }, { close: "fin" }]);
	assert.is(error.code, "ERR_SSL_WRONG_VERSION_NUMBER");
	assert.match(error.message, /is there a TLS server at this port/);
});

test("E80 silence and then the end", async () => {
	assert.is((await meet([{ wait: "record" }, { close: "fin" }])).code, "ECONNRESET");
});

test("E80 a reset in the handshake", async () => {
	assert.is((await meet([{ wait: "record" }, { close: "reset" }])).code, "ECONNRESET");
});

test("E80 half a record header and then the end", async () => {
	assert.is((await meet([{ wait: "record" }, { send: "160303" }, { close: "fin" }])).code, "ECONNRESET");
});

test("E80 a record longer than TLS allows", async () => {
	const error = await meet([{ wait: "record" }, { send: "160303ffff" }, { garbage: 1000, seed }]);
	assert.match(error.code ?? "", /^ERR_SSL_/);
});

test("E80 an empty handshake record", async () => {
	assert.match((await meet([{ wait: "record" }, { send: "1603030000" }, { close: "fin" }])).code ?? "", /^(ERR_SSL_|ECONNRESET)/);
});

test("E80 a record of an unknown type", async () => {
	assert.match((await meet([{ wait: "record" }, { send: "6303030001ff" }, { close: "fin" }])).code ?? "", /^ERR_SSL_/);
});

test("E77 E80 application data before the handshake is done is never given out", async () => {
	assert.match((await meet([{ wait: "record" }, { send: "170303000568656c6c6f" }, { close: "fin" }])).code ?? "", /^ERR_SSL_/);
});

test("E80 a handshake message that claims to be longer than any buffer", async () => {
	assert.match(
		(await meet([{ wait: "record" }, { send: "160303000402ffffff" }, { garbage: 20000, seed }])).code ?? "",
		/^ERR_SSL_|^ECONNRESET/,
	);
});

const alerts: [number, string][] = [
	[10, "ERR_SSL_SSLV3_ALERT_UNEXPECTED_MESSAGE"],
	[40, "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE"],
	[42, "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE"],
	[47, "ERR_SSL_SSLV3_ALERT_ILLEGAL_PARAMETER"],
	[50, "ERR_SSL_TLSV1_ALERT_DECODE_ERROR"],
	[70, "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"],
	[71, "ERR_SSL_TLSV1_ALERT_INSUFFICIENT_SECURITY"],
	[80, "ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR"],
	[86, "ERR_SSL_TLSV1_ALERT_INAPPROPRIATE_FALLBACK"],
	[112, "ERR_SSL_TLSV1_UNRECOGNIZED_NAME"],
];

for (const [number, code] of alerts) {
	test(`E80 the fatal alert ${number} has Node's code and its number`, async () => {
		const error = await meet([{ wait: "record" }, { alert: number }]);
		assert.is(error.code, code);
		assert.is(error.alert, number);
		assert.match(error.message, new RegExp(`alert ${number}`));
	});
}

test("E80 a fatal alert with an unknown number keeps its number", async () => {
	assert.is((await meet([{ wait: "record" }, { alert: 250 }])).alert, 250);
});

test("E80 a warning alert in the handshake is passed over", async () => {
	const peer = await startPeer("node", { version: "TLSv1.2" });
	const proxy = await startProxy(peer, { toClient: { inject: { record: 0, hex: "15030300020170" } } });
	const client = connectTLS(proxy.port);
	await client.send("hello");
	assert.is(await client.readText(5), "hello");
});

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	test(`E80 ${version}: a flight that is cut at each of its first 200 bytes, 23 apart`, async () => {
		const peer = await startPeer("node", { version });
		for (let limit = 1; limit <= 200; limit += 23) {
			const proxy = await startProxy(peer, { toClient: { limit } });
			const client = connectTLS(proxy.port);
			const error = await client.refusal();
			assert.is(error.code, "ECONNRESET", `cut at ${limit}`);
			await proxy.close();
		}
	});

	test(`E80 ${version}: one bit turned over anywhere in the first flight never makes a connection`, async () => {
		const peer = await startPeer("node", { version });
		for (let corrupt = seed % 61; corrupt < 700; corrupt += 61) {
			const proxy = await startProxy(peer, { toClient: { corrupt } });
			const client = connectTLS(proxy.port);
			let outcome: unknown;
			client.ready().then(
				() => {
					outcome = "connected";
				},
				(error) => {
					outcome = error;
				},
			);
			// A length that grew by one makes both sides wait for each other. When nothing has moved for many turns the server gives up.
			for (let quiet = 0, before = -1; outcome === undefined; ) {
				const { bytes = 0 } = await proxy.tell("delivered");
				quiet = bytes === before ? quiet + 1 : 0;
				before = bytes;
				if (quiet === 50) await peer.tell("cut");
			}
			assert.instance(outcome, Error, `corrupted at ${corrupt} with seed ${seed}`);
			assert.is(client.io.negotiated, undefined);
			client.close();
			await proxy.close();
		}
	});

	test(`E80 ${version}: one bit turned over in application data is an error, and the record is not given out`, async () => {
		const peer = await startPeer("node", { version, behaviour: "source", bytes: 50_000, noTickets: true });
		const proxy = await startProxy(peer, { toClient: { corrupt: 20_000 + (seed % 5000) } });
		const client = connectTLS(proxy.port);
		const error = await client.failure();
		assert.is(error.code, "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC");
		assert.is(client.takeAll().length % 16384, 0);
	});

	test(`E80 ${version}: an alert in clear after the handshake is not believed`, async () => {
		const peer = await startPeer("node", { version, behaviour: "source", bytes: 100_000 });
		const proxy = await startProxy(peer, { toClient: { inject: { record: 8, hex: "15030300020100" } } });
		const client = connectTLS(proxy.port);
		const error = await client.failure();
		assert.match(error.code ?? "", /^ERR_SSL_/);
		assert.ok(client.takeAll().length < 100_000);
	});
}

test.run();
