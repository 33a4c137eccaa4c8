// simulator only: Node has no DTLS
/* openssl-dtls with openssl and gnutls, in both roles. */
import { Buffer } from "node:buffer";
import type { Peer } from "openssl-dtls";
import * as assert from "uvu/assert";
import { features } from "../../interop/matrix.js";
import { compare, happened } from "../../interop/sides.ts";
import { type ClientOptions, ca, dial, identity, pem, type ServerOptions, serve } from "../../support/openssl-dtls.ts";
import { peerSuite, startPeer } from "../../support/peers.ts";

const test = peerSuite("openssl-dtls with others");
const version = "DTLSv1.2";
const programs = [
	["openssl", "OpenSSL"],
	["gnutls", "GnuTLS"],
] as const;
const names = ["ECDSA certificate", "RSA certificate", "client certificate, ECDSA", "client certificate, RSA", "resumed by ticket"];
const rows = features.filter(({ name }) => names.includes(name));

/** Sends back what comes. */
function echo(peer: Peer): void {
	peer.on("message", (message: Buffer) => peer.send(message));
}

for (const { ids, name, client, server, settled, twice } of rows) {
	for (const [program, title] of programs) {
		test(`O5 O7 O19 O21 O24 ${ids} ${name}, as server for ${title}`, async () => {
			const options: Partial<ServerOptions> = {
				...identity(server.certificate ?? "localhost"),
				...(server.trust && { ca: pem(`${server.trust}.pem`), rejectUnauthorized: true }),
			};
			const { server: dtls, port, take } = await serve(options);
			dtls.on("secureConnection", echo);
			const partner = await startPeer("partner", { program, role: "client", version, side: client, port, twice });
			for (let left = twice ? 2 : 1; left > 0; left--) {
				compare("the partner", await happened(partner, "connection"), {
					...settled,
					client: undefined,
					version: undefined,
					resumed: undefined,
				});
				const { peer, log } = await take();
				assert.is(peer.getCertChain().length > 0, client.certificate !== undefined);
				assert.is(peer.authorized, client.certificate !== undefined);
				/* gnutls-cli says nothing on a connection that it only makes to come back to. */
				if (left === 1 || program === "openssl") await log.next("message");
				await log.next("close");
				assert.not(log.has("error"));
			}
			await happened(partner, "echoed");
		});

		if (twice) continue;
		test(`O29 ${ids} ${name}, as client of ${title}`, async () => {
			const partner = await startPeer("partner", { program, role: "server", version, side: server });
			const options: Partial<ClientOptions> = {
				...(client.certificate && identity(client.certificate)),
				...(client.trust && { ca: pem(`${client.trust}.pem`) }),
			};
			const { client: dtls, log } = dial(partner.port, options);
			await log.next("secureConnection");
			assert.ok(dtls.authorized);
			dtls.send(Buffer.from("ping\n"));
			assert.equal(await log.next("message"), ["ping\n"]);
			if (program === "openssl")
				compare("the partner", await happened(partner, "connection"), {
					...settled,
					server: undefined,
					version: undefined,
					resumed: undefined,
				});
		});
	}
}

/** openssl's client, which trusts the server. */
function client(port: number, flags: string[] = [], certificate?: string) {
	return startPeer("openssl-client", { port, certificate, flags: ["-dtls1_2", ...flags] });
}

test("O6 openssl's client with a certificate of a stranger is let in, and not authorized", async () => {
	const { port, take } = await serve({ ca, requestCert: true });
	for (const [name, reason] of [
		["unknown-client", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
		["expired", "CERT_HAS_EXPIRED"],
		["client", undefined],
	] as const) {
		const other = await client(port, [], name);
		const { peer } = await take();
		assert.is(peer.authorizationError, reason);
		assert.is(peer.authorized, reason === undefined);
		assert.ok(
			peer
				.getCertChain()
				.toString()
				.startsWith(pem(`${name}.pem`).toString().slice(0, 500)),
		);
		await other.close();
	}
});

test("O5 O7 openssl's client is told why its certificate is refused", async () => {
	const { port, log } = await serve({ ca: pem("fleet-authority.pem", "fleet-revocations.pem"), rejectUnauthorized: true });
	for (const [name, code, alert] of [
		["fleet-stolen", "CERT_REVOKED", /alert certificate revoked/],
		["client", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", /alert unknown ca/],
		[undefined, "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE", /alert/],
	] as const) {
		const other = await client(port, [], name);
		assert.is((await log.next("error"))[0], code);
		await other.line(alert);
	}
});

test("O9 the server takes the suite of its list, in its order of preference", async () => {
	const { port, take } = await serve({ ciphers: "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE+AESGCM:!AES256" });
	for (const [offered, chosen] of [
		["ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-ECDSA-CHACHA20-POLY1305"],
		["ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"],
	]) {
		const other = await client(port, ["-cipher", offered]);
		assert.match(await other.line(/^New, TLSv1\.2, Cipher is/), chosen);
		await take();
	}
});

test("O8 a small mtu is kept to", async () => {
	const { port, take } = await serve({ ca, requestCert: true, mtu: 300 });
	const other = await client(port, ["-mtu", "300"], "client");
	const { peer } = await take();
	assert.ok(peer.authorized);
	peer.send(Buffer.from(`${"x".repeat(200)}\n`));
	await other.line(/x{200}/);
});

test("O23 O25 a goodbye of either side ends the other", async () => {
	const { port, take } = await serve();
	const first = await client(port);
	const { peer } = await take();
	peer.end();
	await first.line(/^closed|^CONNECTION CLOSED|DONE/i);
	const second = await client(port);
	const other = await take();
	await second.tell("end");
	await other.log.next("close");
	assert.not(other.log.has("error"));
});

test.run();
