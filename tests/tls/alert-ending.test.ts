/* A connection that is closed by what it stands on, while that takes the alert of a handshake that has failed: nothing is told, and nothing is thrown. */
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { rounds } from "../contract/observer.ts";
import { MemoryUDP } from "../support/datagrams.ts";
import * as datagrams from "../support/dtls.ts";
import { boundedSuite } from "../support/suite.ts";
import { client, Side, server } from "../support/wire.ts";

const test = boundedSuite("closed at the alert");

const ALERT = 21;

/** Shakes hands until nothing more is said. `last` is closed by its transport at the write `at`. Returns how often its transport was written. */
function shake(one: Side, other: Side, last: Side, at: number): number {
	let writes = 0;
	last.wire.onWrite = () => {
		if (++writes === at) last.io.close();
	};
	one.wire.writable();
	other.wire.writable();
	for (let count = 0; count < 10; count++) {
		if (!other.wire.closed) one.deliver(other);
		if (!one.wire.closed) other.deliver(one);
	}
	return writes;
}

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	test(`E52 a client of ${version} that does not trust its server`, () => {
		const open = () => [new Side({ host: "localhost", maximumVersion: version }), new Side(server)];
		const [whole, its] = open();
		const writes = shake(whole, its, whole, 0);
		assert.equal(
			whole.errors.map(({ code }) => code),
			["UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
		);
		for (let at = 1; at <= writes; at++) {
			const { sessions } = TLS.statistics;
			const [one, other] = open();
			shake(one, other, one, at);
			assert.ok(one.wire.closed);
			assert.equal(one.errors, []);
			assert.is(TLS.statistics.sessions, sessions + 1);
		}
	});
}

test("E52 a server that has no version for its client", () => {
	const one = new Side({ ...client, minimumVersion: "TLSv1.3" });
	const other = new Side({ ...server, maximumVersion: "TLSv1.2" });
	shake(one, other, other, 1);
	assert.ok(other.wire.closed);
	assert.equal(other.errors, []);
});

test("E52 a client of DTLS that does not trust its server", async () => {
	let alerts = 0;
	class Closing extends MemoryUDP {
		override write(data: Uint8Array, to: string, at: number): void {
			super.write(data, to, at);
			if (data[0] !== ALERT) return;
			alerts++;
			side.dtls.close();
		}
	}
	const listening = new datagrams.Server(datagrams.server, true, { UDP: { io: MemoryUDP } });
	const { address, port } = datagrams;
	const side = new datagrams.Side({ address, port, UDP: { io: Closing }, tls: { host: "localhost" } });
	await listening.until(() => listening.failures.length > 0);
	await rounds(3);
	assert.is(alerts, 1);
	assert.equal(side.errors, []);
});

test.run();
