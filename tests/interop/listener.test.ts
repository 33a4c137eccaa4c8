/* The TLS listener with clients of Node and OpenSSL: whom it lets in by certificate, which protocol and which certificate it chooses. */
import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import * as assert from "uvu/assert";
import { certificate, localhostIdentity as identity } from "../support/certificates.ts";
import type { StreamError } from "../support/connection.ts";
import { peerSuite, startPeer } from "../support/peers.ts";
import { closeAfterTest } from "../support/suite.ts";

const test = peerSuite("listener");

const rsaIdentity = {
	certificate: [certificate("rsa-localhost.der"), certificate("rsa-intermediate.der")],
	key: certificate("rsa-localhost.key.der"),
};

interface Outcome {
	connection?: TLS;
	error?: StreamError;
}

/** The first thing that happens to a listener; what a connection gets it gives back. */
function listen(tls: object): { port: number; outcome: Promise<Outcome> } {
	let settle: (outcome: Outcome) => void;
	const outcome = new Promise<Outcome>((resolve) => {
		settle = resolve;
	});
	const listener = new TLSListener({
		address: "127.0.0.1",
		tls,
		onReadable() {
			const from = this.read();
			if (from === undefined) return;
			const connection = new TLS({
				from,
				onReadable() {
					this.write(this.read() as ArrayBuffer);
				},
				onError() {
					this.close();
				},
			});
			closeAfterTest(() => connection.close());
			settle({ connection });
		},
		onError: (error) => settle({ error }),
	});
	closeAfterTest(() => listener.close());
	return { port: listener.port ?? 0, outcome };
}

for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
	const flags = [version === "TLSv1.2" ? "-tls1_2" : "-tls1_3"];
	const versions = { minimumVersion: version, maximumVersion: version };

	/* What each kind of client gets: authorized or the reason why not; an error; nothing asked. */
	const clients: [string | undefined, string | undefined, string | undefined][] = [
		["client", undefined, undefined],
		["unknown-client", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "48"],
		[undefined, "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE", version === "TLSv1.2" ? "40" : "116"],
		["expired", "CERT_HAS_EXPIRED", "4[35]"],
	];
	for (const [name, reason, alert] of clients) {
		const shown = name === undefined ? "no certificate" : `the certificate ${name}`;
		for (const clientAuthentication of ["none", "request", "require"] as const) {
			const refused = clientAuthentication === "require" && reason !== undefined;
			test(`G4 ${version} Node with ${shown} where a listener says "${clientAuthentication}": ${refused ? reason : "let in"}`, async () => {
				const trust = clientAuthentication === "none" ? {} : { ca: certificate("authority.der") };
				const { port, outcome } = listen({ ...identity, ...versions, ...trust, clientAuthentication });
				const peer = await startPeer("node-client", { port, version, certificate: name });
				const { connection, error } = await outcome;
				if (refused) {
					/* What the verdict is called depends on whether the issuer was shown; what counts is that it is one. */
					assert.ok(error, "it was let in");
					if (name !== "unknown-client") assert.is(error?.code, reason);
					const { message = "" } = await peer.event("failure");
					/* In TLS 1.3 the alert of mbedTLS's server has keys that its client does not use any more: that one learns that it failed, and not why. */
					assert.match(message, version === "TLSv1.2" ? new RegExp(`alert number ${alert}`) : /alert number|bad record mac|ECONNRESET/);
					return;
				}
				await peer.event("connection");
				const negotiated = connection?.negotiated;
				assert.is(negotiated?.version, version);
				if (clientAuthentication === "none") {
					assert.is(negotiated?.peerCertificate, undefined);
					return;
				}
				assert.is(negotiated?.authorized, reason === undefined);
				if (reason !== undefined && name !== "unknown-client") assert.is(negotiated?.authorizationError, reason);
				assert.is(negotiated?.peerCertificate === undefined, name === undefined);
			});
		}
	}

	test(`G4 ${version} openssl is let in with its certificate, and told by an alert when it has none`, async () => {
		const settings = { ...identity, ...versions, ca: certificate("authority.der"), clientAuthentication: "require" };
		const good = listen(settings);
		const peer = await startPeer("openssl-client", { port: good.port, flags, certificate: "client" });
		await peer.tell("write", { text: "hello\n" });
		await peer.line(/^hello$/);
		assert.is((await good.outcome).connection?.negotiated?.authorized, true);
		const bad = listen(settings);
		const other = await startPeer("openssl-client", { port: bad.port, flags });
		assert.is((await bad.outcome).error?.code, "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE");
		await other.line(version === "TLSv1.2" ? /alert handshake failure/ : /alert no certificate|alert number 41/);
	});

	test(`G11 ${version} the listener's order decides among protocols`, async () => {
		const { port, outcome } = listen({ ...identity, ...versions, applicationLayerProtocol: ["h2", "http/1.1"] });
		const peer = await startPeer("node-client", { port, version, alpn: ["http/1.1", "h2"] });
		assert.is((await peer.event("connection")).alpn, "h2");
		assert.is((await outcome).connection?.negotiated?.applicationLayerProtocol, "h2");
	});

	test(`G11 ${version} no protocol in common ends with no_application_protocol; a client that offers none is let in`, async () => {
		const bad = listen({ ...identity, ...versions, applicationLayerProtocol: "mqtt" });
		const peer = await startPeer("openssl-client", { port: bad.port, flags: [...flags, "-alpn", "h2"] });
		await peer.line(/alert no application protocol|alert number 120/);
		assert.is((await bad.outcome).error?.code, "ERR_SSL_NO_APPLICATION_PROTOCOL");
		const good = listen({ ...identity, ...versions, applicationLayerProtocol: "mqtt" });
		const other = await startPeer("node-client", { port: good.port, version });
		assert.is((await other.event("connection")).alpn, undefined);
		assert.is((await good.outcome).connection?.negotiated?.applicationLayerProtocol, undefined);
	});

	test(`G11 ${version} the server name decides about the certificate, RSA or ECDSA, also later`, async () => {
		const rsa = new TLSContext(rsaIdentity);
		const settings = {
			...identity,
			...versions,
			onServerName: (name: string) => (name === "server.example" ? Promise.resolve(rsa) : undefined),
		};
		const one = listen(settings);
		const first = await startPeer("node-client", {
			port: one.port,
			version,
			host: "server.example",
			authority: "rsa-authority",
			insecure: true,
		});
		assert.is((await first.event("connection")).server, "rsa-localhost");
		assert.is((await one.outcome).connection?.negotiated?.serverName, "server.example");
		const two = listen(settings);
		const second = await startPeer("node-client", { port: two.port, version });
		assert.is((await second.event("connection")).server, "localhost");
	});

	test(`G11 ${version} openssl that asks for an unknown name gets unrecognized_name`, async () => {
		const { port, outcome } = listen({
			...versions,
			onServerName: (name: string) => {
				throw new Error(`nobody is called ${name}`);
			},
		});
		const peer = await startPeer("openssl-client", { port, flags, host: "nobody.example" });
		await peer.line(/alert unrecognized name|alert number 112/);
		assert.is((await outcome).error?.code, "ERR_SSL_UNRECOGNIZED_NAME");
	});
}

test("G2 openssl that speaks only another version is told so by an alert", async () => {
	const { port, outcome } = listen({ ...identity, minimumVersion: "TLSv1.3" });
	const peer = await startPeer("openssl-client", { port, flags: ["-tls1_2"] });
	await peer.line(/alert protocol version/);
	assert.is((await outcome).error?.code, "ERR_SSL_UNSUPPORTED_PROTOCOL");
});

test.run();
