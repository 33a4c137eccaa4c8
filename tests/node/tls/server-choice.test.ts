/* tls.Server: what it chooses for each client: certificates by name, protocols, pre-shared keys; and the log of secrets. */
import { Buffer } from "node:buffer";
import tls, { type TLSSocket } from "node:tls";
import * as assert from "uvu/assert";
import { thrown } from "../../support/failure.ts";
import { boundedSuite } from "../../support/suite.ts";
import { identity } from "../support/certificates.ts";
import { client, event, failure, serve } from "../support/tls.ts";

const test = boundedSuite("tls.Server chooses");

/* Names that clients ask for, and whose certificate they get. */
async function shown(port: number, servername: string): Promise<unknown> {
	const socket = client(port, { servername, rejectUnauthorized: false });
	await event(socket, "secureConnect");
	const { subject } = socket.getPeerCertificate() as { subject: { CN?: unknown } };
	socket.destroy();
	return subject.CN;
}

test("G11 addContext: the certificate for a name, with a star for a label, the last that was added first", async () => {
	const { port, server } = await serve();
	server.addContext("one.example", identity("several-names"));
	server.addContext("*.wild.example", tls.createSecureContext(identity("wildcard")) as object);
	assert.is(await shown(port, "one.example"), "several-names");
	assert.is(await shown(port, "x.wild.example"), "wildcard");
	assert.is(await shown(port, "x.y.wild.example"), "localhost");
	assert.is(await shown(port, "localhost"), "localhost");
	server.addContext("one.example", identity("wrong-name"));
	assert.is(await shown(port, "one.example"), "wrong-name");
});

test("G11 SNICallback answers at once or later; without a context it is the server's own", async () => {
	const asked: string[] = [];
	const { port } = await serve({
		SNICallback(name: string, callback: (error: Error | null, context?: unknown) => void) {
			asked.push(name);
			if (name === "one.example") callback(null, tls.createSecureContext(identity("several-names")));
			else if (name === "later.example") Promise.resolve().then(() => callback(null, tls.createSecureContext(identity("wrong-name"))));
			else callback(null);
		},
	});
	assert.is(await shown(port, "one.example"), "several-names");
	assert.is(await shown(port, "later.example"), "wrong-name");
	assert.is(await shown(port, "localhost"), "localhost");
	assert.equal(asked, ["one.example", "later.example", "localhost"]);
});

test("G11 an error of SNICallback, and what is no context, end the handshake", async () => {
	const answers: unknown[] = [[new Error("no such name")], [null, { no: "context" }]];
	for (const answer of answers) {
		const { port, refused } = await serve({
			SNICallback: (_name: string, callback: (...values: unknown[]) => void) => callback(...(answer as unknown[])),
		});
		const socket = client(port, { servername: "one.example" });
		socket.on("error", () => undefined);
		assert.instance(await refused, Error);
	}
	const wrong: object = { SNICallback: 1 };
	assert.is(thrown(() => tls.createServer(wrong)).code, "ERR_INVALID_ARG_TYPE");
});

test("G11 setSecureContext replaces the certificate; connections that stand go on", async () => {
	const { port, server } = await serve({}, (peer) => {
		peer.on("error", () => undefined);
		peer.on("data", (chunk: Uint8Array) => peer.write(chunk));
	});
	const standing = client(port);
	await event(standing, "secureConnect");
	server.setSecureContext(identity("several-names"));
	assert.is(await shown(port, "localhost"), "several-names");
	standing.write("still here");
	assert.is(String((await event(standing, "data"))[0]), "still here");
	assert.ok(thrown(() => server.setSecureContext({ cert: "no PEM", key: "no PEM" })));
	assert.is(await shown(port, "localhost"), "several-names");
});

test("G11 ALPNCallback chooses one of the protocols that the client offers, or turns it away", async () => {
	const asked: unknown[] = [];
	const { port } = await serve({
		ALPNCallback(offer: { servername: string; protocols: string[] }) {
			asked.push({ servername: offer.servername, protocols: [...offer.protocols] });
			return offer.protocols.includes("two") ? "two" : undefined;
		},
	});
	const socket = client(port, { servername: "localhost", ALPNProtocols: ["one", "two"] });
	await event(socket, "secureConnect");
	assert.is(socket.alpnProtocol, "two");
	assert.equal(asked, [{ servername: "localhost", protocols: ["one", "two"] }]);
	const refused = await failure(client(port, { servername: "localhost", ALPNProtocols: ["one"] }));
	assert.match(refused.code ?? "", /NO_APPLICATION_PROTOCOL/);
	const both: object = { ...identity(), ALPNCallback: () => undefined, ALPNProtocols: ["one"] };
	assert.is(thrown(() => tls.createServer(both)).code, "ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS");
});

test("G9 pskCallback on both sides: a key in place of certificates", async () => {
	const key = Buffer.from("0123456789abcdef0123456789abcdef");
	const ciphers = "PSK+AES128:PSK";
	const identities: string[] = [];
	const options = { maxVersion: "TLSv1.2", ciphers } as const;
	const { port, accepted } = await serve({
		cert: undefined,
		key: undefined,
		...options,
		pskIdentityHint: "a hint",
		pskCallback(socket: TLSSocket, name: string) {
			assert.instance(socket, tls.TLSSocket);
			identities.push(name);
			return name === "device-7" ? key : null;
		},
	});
	const known = { ca: undefined, ...options, checkServerIdentity: () => undefined };
	const socket = client(port, { ...known, pskCallback: () => ({ psk: key, identity: "device-7" }) });
	await event(socket, "secureConnect");
	await accepted;
	assert.equal(identities, ["device-7"]);
	assert.match(socket.getCipher()?.name ?? "", /PSK/);
	assert.ok((await failure(client(port, { ...known, pskCallback: () => ({ psk: key, identity: "stranger" }) }))).code);
	assert.ok(await failure(client(port, { ...known, pskCallback: () => null })));
});

test("G19 'keylog' brings the secrets of handshakes, for a server with the socket", async () => {
	const { port, server } = await serve();
	const lines: string[] = [];
	server.on("keylog", (line: Uint8Array, socket: TLSSocket) => {
		assert.instance(socket, tls.TLSSocket);
		lines.push(String(line));
	});
	const socket = client(port);
	const own: string[] = [];
	socket.on("keylog", (line: Uint8Array) => own.push(String(line)));
	await event(socket, "secureConnect");
	assert.ok(own.length > 0 && own.every((line) => /^[A-Z0-9_]+ [0-9a-f]{64} [0-9a-f]+\n$/i.test(line)));
	assert.ok(lines.length > 0);
});

test.run();
