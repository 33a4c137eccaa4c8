/* What a peer that means no good, or a program that is careless, can do to tls: nothing is left behind, nobody hangs, and nothing is trusted that should not be. */
import { Buffer } from "node:buffer";
import net, { type Socket } from "node:net";
import { Duplex } from "node:stream";
import tls, { type PeerCertificate } from "node:tls";
import * as assert from "uvu/assert";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";
import { der, identity, onNode, pem } from "../support/certificates.ts";
import { bounded, client, closing, event, failure, line, readAll, serve } from "../support/tls.ts";

const test = boundedSuite("tls among enemies");
const ca = pem("authority.pem");

/** A server in clear on a port of its own. */
async function inClear(listener: (raw: Socket) => void): Promise<number> {
	const server = net.createServer((raw) => {
		raw.on("error", () => undefined);
		closeAfterTest(() => {
			raw.destroy();
		});
		listener(raw);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
	closeAfterTest(() => {
		server.close();
	});
	return (server.address() as { port: number }).port;
}

test("a handshake that cannot begin closes the connection that it was to have", async () => {
	if (onNode) return;
	let closed: Promise<void> | undefined;
	const port = await inClear((raw) => {
		closed = closing(raw);
		raw.resume();
	});
	const socket = bounded(tls.connect({ host: "127.0.0.1", port, servername: "a".repeat(300), ca }));
	await failure(socket);
	while (closed === undefined) await new Promise<void>((resolve) => setTimeout(resolve));
	await closed;
});

test("an address is compared as a whole, also where its end is written as one of IPv4", () => {
	const certificate = { subjectaltname: "IP Address:0:0:0:0:0:0:FFFF:10" } as never;
	assert.ok(tls.checkServerIdentity("::ffff:10.0.0.1", certificate) instanceof Error);
	const mapped = { subjectaltname: "IP Address:0:0:0:0:0:FFFF:A00:1" } as never;
	assert.is(tls.checkServerIdentity("::ffff:a00:1", mapped), undefined);
	assert.is(tls.checkServerIdentity("::ffff:10.0.0.1", mapped), undefined);
	for (const host of ["::1::2", ":::::::::", "1:2:3:4:5:6:7:8::9", "::zz", "1:2", "::"])
		assert.ok(tls.checkServerIdentity(host, certificate) instanceof Error, host);
});

test("the names of a certificate are told apart, however many and however long they are", () => {
	const isFor = (host: string, subjectaltname: string) => tls.checkServerIdentity(host, { subjectaltname } as never) === undefined;
	const quoted = (value: string) => `DNS:${JSON.stringify(value)}`;
	assert.ok(isFor("b.example", `DNS:a.example, DNS:b.example`));
	assert.ok(isFor("b.example", `${quoted("a.example, DNS:evil.example")}, DNS:b.example`));
	assert.not.ok(isFor("evil.example", `${quoted("a.example, DNS:evil.example")}, DNS:b.example`));
	assert.not.ok(isFor("evil.example", `${quoted('a", DNS:evil.example, URI:"')}, DNS:b.example`));
	assert.not.ok(isFor("evil.example", `${quoted(", DNS:evil.example, \\")}, DNS:b.example`));
	assert.ok(isFor("b.example", `${quoted(", DNS:evil.example, \\")}, DNS:b.example`));
	/* The first is longer than a certificate can be: who looks for each character from the beginning is not done within a test's time. */
	const long = quoted(`a,${"b".repeat(300_000)}`);
	const many = Array.from({ length: 1500 }, (_, index) => quoted(`h,${index}`)).join(", ");
	for (const names of [long, many]) assert.ok(isFor("b.example", `${names}, DNS:b.example`));
});

test("STARTTLS: what lies unread in a stream belongs to TLS", async () => {
	const port = await inClear((raw) => {
		raw.once("readable", () => {
			const command: unknown = raw.read(10);
			assert.is(String(command), "STARTTLS\r\n");
			const peer = new tls.TLSSocket(raw, { isServer: true, ...identity() });
			peer.on("error", () => undefined);
			peer.on("data", (bytes: Uint8Array) => peer.end(bytes));
		});
	});
	const raw = bounded(net.connect(port, "127.0.0.1"));
	await event(raw, "connect");
	/* What TLS says first leaves with the command. */
	const [near, far] = line();
	let first = true;
	far.on("data", (chunk: Buffer) => {
		raw.write(first ? Buffer.concat([Buffer.from("STARTTLS\r\n"), chunk]) : chunk);
		first = false;
	});
	raw.on("data", (chunk: Buffer) => far.write(chunk));
	raw.on("end", () => far.end());
	const socket = bounded(tls.connect({ socket: near, servername: "localhost", ca }));
	socket.write("at once");
	assert.is(await readAll(socket), "at once");
});

test("T14 T74 a socket on a stream of another kind connects to nothing, but takes the name and the listener", async () => {
	if (onNode) return;
	let connections = 0;
	const port = await inClear((raw) => {
		connections++;
		raw.on("data", () => undefined);
	});
	const [near, far] = line();
	const peer = bounded(new tls.TLSSocket(far, { isServer: true, ...identity() }));
	peer.on("error", () => undefined);
	const socket = bounded(new tls.TLSSocket(near, { ca } as object));
	await new Promise<void>((resolve, reject) => {
		socket.on("error", reject);
		socket.connect({ port, host: "127.0.0.1", servername: "localhost" } as { port: number }, resolve);
	});
	assert.is(socket.authorized, true);
	assert.is(connections, 0);
});

test("a check of the server that gives a promise refuses it, with an Error that says why", async () => {
	if (onNode) return;
	const { port } = await serve();
	for (const given of [Promise.resolve(), "no", 1]) {
		const error = await failure(client(port, { checkServerIdentity: () => given }));
		assert.instance(error, Error);
		assert.is(error.code, "ERR_INVALID_RETURN_VALUE");
	}
});

test("a stream below that gives no bytes ends TLS with an error", async () => {
	if (onNode) return;
	for (const chunk of [5, {}, [22, 3, 1], new Uint16Array(4), { length: 20 }]) {
		const below = bounded(new Duplex({ objectMode: true, read: () => undefined, write: (_chunk, _encoding, callback) => callback() }));
		const socket = bounded(tls.connect({ socket: below, servername: "localhost", ca }));
		below.push(chunk);
		assert.match((await failure(socket)).message, /gives objects that are no bytes/);
	}
});

test("T100 a listener to 'tlsClientError' that throws keeps no connection open", async () => {
	const { server, port } = await serve();
	server.removeAllListeners("tlsClientError");
	server.on("tlsClientError", () => {
		throw new Error("careless");
	});
	const caught = new Promise<Error>((resolve) => process.once("uncaughtException", resolve));
	const raw = bounded(net.connect(port, "127.0.0.1"));
	raw.on("error", () => undefined);
	raw.resume();
	raw.write("GET / HTTP/1.0\r\n\r\n");
	await closing(raw);
	assert.is((await caught).message, "careless");
});

test("a stream below that fails before TLS has begun fails TLS, and nothing else", async () => {
	const below = bounded(new Duplex({ read: () => undefined, write: (_chunk, _encoding, callback) => callback() }));
	const socket = bounded(tls.connect({ socket: below, servername: "localhost", ca }));
	below.destroy(new Error("the line is cut"));
	assert.is((await failure(socket)).message, "the line is cut");
});

test("an SNICallback whose promise is rejected refuses its client, and nobody else", async () => {
	if (onNode) return;
	const SNICallback = () => Promise.reject(new Error("the directory is closed"));
	const { port, refused } = await serve({ SNICallback });
	client(port).on("error", () => undefined);
	assert.match((await refused).message, /the directory is closed/);
});

test("a client's certificate that cannot be read in full is shown as far as it can, and throws nothing", async () => {
	if (onNode) return;
	/* Text of two bytes a character that has eleven: what is signed is not looked at where everybody is let in. */
	const cert = der("client.der").map((byte, at, all) => (byte === 0x0c && all[at + 1] === 11 ? 0x1e : byte));
	const { port, accepted } = await serve({ ca, requestCert: true, rejectUnauthorized: false });
	const socket = client(port, { cert, key: identity("client").key });
	socket.on("error", () => undefined);
	const peer = await accepted;
	assert.is(peer.authorized, false);
	const shown = peer.getPeerCertificate(true) as PeerCertificate;
	assert.equal(shown.raw, Buffer.from(cert));
	assert.equal([Object.keys(shown.subject), shown.subjectaltname, shown.ca, shown.issuerCertificate], [[], undefined, false, undefined]);
	assert.is(shown.fingerprint256.length, 95);
	assert.ok(tls.checkServerIdentity("localhost", shown) instanceof Error);
});

test("a context for a name that names no authorities lets no stranger in", async () => {
	const { server, port, refused } = await serve({ ca, requestCert: true });
	server.addContext("localhost", identity());
	const outcome = Promise.race([refused, event(server, "secureConnection")]);
	const socket = client(port, identity("unknown-client"));
	socket.on("error", () => undefined);
	assert.instance(await outcome, Error);
});

test.run();
