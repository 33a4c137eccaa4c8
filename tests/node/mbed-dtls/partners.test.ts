// simulator only: what it tests is not there on Node
/* node-mbed-dtls with OpenSSL, GnuTLS and libcoap, in both roles. The handshakes themselves are tried in tests/interop; here it is the options and events of this module. */
import { Buffer } from "node:buffer";
import { type ConnectOptions, connect, createServer, type DtlsServerSocket, type ServerOptions } from "node-mbed-dtls";
import * as assert from "uvu/assert";
import { certificate } from "../../support/certificates.ts";
import { peerSuite, startPeer } from "../../support/peers.ts";
import { closeAfterTest } from "../../support/suite.ts";

const test = peerSuite("node-mbed-dtls with others");
const local = "127.0.0.1";
const secret = "736563726574505348736563726574";
const version = "DTLSv1.2";

const der = (name: string) => Buffer.from(certificate(`${name}.der`));
const chain = (name: string) => [der(name), der(name.startsWith("rsa-") ? "rsa-intermediate" : "intermediate")];
const keyOf = (name: string) => Buffer.from(certificate(`${name}.key.der`));

interface Row {
	readonly name: string;
	readonly programs: readonly string[];
	/** What the partner is told when it is the server, or the client. */
	readonly partner: { readonly server: object; readonly client: object };
	readonly client: ConnectOptions;
	readonly server: ServerOptions;
}

const pskOf = (ephemeral: boolean) => ({ psk: { identity: "device-7", key: secret, ephemeral } });
const shared = { psk: Buffer.from(secret, "hex"), PSKIdent: "device-7" };
const asked: ServerOptions = { identityPskCallback: async (identity) => (identity === "device-7" ? shared.psk : null) };

const rows: readonly Row[] = [
	{
		name: "a shared key",
		programs: ["openssl", "gnutls", "libcoap"],
		partner: { server: pskOf(false), client: pskOf(false) },
		client: { ...shared },
		server: asked,
	},
	{
		name: "a shared key with ECDHE",
		programs: ["openssl"],
		partner: { server: pskOf(true), client: pskOf(true) },
		client: { ...shared, ciphers: "ECDHE-PSK-AES128-CBC-SHA256" },
		server: asked,
	},
	{
		name: "an ECDSA certificate",
		programs: ["openssl", "gnutls"],
		partner: { server: { certificate: "localhost" }, client: { name: "localhost", trust: "authority" } },
		client: { servername: "localhost", CACert: chain("authority").slice(0, 1) },
		server: { certificate: chain("localhost"), key: keyOf("localhost") },
	},
	{
		name: "RSA certificates of both",
		programs: ["openssl", "gnutls"],
		partner: {
			server: { certificate: "rsa-localhost", trust: "rsa-authority" },
			client: { name: "localhost", trust: "rsa-authority", certificate: "rsa-client" },
		},
		client: { servername: "localhost", CACert: der("rsa-authority"), cert: chain("rsa-client"), key: keyOf("rsa-client") },
		server: { cert: chain("rsa-localhost"), key: keyOf("rsa-localhost"), CACert: [der("rsa-authority"), der("rsa-intermediate")] },
	},
	{
		name: "certificates of both",
		programs: ["libcoap"],
		partner: {
			server: { certificate: "localhost", trust: "authority" },
			client: { name: "localhost", trust: "authority", certificate: "client" },
		},
		client: { servername: "localhost", CACert: [der("authority"), der("intermediate")], cert: chain("client"), key: keyOf("client") },
		server: { cert: chain("localhost"), key: keyOf("localhost"), CACert: [der("authority"), der("intermediate")] },
	},
];

/* GET /.well-known/core (RFC 7252), and the answer of a server that has one resource. */
const request = Buffer.concat([
	Buffer.from([0x40, 1, 0x12, 0x34, 0xbb]),
	Buffer.from(".well-known"),
	Buffer.from([4]),
	Buffer.from("core"),
]);

function answerTo(message: Buffer): Buffer {
	const token = message.subarray(4, 4 + (message[0] & 15));
	return Buffer.concat([
		Buffer.from([0x60 | token.length, 0x45, message[2], message[3]]),
		token,
		Buffer.from([0xc1, 40, 0xff]),
		Buffer.from("</tls419>"),
	]);
}

async function asClient({ client, partner }: Row, program: string): Promise<void> {
	const { port } = await startPeer("partner", { program, role: "server", version, side: partner.server });
	const socket = connect({ ...client, host: local, port });
	closeAfterTest(() => {
		socket.destroy();
	});
	const answer = await new Promise<Buffer>((resolve, reject) => {
		socket.on("error", reject);
		socket.on("data", resolve);
		socket.on("secureConnect", () => socket.write(program === "libcoap" ? request : "ping\n"));
	});
	if (program === "libcoap") assert.match(answer.toString("latin1"), "rt=");
	else assert.is(answer.toString(), "ping\n");
	assert.is(socket.authorized, true);
	await new Promise<void>((resolve) => {
		socket.on("close", resolve);
		socket.end();
	});
}

async function asServer({ server: options, partner }: Row, program: string): Promise<void> {
	const clients: DtlsServerSocket[] = [];
	const failures: string[] = [];
	const server = createServer(options, (client) => {
		clients.push(client);
		client.on("data", (message: Buffer) => client.write(program === "libcoap" ? answerTo(message) : message));
	});
	closeAfterTest(() => {
		server.close();
	});
	server.on("clientError", (error: Error) => failures.push(error.message));
	await new Promise<void>((resolve) => server.listen(0, local, resolve));
	const { port } = server.address();
	const peer = await startPeer("partner", { program, role: "client", version, side: partner.client, port });
	await new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error(`nothing was echoed: ${failures}\n${peer.log}`)), 10_000);
		closeAfterTest(() => clearTimeout(timer));
		peer.event("echoed").then(resolve, reject);
	});
	assert.is(clients.length, 1);
	assert.is(clients[0].remoteAddress, local);
	assert.is(clients[0].authorized, "psk" in partner.client || "certificate" in partner.client);
}

for (const row of rows)
	for (const program of row.programs) {
		test(`M1 M13 M14 G23 ${row.name}: a client of ${program}'s server`, () => asClient(row, program));
		test(`M30 M39 M45 G23 ${row.name}: a server for ${program}'s client`, () => asServer(row, program));
	}

test.run();
