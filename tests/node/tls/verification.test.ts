/* Whom tls.connect trusts, and what it says of others. */
import { Buffer } from "node:buffer";
import net, { type Socket } from "node:net";
import tls, { type PeerCertificate, type TLSSocket } from "node:tls";
import * as assert from "uvu/assert";
import { thrown } from "../../support/failure.ts";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";
import { identity, onNode, pem } from "../support/certificates.ts";
import { bounded, client, closing, event, failure, line, serve } from "../support/tls.ts";

const test = boundedSuite("verification");

/* What is wrong with a server, and what Node calls it. Where ours has another code it is the second. */
const verdicts: [certificate: string, options: object, node: string, ours?: string][] = [
	["expired", {}, "CERT_HAS_EXPIRED"],
	["not-yet-valid", {}, "CERT_NOT_YET_VALID"],
	["self-signed", {}, "DEPTH_ZERO_SELF_SIGNED_CERT"],
	["unknown", {}, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
	["wrong-name", {}, "ERR_TLS_CERT_ALTNAME_INVALID"],
	["localhost", { ca: pem("unknown-authority.pem") }, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
];

for (const [certificate, options, node, ours = node] of verdicts) {
	const code = onNode ? node : ours;

	test(`T17 a server with the certificate ${certificate} is refused: ${code}`, async () => {
		const { port } = await serve(identity(certificate));
		const socket = client(port, options);
		const error = await failure(socket);
		assert.is(error.code, code);
		assert.is(socket.authorized, false);
		if (!onNode) assert.ok((error.number ?? 0) < 0, "mbedTLS's number");
	});

	test(`T16 T81 with rejectUnauthorized false the connection to ${certificate} comes about, and authorizationError is ${code}`, async () => {
		const { port } = await serve(identity(certificate), (peer) => {
			peer.on("error", () => undefined);
			peer.write("hello");
		});
		const socket = client(port, { ...options, rejectUnauthorized: false });
		await event(socket, "secureConnect");
		assert.is(socket.authorized, false);
		assert.is(socket.authorizationError as unknown, code);
		assert.is(String((await event(socket, "data"))[0]), "hello");
	});
}

test("T82 authorized is false until the handshake is done, and true when all was found good; authorizationError is null then", async () => {
	const { port, accepted } = await serve();
	const socket = client(port);
	assert.is(socket.authorized, false);
	await event(socket, "secureConnect");
	assert.is(socket.authorized, true);
	assert.is(socket.authorizationError, null);
	const server = await accepted;
	assert.is(server.authorized, false, "nobody was asked");
});

test("T103 the certificate has to name what was asked for: an address is not the name localhost", async () => {
	const { port } = await serve();
	const error = await failure(client(port, { host: "127.0.0.1" }));
	assert.is(error.code, "ERR_TLS_CERT_ALTNAME_INVALID");
});

test("T24 a TLSSocket that is a client verifies its server by itself, and a server asks nobody", async () => {
	if (onNode) return;
	const [near, far] = line();
	const server = bounded(new tls.TLSSocket(far, { isServer: true, ...identity("unknown") }));
	server.on("error", () => undefined);
	const socket = bounded(new tls.TLSSocket(near, {}));
	assert.match((await failure(socket)).code ?? "", /^(UNABLE_TO_|ERR_TLS_NO_TRUST)/);
});

test("the servername that a TLSSocket was made with counts, wherever it connects to", async () => {
	if (onNode) return;
	const { port } = await serve();
	const made = (servername: string) => bounded(new tls.TLSSocket(undefined as never, { servername, ca: pem("authority.pem") } as object));
	assert.is((await failure(made("example.org").connect(port, "localhost"))).code, "ERR_TLS_CERT_ALTNAME_INVALID");
	assert.is((await failure(made("example.org").connect({ port, host: "localhost" }))).code, "ERR_TLS_CERT_ALTNAME_INVALID");
	await event(made("localhost").connect(port, "127.0.0.1"), "secureConnect");
	await event(made("example.org").connect({ port, servername: "localhost" } as never), "secureConnect");
});

test("a check of the name is not left out silently where a key may take the certificate's place", () => {
	if (onNode) return;
	const options = { port: 9, ca: pem("authority.pem"), checkServerIdentity: () => undefined, pskCallback: () => null };
	assert.match(thrown(() => tls.connect(options)).message, /checkServerIdentity with pskCallback and ca/);
});

test("a revocation list that was cut is refused, also behind a whole one", () => {
	if (onNode) return;
	const list = pem("authority-revocations.pem");
	assert.is(thrown(() => tls.createSecureContext({ crl: list + list.slice(0, -30) })).code, "ERR_OSSL_PEM_BAD_END_LINE");
	assert.ok(tls.createSecureContext({ crl: list + list, ca: pem("authority.pem") }));
});

/* What checkServerIdentity is called with. */
interface Asked {
	host: string;
	name: unknown;
	issuer: unknown;
}

function checking(answer: Error | undefined, asked: Asked[]): object {
	return {
		checkServerIdentity(host: string, certificate: { subject: { CN?: unknown }; issuerCertificate?: { subject: { CN?: unknown } } }) {
			asked.push({ host, name: certificate.subject.CN, issuer: certificate.issuerCertificate?.subject.CN });
			return answer;
		},
	};
}

test("G8 checkServerIdentity takes the place of the check of the name", async () => {
	const { port } = await serve(identity("wrong-name"));
	const asked: Asked[] = [];
	const socket = client(port, checking(undefined, asked));
	await event(socket, "secureConnect");
	assert.is(socket.authorized, true);
	assert.equal(asked, [{ host: "localhost", name: "wrong-name", issuer: "intermediate" }]);
});

test("G8 the error of checkServerIdentity is the socket's", async () => {
	const { port } = await serve();
	const error = new Error("not this one");
	assert.is(await failure(client(port, checking(error, []))), error);
	const { port: second } = await serve();
	const socket = client(second, { ...checking(error, []), rejectUnauthorized: false });
	await event(socket, "secureConnect");
	assert.is(socket.authorized, false);
	assert.ok(socket.authorizationError);
});

test("G8 checkServerIdentity is not asked about a chain that is not trusted", async () => {
	const { port } = await serve(identity("expired"));
	const asked: Asked[] = [];
	assert.is((await failure(client(port, checking(undefined, asked)))).code, "CERT_HAS_EXPIRED");
	assert.equal(asked, []);
	const { port: second } = await serve(identity("expired"));
	const socket = client(second, { ...checking(undefined, asked), rejectUnauthorized: false });
	await event(socket, "secureConnect");
	assert.is(socket.authorized, false);
	assert.is(socket.authorizationError as unknown, "CERT_HAS_EXPIRED");
});

test("checkServerIdentity by itself: names, wildcards, addresses", () => {
	const check = (host: string, subjectaltname: string): string | undefined => {
		const certificate: object = { subject: { CN: "localhost" }, subjectaltname };
		return (tls.checkServerIdentity(host, certificate as PeerCertificate) as { code?: string } | undefined)?.code;
	};
	const invalid = "ERR_TLS_CERT_ALTNAME_INVALID";
	assert.is(check("a.example", "DNS:a.example, DNS:b.example"), undefined);
	assert.is(check("B.Example.", "DNS:a.example, DNS:b.example"), undefined);
	assert.is(check("c.example", "DNS:a.example, DNS:b.example"), invalid);
	assert.is(check("x.wild.example", "DNS:*.wild.example"), undefined);
	assert.is(check("x.y.wild.example", "DNS:*.wild.example"), invalid);
	assert.is(check("wild.example", "DNS:*.wild.example"), invalid);
	assert.is(check("example", "DNS:*"), invalid);
	assert.is(check("127.0.0.1", "IP Address:127.0.0.1"), undefined);
	assert.is(check("127.0.0.1", "DNS:127.0.0.1"), invalid);
	assert.is(check("::1", "IP Address:0:0:0:0:0:0:0:1"), undefined);
	assert.is(check("b.example", 'DNS:"a.example, DNS:b.example"'), invalid);
});

async function disturbed(answer: (socket: Socket) => void): Promise<TLSSocket> {
	const server = net.createServer((socket) => {
		socket.on("error", () => undefined);
		socket.resume();
		answer(socket);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
	closeAfterTest(() => {
		server.close();
	});
	return client((server.address() as { port: number }).port);
}

test("T100 G13 a server that ends before the handshake is done: ECONNRESET, before secure TLS connection was established", async () => {
	const error = await failure(await disturbed((socket) => socket.end()));
	assert.is(error.code, "ECONNRESET");
	assert.match(error.message, /before secure TLS connection was established/);
});

test("T100 a handshake that fails brings one 'error' and one 'close', and no 'secureConnect'", async () => {
	const { port, refused } = await serve(identity("expired"));
	const socket = client(port);
	const events: string[] = [];
	for (const name of ["secureConnect", "error", "end", "close"]) socket.on(name, () => events.push(name));
	const closed = closing(socket);
	await failure(socket);
	await closed;
	assert.equal(events, ["error", "close"]);
	if (!onNode) assert.is((await refused).code, "ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED");
});

test("T100 what is no TLS is told as such", async () => {
	const error = await failure(await disturbed((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n")));
	assert.is(error.code, "ERR_SSL_WRONG_VERSION_NUMBER");
});

test("T101 what goes wrong after the handshake is an Error with a code", async () => {
	if (onNode) return;
	const { port } = await serve();
	const raw = bounded(net.connect({ port, host: "127.0.0.1" }));
	await event(raw, "connect");
	const [near, far] = line();
	far.on("data", (chunk: Uint8Array) => raw.write(chunk));
	let disturb = false;
	raw.on("data", (chunk: Uint8Array) => {
		if (disturb) chunk[chunk.length - 1] ^= 1;
		far.write(chunk);
	});
	const socket = bounded(tls.connect({ socket: near, servername: "localhost", ca: pem("authority.pem") }));
	await event(socket, "session");
	disturb = true;
	const failed = failure(socket);
	socket.end();
	const error = await failed;
	assert.instance(error, Error);
	assert.is(error.code, "ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC");
});

test("T101 a connection that is cut without a goodbye is told (truncation)", async () => {
	if (onNode) return;
	const { port, server } = await serve();
	let raw: Socket | undefined;
	server.on("connection", (socket: Socket) => {
		raw = socket;
	});
	const proxy = net.createServer((near) => {
		const far = bounded(net.connect({ port, host: "127.0.0.1" }));
		near.on("error", () => undefined);
		near.pipe(far);
		far.on("data", (chunk: Uint8Array) => near.write(chunk));
		cut = () => near.destroy();
	});
	let cut: () => void = () => undefined;
	await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", () => resolve()));
	closeAfterTest(() => {
		proxy.close();
		raw?.destroy();
	});
	const socket = client((proxy.address() as { port: number }).port);
	await event(socket, "session");
	const failed = failure(socket);
	cut();
	assert.is((await failed).code, "ERR_SSL_UNEXPECTED_EOF_WHILE_READING");
});

test("T13 an option that cannot be meant is not passed over", () => {
	const options: object = { socket: line()[0], checkServerIdentity: 1 };
	assert.ok(thrown(() => tls.connect(options)));
});

test("what is written before the handshake leaves in no way that can be read, and not at all if the server is refused", async () => {
	const { port } = await serve(identity("wrong-name"), (peer) => peer.on("error", () => undefined).on("data", () => (heard = true)));
	let heard = false;
	let seen = "";
	const spy = net.createServer((down: Socket) => {
		const up = net.connect(port, "127.0.0.1");
		for (const side of [up, down]) side.on("error", () => undefined);
		down.on("data", (data: Uint8Array) => {
			seen += Buffer.from(data).toString("latin1");
			up.write(data);
		});
		up.pipe(down);
		down.on("close", () => up.destroy());
	});
	await new Promise<void>((resolve) => spy.listen(0, "127.0.0.1", () => resolve()));
	closeAfterTest(() => {
		spy.close();
	});
	const socket = client((spy.address() as { port: number }).port);
	socket.write("SECRET at once");
	socket.on("connect", () => socket.write("SECRET when connected"));
	socket.on("ready", () => socket.end("SECRET at the end"));
	const over = closing(socket);
	assert.is((await failure(socket)).code, "ERR_TLS_CERT_ALTNAME_INVALID");
	await over;
	assert.ok(seen.length > 100);
	assert.not.match(seen, /SECRET/);
	if (!onNode) assert.is(heard, false);
});

test.run();
