/* The peer's chain in `negotiated`. */
import type TLS from "embedded:io/socket/tcp/tls";
import Certificate from "embedded:io/socket/tcp/tls/certificate";
import { memory } from "tls419/sim/memory";
import * as assert from "uvu/assert";
import { certificate, localhostIdentity as server } from "../support/certificates.ts";
import { Memory } from "../support/memory.ts";
import { boundedSuite } from "../support/suite.ts";
import { opened } from "../support/tls.ts";

const test = boundedSuite("the peer's chain");

const authority = { ca: certificate("authority.der") };
const client = {
	clientCertificate: [certificate("client.der"), certificate("intermediate.der")],
	clientKey: certificate("client.key.der"),
};

/** Both sides of a connection, when both have shaken hands. */
function connect(mine: object, theirs: object, version: "TLSv1.2" | "TLSv1.3"): Promise<{ client: TLS; server: TLS }> {
	const range = { minimumVersion: version, maximumVersion: version };
	return new Promise((resolve, reject) => {
		let waiting = 2;
		let other: TLS;
		const ready = () => {
			if (--waiting === 0) resolve({ client: tls, server: other });
		};
		const port = Memory.listen((from) => {
			other = opened({ from, tls: { server: true, ...server, ...theirs, ...range }, onWritable: ready, onError: reject });
		});
		const tls = opened({
			TCP: { io: Memory },
			port,
			tls: { host: "localhost", ...authority, ...mine, ...range },
			onWritable: ready,
			onError: reject,
		});
	});
}

const equal = (chain: readonly ArrayBuffer[] | undefined, names: readonly string[]) => {
	assert.is(chain?.length, names.length);
	for (const [index, name] of names.entries()) assert.equal(new Uint8Array(chain?.[index] ?? []), new Uint8Array(certificate(name)));
};

for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
	test(`G7 ${version}: each side sees the chain that the other has sent, its own certificate first`, async () => {
		const both = await connect(client, { ...authority, clientAuthentication: "require" }, version);
		equal(both.client.negotiated?.peerCertificates, ["localhost.der", "intermediate.der"]);
		equal(both.server.negotiated?.peerCertificates, ["client.der", "intermediate.der"]);
		assert.is(both.client.negotiated?.peerCertificate, both.client.negotiated?.peerCertificates[0]);
		const [leaf, issuer] = (both.server.negotiated?.peerCertificates ?? []).map((der) => new Certificate(der));
		assert.is(leaf.subject.commonName, "client");
		assert.is(leaf.issuer.text, issuer.subject.text);
		assert.ok(Object.isFrozen(both.client.negotiated?.peerCertificates));
	});

	test(`G7 ${version}: a server whose client shows no certificate has an empty chain`, async () => {
		const both = await connect({}, {}, version);
		equal(both.server.negotiated?.peerCertificates, []);
		assert.is(both.server.negotiated?.peerCertificate, undefined);
	});
}

test("G7 what was asked for stays after close(), what was not is gone", async () => {
	const { client: first } = await connect({}, {}, "TLSv1.3");
	const asked = first.negotiated;
	equal(asked?.peerCertificates, ["localhost.der", "intermediate.der"]);
	first.close();
	equal(asked?.peerCertificates, ["localhost.der", "intermediate.der"]);
	const { client: second } = await connect({}, {}, "TLSv1.3");
	const unasked = second.negotiated;
	second.close();
	equal(unasked?.peerCertificates, []);
	assert.is(unasked?.authorized, true);
});

test("G7 E60 the chain costs JavaScript's heap only where it is asked for", async () => {
	const { client: tls } = await connect({}, {}, "TLSv1.3");
	const heap = () => {
		native("xs_sim_collect").call(undefined);
		return memory().heap;
	};
	const { negotiated } = tls;
	heap();
	const before = heap();
	const authorized = negotiated?.authorized;
	const unasked = heap();
	const nativeBytes = memory().tls;
	const chain = negotiated?.peerCertificates ?? [];
	const asked = heap();
	assert.is(authorized, true);
	assert.is(unasked, before);
	assert.ok(asked - before >= chain.reduce((sum, { byteLength }) => sum + byteLength, 0));
	assert.is(memory().tls, nativeBytes);
});

test.run();
