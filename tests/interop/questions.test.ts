/* onVerify: what an application is asked about a chain, and what its answers do. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { certificate, localhostIdentity } from "../support/certificates.ts";
import { type Connection, connectTLS, type StreamError } from "../support/connection.ts";
import { peerSuite, startPeer } from "../support/peers.ts";
import { closeAfterTest } from "../support/suite.ts";

const test = peerSuite("questions");

interface Asked {
	readonly certificate: ArrayBuffer;
	readonly depth: number;
	readonly flags: readonly string[];
}

function same(a: ArrayBuffer, b: ArrayBuffer | Uint8Array): boolean {
	return String(new Uint8Array(a)) === String(b instanceof Uint8Array ? b : new Uint8Array(b));
}

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	test(`G8 ${version} onVerify sees the whole chain, the top first, and true connects`, async () => {
		const peer = await startPeer("node", { version });
		const asked: Asked[] = [];
		const client = connectTLS(peer.port, { onVerify: (question: Asked) => asked.push(question) > 0 });
		await client.ready();
		assert.equal(
			asked.map(({ depth }) => depth),
			[2, 1, 0],
		);
		assert.equal(
			asked.flatMap(({ flags }) => flags),
			[],
		);
		const files = ["authority.der", "intermediate.der", "localhost.der"];
		assert.ok(asked.every((question, index) => same(question.certificate, certificate(files[index] ?? ""))));
		assert.ok(asked.every((question) => Object.isFrozen(question)));
		await client.send("hello");
		assert.is(await client.readText(5), "hello");
	});

	test(`G8 E80 ${version} false ends the handshake with an error here and alert bad_certificate there`, async () => {
		const peer = await startPeer("openssl", { flags: [version === "TLSv1.2" ? "-tls1_2" : "-tls1_3"] });
		const error = await connectTLS(peer.port, { onVerify: ({ depth }: Asked) => depth > 0 }).refusal();
		assert.is(error.code, "ERR_TLS_CERT_REJECTED");
		await peer.line(/alert bad certificate/);
	});

	test(`G8 ${version} an answer may come later, and the handshake waits for it`, async () => {
		const peer = await startPeer("node", { version });
		const answers: ((accept: boolean) => void)[] = [];
		let asked = 0;
		const client = connectTLS(peer.port, {
			onVerify: () => {
				asked++;
				return new Promise<boolean>((resolve) => answers.push(resolve));
			},
		});
		for (let expected = 1; expected <= 3; expected++) {
			while (answers.length === 0) await new Promise<void>((resolve) => setTimeout(() => resolve(), 0));
			assert.is(asked, expected);
			assert.equal(client.events, []);
			answers.pop()?.(true);
		}
		await client.ready();
		assert.is(client.io.negotiated?.authorized, true);
	});

	test(`G8 ${version} a refusal may come later`, async () => {
		const peer = await startPeer("node", { version });
		const error = await connectTLS(peer.port, { onVerify: async () => false }).refusal();
		assert.is(error.code, "ERR_TLS_CERT_REJECTED");
	});

	test(`G8 ${version} with verify: false the faults are told, true goes on and false ends`, async () => {
		const peer = await startPeer("node", { version, certificate: "expired" });
		let flags: readonly string[] = [];
		const onVerify = (question: Asked): boolean => {
			if (question.depth === 0) flags = question.flags;
			return true;
		};
		const client = connectTLS(peer.port, { host: "other.example", verify: false, onVerify });
		await client.ready();
		assert.equal(flags, ["CERT_HAS_EXPIRED", "ERR_TLS_CERT_ALTNAME_INVALID"]);
		assert.is(client.io.negotiated?.authorized, false);
		const error = await connectTLS(peer.port, { verify: false, onVerify: () => false }).refusal();
		assert.is(error.code, "ERR_TLS_CERT_REJECTED");
	});
}

test("G8 G1 onVerify cannot accept what verification has refused: it is not asked", async () => {
	const peer = await startPeer("node", { certificate: "unknown" });
	let asked = false;
	const onVerify = (): boolean => {
		asked = true;
		return true;
	};
	const error = await connectTLS(peer.port, { onVerify }).refusal();
	assert.is(error.code, "UNABLE_TO_VERIFY_LEAF_SIGNATURE");
	assert.is(asked, false);
});

for (const [what, onVerify, pattern] of [
	["throws", () => undefinedFunction(), /mist/],
	["gives a promise that is rejected", () => Promise.reject(new Error("mist")), /mist/],
	["gives undefined", () => undefined, /true or false/],
	["gives a promise of a number", async () => 1, /true or false/],
] as const) {
	test(`G8 E80 an onVerify that ${what} ends the handshake, and the error names the reason`, async () => {
		const peer = await startPeer("openssl", {});
		const error = await connectTLS(peer.port, { onVerify }).refusal();
		assert.is(error.code, "ERR_TLS_CALLBACK");
		assert.match(error.message, pattern);
		assert.instance(error.cause, Error);
		await peer.line(/alert bad certificate/);
	});
}

function undefinedFunction(): never {
	throw new Error("mist");
}

for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
	for (const [what, onVerify, code] of [
		["accepts at once", () => true, undefined],
		["accepts later", async () => true, undefined],
		["refuses", () => false, "ERR_TLS_CERT_REJECTED"],
		["refuses later", async () => false, "ERR_TLS_CERT_REJECTED"],
		["throws", undefinedFunction, "ERR_TLS_CALLBACK"],
		["is rejected", () => Promise.reject(new Error("mist")), "ERR_TLS_CALLBACK"],
	] as const) {
		test(`G8 G4 ${version} an onVerify of a listener that ${what} decides about a client of Node`, async () => {
			const failures: StreamError[] = [];
			let seen: unknown;
			const asked: number[] = [];
			const listener = new TLSListener({
				address: "127.0.0.1",
				tls: {
					...localhostIdentity,
					ca: certificate("authority.der"),
					clientAuthentication: "require",
					minimumVersion: version,
					maximumVersion: version,
					onVerify(this: unknown, { depth }: Asked) {
						seen = this;
						asked.push(depth);
						return onVerify();
					},
				},
				onReadable() {
					for (let tls = this.read(); tls !== undefined; tls = this.read()) {
						const one = new TLS({ from: tls });
						one.write(new TextEncoder().encode("welcome"));
						closeAfterTest(() => one.close());
					}
				},
				onError(error) {
					failures.push(error);
				},
			});
			closeAfterTest(() => listener.close());
			const options = { port: listener.port ?? 0, version, certificate: "client", expect: 7 };
			const client = await startPeer("node-client", options);
			if (code === undefined) {
				await client.event("received");
				assert.equal(asked, [2, 1, 0]);
				assert.equal(failures, []);
			} else {
				while (failures.length === 0) await new Promise<void>((resolve) => setTimeout(() => resolve(), 0));
				assert.is(failures[0]?.code, code);
				assert.equal(asked, [2]);
			}
			assert.is(seen, listener);
		});
	}

	test(`G5 G8 ${version} a session is not resumed by a connection whose onVerify has not judged the peer, and by one that would it is`, async () => {
		const peer = await startPeer("node", { version });
		let session: ArrayBuffer | undefined;
		const onSession = (blob: ArrayBuffer): void => {
			session ??= blob;
		};
		const visit = async (tls: object): Promise<boolean | undefined> => {
			const client = connectTLS(peer.port, tls, { onSession });
			await client.send("hello");
			await client.readText(5);
			while (session === undefined) await new Promise<void>((resolve) => setTimeout(() => resolve(), 0));
			const resumed = client.io.negotiated?.resumed;
			client.close();
			return resumed;
		};
		let asked = 0;
		const onVerify = (): boolean => ++asked > 0;
		await visit({});
		assert.is(asked, 0);
		const strict = connectTLS(peer.port, { session, onVerify }, { onSession });
		await strict.ready();
		assert.is(strict.io.negotiated?.resumed, false);
		assert.is(asked, 3);
		session = undefined;
		await visit({ onVerify });
		const again = connectTLS(peer.port, { session, onVerify }, { onSession });
		await again.ready();
		assert.is(again.io.negotiated?.resumed, true);
		assert.is(asked, 6);
	});
}

test("G8 onVerify is called with the connection as this", async () => {
	const peer = await startPeer("node");
	let seen: unknown;
	const client: Connection<TLS> = connectTLS(peer.port, {
		onVerify(this: unknown) {
			seen = this;
			return true;
		},
	});
	await client.ready();
	assert.is(seen, client.io);
});

test("G8 E95 close() inside onVerify, and while its answer is awaited, ends the connection without a callback", async () => {
	const peer = await startPeer("node");
	const inside: Connection<TLS> = connectTLS(peer.port, {
		onVerify: () => {
			inside.close();
			return true;
		},
	});
	let answer: ((accept: boolean) => void) | undefined;
	const awaited = connectTLS(peer.port, {
		onVerify: () =>
			new Promise<boolean>((resolve) => {
				answer = resolve;
			}),
	});
	while (answer === undefined) await new Promise<void>((resolve) => setTimeout(() => resolve(), 0));
	awaited.close();
	answer(true);
	const last = connectTLS(peer.port);
	await last.ready();
	assert.equal([inside.events, awaited.events], [[], []]);
});

test("G8 an onVerify that is no function is a mistake in the options; null stands for none", async () => {
	const peer = await startPeer("node");
	assert.throws(() => connectTLS(peer.port, { onVerify: "yes" }), /tls\.onVerify is not a function but a string/);
	await connectTLS(peer.port, { onVerify: null }).ready();
});

test.run();
