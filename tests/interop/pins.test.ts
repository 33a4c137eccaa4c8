/* tls.pins: which keys of a chain match, and what a mismatch does. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import Certificate from "embedded:io/socket/tcp/tls/certificate";
import * as assert from "uvu/assert";
import { certificate, clientIdentity, localhostIdentity } from "../support/certificates.ts";
import { connectTLS, type StreamError } from "../support/connection.ts";
import { peerSuite, startPeer } from "../support/peers.ts";
import { closeAfterTest } from "../support/suite.ts";

const test = peerSuite("pins");

function pinOf(name: string): ArrayBuffer {
	return new Certificate(certificate(`${name}.der`)).publicKey.sha256;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The base64 of 32 bytes, written down bit by bit. */
function text(pin: ArrayBuffer): string {
	const bits = [...new Uint8Array(pin)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
	let result = "";
	for (let at = 0; at < 256; at += 6) result += alphabet.charAt(Number.parseInt(bits.slice(at, at + 6).padEnd(6, "0"), 2));
	return `sha256/${result}=`;
}

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	for (const name of ["localhost", "intermediate", "authority"]) {
		test(`G8 ${version} the key of ${name} in the chain matches, as bytes and as text, alone and among others`, async () => {
			const peer = await startPeer("node", { version });
			const forms = [pinOf(name), new Uint8Array(pinOf(name)), text(pinOf(name)), [pinOf("client"), text(pinOf(name))]];
			for (const pins of forms) {
				const client = connectTLS(peer.port, { pins });
				await client.ready();
				assert.is(client.io.negotiated?.authorized, true);
				client.close();
			}
		});
	}

	test(`G8 E80 ${version} another key ends the handshake here with an error and there with alert bad_certificate`, async () => {
		const peer = await startPeer("openssl", { flags: [version === "TLSv1.2" ? "-tls1_2" : "-tls1_3"] });
		const error = await connectTLS(peer.port, { pins: pinOf("self-signed") }).refusal();
		assert.is(error.code, "ERR_TLS_PIN_MISMATCH");
		assert.match(error.message, /tls\.pins/);
		await peer.line(/alert bad certificate/);
	});

	test(`G8 G1 ${version} a self-signed peer is trusted by its pin with verify: false, and no other peer is`, async () => {
		const peer = await startPeer("node", { version, certificate: "self-signed" });
		const client = connectTLS(peer.port, { verify: false, pins: pinOf("self-signed") });
		await client.ready();
		assert.is(client.io.negotiated?.authorized, false);
		assert.is(client.io.negotiated?.authorizationError, "DEPTH_ZERO_SELF_SIGNED_CERT");
		const other = await startPeer("node", { version });
		const error = await connectTLS(other.port, { verify: false, pins: pinOf("self-signed") }).refusal();
		assert.is(error.code, "ERR_TLS_PIN_MISMATCH");
	});

	test(`G8 G1 ${version} with verify: false the pin of an authority is no match: anybody could have sent its certificate`, async () => {
		const peer = await startPeer("node", { version, root: "authority" });
		const error = await connectTLS(peer.port, { verify: false, pins: [pinOf("authority"), pinOf("intermediate")] }).refusal();
		assert.is(error.code, "ERR_TLS_PIN_MISMATCH");
	});

	test(`G8 G4 ${version} a listener lets in the clients whose key is pinned`, async () => {
		const failures: StreamError[] = [];
		const listener = new TLSListener({
			address: "127.0.0.1",
			tls: {
				...localhostIdentity,
				ca: [certificate("authority.der"), certificate("rsa-authority.der")],
				clientAuthentication: "require",
				minimumVersion: version as "TLSv1.2",
				maximumVersion: version as "TLSv1.2",
				pins: pinOf("client"),
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
		const port = listener.port ?? 0;
		assert.is(await connectTLS(port, clientIdentity("client")).readText(7), "welcome");
		assert.equal(failures, []);
		const other = connectTLS(port, clientIdentity("rsa-client"));
		await other.failure();
		assert.equal(
			failures.map(({ code }) => code),
			["ERR_TLS_PIN_MISMATCH"],
		);
	});
}

test("G8 these tests write base64 as everybody does", () => {
	/* The SHA-256 of nothing, in both forms. */
	const empty = Uint8Array.from(
		["e3b0c44298fc1c149afbf4c8996fb924", "27ae41e4649b934ca495991b7852b855"].flatMap((half) =>
			Array.from({ length: 16 }, (_, index) => Number.parseInt(half.slice(2 * index, 2 * index + 2), 16)),
		),
	);
	assert.is(text(empty.buffer), "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
});

for (const [what, pins, pattern] of [
	["a number", 5, /tls\.pins must be 32 bytes .*and not the number \d+/],
	["undefined", undefined, /tls\.pins must be 32 bytes .*and not undefined/],
	["an empty list", [], /tls\.pins is an empty list/],
	["31 bytes", new Uint8Array(31), /tls\.pins must be 32 bytes/],
	["bytes of another place in a list", [new Uint8Array(32), new Uint8Array(33)], /tls\.pins\[1\] must be 32 bytes/],
	["text without its beginning", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", /tls\.pins must be 32 bytes/],
	["base64 of 31 bytes", "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuA==", /tls\.pins must be 32 bytes/],
	["base64 with bits left over", "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=", /tls\.pins must be 32 bytes/],
	["a letter that is none of base64", "sha256/47DEQpj8HBSa-/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", /tls\.pins must be 32 bytes/],
] as const) {
	test(`G8 ${what} is no pin, and nothing is opened for it`, async () => {
		const peer = await startPeer("raw", {});
		assert.throws(() => connectTLS(peer.port, { pins }), pattern);
	});
}

test("G8 a server that asks for no certificate cannot have pins, lists or onVerify", () => {
	for (const [name, value] of [
		["pins", new Uint8Array(32)],
		["crl", certificate("revocations.der")],
		["onVerify", () => true],
	] as const) {
		const tls = { certificate: certificate("self-signed.der"), key: certificate("self-signed.key.der"), [name]: value };
		assert.throws(
			() => new TLSListener({ address: "127.0.0.1", tls, onReadable: () => undefined }),
			new RegExp(`tls\\.${name} has no certificate`),
		);
	}
});

test.run();
