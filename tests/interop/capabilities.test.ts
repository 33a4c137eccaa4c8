/* What TLS.capabilities names can be done: each thing alone, with OpenSSL. */
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { Connection, connectTLS, type TLSOptions } from "../support/connection.ts";
import { peerSuite, startPeer } from "../support/peers.ts";

const test = peerSuite("capabilities");

const { capabilities } = TLS;
const key = "000102030405060708090a0b0c0d0e0f";
const psk = { identity: "device", key: Uint8Array.from({ length: 16 }, (_, index) => index) };

/** The name of a certificate with a key that signs for this suite, or with this algorithm. */
function signer(name: string): string {
	return /_RSA_WITH|^rsa/.test(name) ? "rsa-localhost" : "localhost";
}

function authority(name: string): ArrayBuffer {
	return certificate(name.startsWith("rsa") ? "rsa-authority.der" : "authority.der");
}

function connectWithKey(port: number, cipherSuites: string): Connection<TLS> {
	return new Connection((callbacks) => new TLS({ address: "127.0.0.1", port, tls: { psk, cipherSuites }, ...callbacks } as TLSOptions));
}

for (const version of capabilities.versions) {
	const modern = version === "TLSv1.3";
	for (const cipherSuites of capabilities.cipherSuites.filter((name) => name.includes("_WITH_") !== modern)) {
		const shared = cipherSuites.includes("_PSK_");
		test(`G2 ${version} with the suite ${cipherSuites}`, async () => {
			const flags = modern ? ["-tls1_3", "-ciphersuites", cipherSuites] : ["-tls1_2", "-cipher", "ALL:eNULL@SECLEVEL=0"];
			if (shared) flags.push("-psk", key, "-psk_identity", psk.identity);
			const peer = await startPeer("openssl", { certificate: signer(cipherSuites), flags });
			const client = shared
				? connectWithKey(peer.port, cipherSuites)
				: connectTLS(peer.port, { cipherSuites, ca: authority(signer(cipherSuites)) });
			await client.ready();
			assert.is(client.io.negotiated?.version, version);
			await client.send("from the client\n");
			await peer.line(/^from the client$/);
		});
	}
}

for (const groups of capabilities.groups) {
	test(`G2 the group ${groups}`, async () => {
		const peer = await startPeer("openssl", { flags: ["-tls1_3", "-groups", groups] });
		const client = connectTLS(peer.port, { groups });
		await client.ready();
	});
}

for (const signatureAlgorithms of capabilities.signatureAlgorithms) {
	const name = signer(signatureAlgorithms);
	/* In TLS 1.2 an algorithm means the hash, so that a key on P-256 does for all of them. */
	const flags = signatureAlgorithms.startsWith("rsa_pss") ? ["-tls1_3"] : ["-tls1_2"];
	test(`G2 the signature algorithm ${signatureAlgorithms}`, async () => {
		const peer = await startPeer("openssl", { certificate: name, flags });
		const client = connectTLS(peer.port, { signatureAlgorithms, ca: authority(name) });
		await client.ready();
	});
}

test.run();
