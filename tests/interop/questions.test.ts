/* onVerify: what an application is asked about a chain, and what its answers do. */
import type TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { type Connection, connectTLS } from "../support/connection.ts";
import { peerSuite, startPeer } from "../support/peers.ts";

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
	assert.throws(() => connectTLS(peer.port, { onVerify: "yes" }), /"tls.onVerify" is not a function/);
	await connectTLS(peer.port, { onVerify: null }).ready();
});

test.run();
