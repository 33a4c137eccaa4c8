/* Pre-shared keys that a server looks up, at once or later. */
import type TLS from "embedded:io/socket/tcp/tls";
import Timer from "timer";
import * as assert from "uvu/assert";
import { bytes, equal, meet, versions } from "../support/psk.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("looking up a PSK");

for (const version of versions) {
	test(`G9 ${version}: the application may take its time to find a key, and the server knows which client it is`, async () => {
		const onIdentity = (identity: ArrayBuffer): Promise<string | undefined> =>
			new Promise((resolve) => {
				Timer.set(() => resolve(identity.byteLength === 5 ? "a key for five letters" : undefined), 50);
			});
		const { server, client, clientError } = await meet(
			{ psk: { identity: "seven", key: "a key for five letters" } },
			{ onIdentity },
			version,
		);
		assert.is(clientError, undefined);
		equal(server.negotiated?.pskIdentity, "seven");
		equal(client.negotiated?.pskIdentity, "seven");
	});

	test(`G9 ${version}: a lookup works on a line that carries a few bytes at a time`, async () => {
		const psk = { identity: bytes(300), key: bytes(32) };
		const { server, clientError } = await meet({ psk }, { onIdentity: () => Promise.resolve(psk.key) }, version, { window: 200, chunk: 7 });
		assert.is(clientError, undefined);
		equal(server.negotiated?.pskIdentity, psk.identity);
	});

	test(`G9 G13 ${version}: a lookup that throws, rejects or gives no key ends the handshake with its reason`, async () => {
		const reason = new Error("the database is away");
		const failures = [
			() => {
				throw reason;
			},
			() => Promise.reject(reason),
			() => 5,
			() => bytes(65),
			() => "",
		];
		for (const onIdentity of failures) {
			const { clientError, serverError } = await meet({ psk: { identity: "device", key: "key" } }, { onIdentity }, version);
			assert.is(serverError?.code, "ERR_TLS_CALLBACK");
			assert.is(clientError?.alert, 80);
		}
	});

	test(`G9 ${version}: close() during a lookup is the end of it`, async () => {
		let answer: ((key: string) => void) | undefined;
		const asked = new Promise<TLS>((resolve) => {
			const onIdentity = function (this: TLS): Promise<string> {
				resolve(this);
				return new Promise((found) => {
					answer = found;
				});
			};
			meet({ psk: { identity: "device", key: "key" } }, { onIdentity }, version);
		});
		(await asked).close();
		answer?.("key");
		await new Promise<void>((resolve) => Timer.set(() => resolve(), 1));
	});

	test(`G9 ${version}: a lookup that closes its connection is the end of it`, async () => {
		await new Promise<void>((resolve) => {
			const onIdentity = function (this: TLS): string {
				this.close();
				Timer.set(() => resolve(), 1);
				return "key";
			};
			meet({ psk: { identity: "device", key: "key" } }, { onIdentity }, version);
		});
	});
}

test("G9 one server finds the keys of clients of both versions", async () => {
	for (const version of versions) {
		const onIdentity = () => Promise.resolve("key");
		const { client, clientError } = await meet(
			{ psk: { identity: "device", key: "key" }, minimumVersion: version, maximumVersion: version },
			{ onIdentity },
		);
		assert.is(clientError, undefined);
		assert.is(client.negotiated?.version, version);
	}
});

test.run();
