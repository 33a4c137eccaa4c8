/* tls.Server. */
import { Buffer } from "node:buffer";
import net, { type Socket } from "node:net";
import tls, { type Server, type TLSSocket } from "node:tls";
import * as assert from "uvu/assert";
import { thrown } from "../../support/failure.ts";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";
import { identity, onNode, pem } from "../support/certificates.ts";
import { bounded, client, closing, event, failure, serve } from "../support/tls.ts";

const test = boundedSuite("tls.Server");

function listening(server: Server): Promise<number> {
	closeAfterTest(() => {
		server.close();
	});
	return new Promise((resolve) => {
		server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
	});
}

test("T50 T53 createServer takes certificate and key, and its listener the sockets whose handshake is done", async () => {
	let seen: TLSSocket | undefined;
	const { port, server, accepted } = await serve({}, (socket) => {
		seen = socket;
		socket.on("error", () => undefined);
		socket.end("hello");
	});
	assert.instance(server, tls.Server);
	const socket = client(port);
	assert.is(String((await event(socket, "data"))[0]), "hello");
	const peer = await accepted;
	assert.is(seen, peer);
	assert.instance(peer, tls.TLSSocket);
});

test("T51 createServer(listener) has no options", async () => {
	const server = tls.createServer(() => undefined);
	assert.instance(server, tls.Server);
	assert.is(server.listenerCount("secureConnection"), 1);
	assert.is(tls.createServer().listenerCount("secureConnection"), 0);
	const notOptions: unknown = 1;
	assert.is(thrown(() => tls.createServer(notOptions as object)).code, "ERR_INVALID_ARG_TYPE");
});

if (!onNode)
	test("T52 secureContext in the options of a server is used", async () => {
		const server = tls.createServer({ secureContext: tls.createSecureContext(identity()) });
		const socket = client(await listening(server));
		await event(socket, "secureConnect");
		assert.is(socket.authorized, true);
		socket.destroy();
	});

test("T54 T56 listen gives the server back, 'listening' comes later, and address() tells where", async () => {
	const server = tls.createServer(identity());
	assert.is(server.address(), null);
	let told = false;
	const listened = new Promise<void>((resolve) => {
		server.once("listening", () => {
			told = true;
			resolve();
		});
	});
	assert.is(server.listen({ port: 0, host: "127.0.0.1" }), server);
	assert.is(told, false);
	await listened;
	const { address, family, port } = server.address() as { address: string; family: string; port: number };
	assert.equal([address, family, port > 0], ["127.0.0.1", "IPv4", true]);
	await new Promise<void>((resolve) => server.close(() => resolve()));
	assert.is(server.address(), null);
});

test("T54 a port that cannot be had is 'error'", async () => {
	const { port } = await serve();
	const second = tls.createServer(identity());
	second.listen(port, "127.0.0.1");
	assert.is((await failure(second)).code, "EADDRINUSE");
});

test("T55 close stops accepting at once; 'close' comes when the last connection has", async () => {
	const { port, server, accepted } = await serve();
	const socket = client(port);
	await event(socket, "secureConnect");
	const peer = await accepted;
	const events: string[] = [];
	peer.on("close", () => events.push("socket"));
	socket.resume();
	peer.resume();
	const closed = new Promise<void>((resolve) => {
		assert.is(
			server.close(() => {
				events.push("server");
				resolve();
			}),
			server,
		);
	});
	assert.is((await failure(client(port, { host: "127.0.0.1" }))).code, "ECONNREFUSED");
	assert.equal(events, []);
	socket.end();
	await closed;
	/* Node counts the connection below TLS, which closes first. */
	assert.equal(events, onNode ? ["server"] : ["socket", "server"]);
	const again = await new Promise<(Error & { code?: string }) | undefined>((resolve) => server.close((error?: Error) => resolve(error)));
	assert.is(again?.code, "ERR_SERVER_NOT_RUNNING");
});

test("T57 T99 a server's events: 'connection' with the raw socket, then 'secureConnection' with the TLSSocket", async () => {
	const { port, server } = await serve();
	const events: string[] = [];
	server.on("connection", (raw: Socket) => {
		assert.instance(raw, net.Socket);
		assert.not.instance(raw, tls.TLSSocket);
		events.push("connection");
	});
	const secured = new Promise<void>((resolve) => {
		server.on("secureConnection", (socket: TLSSocket) => {
			assert.instance(socket, tls.TLSSocket);
			assert.is(socket.encrypted, true);
			events.push("secureConnection");
			resolve();
		});
	});
	const socket = client(port);
	await event(socket, "secureConnect");
	await secured;
	assert.equal(events, ["connection", "secureConnection"]);
});

test("T58 a server without certificates listens, and turns every client away", async () => {
	const { port, refused } = await serve({ cert: undefined, key: undefined });
	const socket = client(port);
	const error = await failure(socket);
	assert.instance(error, Error);
	assert.instance(await refused, Error);
});

for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
	const versions = { minVersion: version, maxVersion: version };
	const asking = { requestCert: true, ca: pem("authority.pem"), ...versions };

	test(`T59 G4 ${version} requestCert: a good certificate is let in and authorized`, async () => {
		const { port, accepted } = await serve(asking);
		const socket = client(port, identity("client"));
		const peer = await accepted;
		assert.is(peer.authorized, true);
		assert.is(peer.authorizationError, null);
		const { subject } = peer.getPeerCertificate() as { subject: { CN?: unknown } };
		assert.is(subject.CN, "client");
		socket.destroy();
	});

	test(`T59 G4 ${version} rejectUnauthorized: a client with a bad certificate, or none, is turned away`, async () => {
		for (const shown of [{}, identity("unknown-client"), identity("expired")]) {
			const { port, server, refused } = await serve(asking);
			server.on("secureConnection", () => {
				throw new Error("let in");
			});
			const socket = client(port, shown);
			socket.on("error", () => undefined);
			const closed = closing(socket);
			assert.instance(await refused, Error);
			await closed;
		}
	});

	test(`T59 T81 G4 ${version} with rejectUnauthorized false everybody is let in, and authorizationError says what is wrong`, async () => {
		const reasons: [object, RegExp][] = [
			[identity("unknown-client"), /^UNABLE_TO_/],
			[{}, onNode ? /^UNABLE_TO_GET_ISSUER_CERT$/ : /^ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE$/],
		];
		for (const [shown, reason] of reasons) {
			const { port, accepted } = await serve({ ...asking, rejectUnauthorized: false });
			const socket = client(port, shown);
			await event(socket, "secureConnect");
			const peer = await accepted;
			assert.is(peer.authorized, false);
			assert.match(String(peer.authorizationError), reason);
			socket.destroy();
		}
	});

	test(`G5 ${version} ticketKeys are what makes one server take another's tickets; getTicketKeys and setTicketKeys`, async () => {
		const ticketKeys = Buffer.alloc(48, 7);
		const speak = (peer: TLSSocket): void => {
			peer.on("error", () => undefined);
			peer.end("x");
		};
		const [one, other] = [await serve({ ticketKeys, ...versions }, speak), await serve(versions, speak)];
		assert.is(Buffer.compare(one.server.getTicketKeys(), ticketKeys), 0);
		const fresh = other.server.getTicketKeys();
		assert.is(fresh.length, 48);
		assert.is(Buffer.compare(other.server.getTicketKeys(), fresh), 0);
		const first = client(one.port);
		const [session] = (await event(first, "session")) as [Buffer];
		const resumes = async (port: number): Promise<boolean> => {
			const socket = client(port, { session });
			await event(socket, "secureConnect");
			return socket.isSessionReused();
		};
		assert.is(await resumes(other.port), false);
		other.server.setTicketKeys(ticketKeys);
		assert.is(await resumes(other.port), true);
		assert.is(Buffer.compare(other.server.getTicketKeys(), ticketKeys), 0);
	});
}

test("T60 G12 a client that says nothing is cut off after handshakeTimeout, and 'tlsClientError' tells", async () => {
	const { port, refused } = await serve({ handshakeTimeout: 50 });
	const raw = bounded(net.connect({ port, host: "127.0.0.1" }));
	raw.resume();
	const closed = closing(raw);
	assert.is((await refused).code, "ERR_TLS_HANDSHAKE_TIMEOUT");
	/* Node leaves that to the listener. */
	if (!onNode) await closed;
});

test("T60 the handshake does not wait for data: a client that only connects is answered", async () => {
	const { port, accepted } = await serve();
	const socket = client(port);
	await event(socket, "secureConnect");
	assert.ok(await accepted);
});

test("T61 allowHalfOpen leaves a socket open whose client has ended", async () => {
	const { port } = await serve({ allowHalfOpen: true, minVersion: "TLSv1.3" }, (peer) => {
		peer.on("error", () => undefined);
		peer.resume();
		peer.on("end", () => {
			assert.is(peer.writable, true);
			peer.end("later");
		});
	});
	const socket = client(port);
	socket.end("question");
	assert.is(String((await event(socket, "data"))[0]), "later");
});

test("T57 'tlsClientError' brings the error and the socket, others go on, and the socket has no 'error'", async () => {
	const { port, server } = await serve();
	const told = new Promise<[Error & { code?: string }, TLSSocket]>((resolve) => {
		server.once("tlsClientError", (error: Error, socket: TLSSocket) => resolve([error, socket]));
	});
	const raw = bounded(net.connect({ port, host: "127.0.0.1" }));
	raw.resume();
	raw.write("GET / HTTP/1.0\r\n\r\n");
	const [error, socket] = await told;
	assert.instance(error, Error);
	assert.instance(socket, tls.TLSSocket);
	const good = client(port);
	await event(good, "secureConnect");
});

test("T100 a client that leaves in the midst of the handshake is a 'tlsClientError' ECONNRESET", async () => {
	const { port, refused } = await serve();
	const raw = bounded(net.connect({ port, host: "127.0.0.1" }));
	await event(raw, "connect");
	raw.destroy();
	assert.is((await refused).code, "ECONNRESET");
});

test("options of a wrong kind throw at once", () => {
	for (const options of [{ handshakeTimeout: "x" }, { pskCallback: 1 }, { pskIdentityHint: 1, pskCallback: () => null }])
		assert.is(thrown(() => tls.createServer(options as object)).code, "ERR_INVALID_ARG_TYPE", Object.keys(options)[0]);
	assert.is(thrown(() => tls.createServer({ ...identity(), ticketKeys: Buffer.alloc(47) })).code, "ERR_INVALID_ARG_VALUE");
});

test.run();
