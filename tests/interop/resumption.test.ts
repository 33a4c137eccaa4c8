/* Sessions that outlive their connection, against OpenSSL and Node on either side. Whether one was resumed is asked of the other side too. */

import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import * as assert from "uvu/assert";
import { certificate, localhostIdentity as identity } from "../support/certificates.ts";
import { type Connection, connectTLS } from "../support/connection.ts";
import { type Peer, peerSuite, startPeer } from "../support/peers.ts";
import { closeAfterTest } from "../support/suite.ts";

const test = peerSuite("resumption");

const versions = ["TLSv1.2", "TLSv1.3"] as const;
type Version = (typeof versions)[number];

interface Visit {
	connection: Connection<TLS>;
	session: ArrayBuffer;
}

/** A connection that lasts until a session has come. */
async function visit(port: number, tls: object, hello = "hello\n"): Promise<Visit> {
	let session: ArrayBuffer | undefined;
	let came: () => void = () => undefined;
	const arrived = new Promise<void>((resolve) => {
		came = resolve;
	});
	const connection = connectTLS(port, tls, {
		onSession(given: ArrayBuffer) {
			session = given;
			came();
		},
	});
	await connection.ready();
	await connection.send(hello);
	/* One that was resumed need not bring another session. */
	if (!connection.io.negotiated?.resumed) await arrived;
	return { connection, session: session ?? new ArrayBuffer(0) };
}

for (const version of versions) {
	test(`G5 T19 our client resumes with a Node server: ${version}`, async () => {
		const peer = await startPeer("node", { version });
		const first = await visit(peer.port, {});
		assert.is((await peer.event("connection")).resumed, false);
		first.connection.close();
		const second = await visit(peer.port, { session: first.session });
		assert.is(second.connection.io.negotiated?.resumed, true);
		assert.is(second.connection.io.negotiated?.authorized, true);
		assert.is((await peer.event("connection")).resumed, true);
		assert.is(await second.connection.readText(6), "hello\n");
		/* With something flipped it is a full handshake, and no failure. */
		const bad = new Uint8Array(first.session.slice(0));
		bad[bad.length >> 1] = (bad[bad.length >> 1] ?? 0) ^ 4;
		const third = await visit(peer.port, { session: bad });
		assert.is(third.connection.io.negotiated?.resumed, false);
		assert.is((await peer.event("connection")).resumed, false);
	});

	test(`G5 G8 a revocation list that is new is checked, since the session of before is not used: ${version}`, async () => {
		const peer = await startPeer("node", { version, certificate: "revoked" });
		const first = await visit(peer.port, {});
		first.connection.close();
		const second = await visit(peer.port, { session: first.session });
		assert.is(second.connection.io.negotiated?.resumed, true);
		const third = connectTLS(peer.port, { session: first.session, crl: certificate("revocations.der") });
		assert.is((await third.refusal()).code, "CERT_REVOKED");
	});

	test(`G5 our client resumes with openssl s_server: ${version}`, async () => {
		const peer = await startPeer("openssl", { flags: [version === "TLSv1.2" ? "-tls1_2" : "-tls1_3"] });
		const first = await visit(peer.port, {});
		await peer.line(/^hello$/);
		first.connection.close();
		const second = await visit(peer.port, { session: first.session });
		assert.is(second.connection.io.negotiated?.resumed, true);
		await peer.line(/^Reused session-id/);
		await peer.line(/^hello$/);
	});

	for (const client of ["Node", "openssl s_client"] as const) {
		test(`G5 ${client} resumes with our server: ${version}`, async () => {
			const resumed = await (client === "Node" ? nodeTwice : opensslTwice)(version, {});
			assert.equal(resumed, [
				[false, false],
				[true, true],
			]);
		});
	}
}

test("G5 our client resumes by session id with an openssl s_server without tickets: TLSv1.2", async () => {
	const peer = await startPeer("openssl", { flags: ["-tls1_2", "-no_ticket"] });
	const first = await visit(peer.port, {});
	await peer.line(/^hello$/);
	first.connection.close();
	const second = await visit(peer.port, { session: first.session });
	assert.is(second.connection.io.negotiated?.resumed, true);
	await peer.line(/^Reused session-id/);
});

test("G5 a client without tickets resumes by session id with our server: TLSv1.2", async () => {
	assert.equal(await opensslTwice("TLSv1.2", {}, ["-no_ticket"]), [
		[false, false],
		[true, true],
	]);
	assert.equal(await opensslTwice("TLSv1.2", { sessionCache: 0 }, ["-no_ticket"]), [
		[false, false],
		[false, false],
	]);
});

test("G5 a client that comes back after its server was restarted with the same ticketKeys is resumed, and otherwise not", async () => {
	for (const version of versions) {
		const ticketKeys = new Uint8Array(48).fill(9);
		for (const [first, second, expected] of [
			[{ ticketKeys }, { ticketKeys }, true],
			[{ ticketKeys }, {}, false],
		] as const) {
			const before = serve(version, first);
			const session = await nodeVisit(before, undefined);
			before.listener.close();
			const after = serve(version, second);
			const visited = await nodeVisit(after, session.base64);
			assert.equal([visited.ours, visited.theirs], [expected, expected]);
		}
	}
});

interface Server {
	readonly listener: TLSListener;
	/** What the next connection has negotiated about resumption. */
	seen(): Promise<boolean | undefined>;
}

/** Answers each byte that it gets. */
function serve(version: Version, options: object): Server {
	const seen: (boolean | undefined)[] = [];
	let wake: (() => void) | undefined;
	const context = new TLSContext({ ...identity, ...options });
	const listener = new TLSListener({
		address: "127.0.0.1",
		port: 0,
		tls: { context, minimumVersion: version, maximumVersion: version },
		onReadable() {
			for (let accepted = this.read(); accepted !== undefined; accepted = this.read()) {
				const tls: TLS = new TLS({
					from: accepted,
					onReadable() {
						const data = this.read();
						if (data instanceof ArrayBuffer) this.write(data);
					},
					onError: () => tls.close(),
				});
				closeAfterTest(() => tls.close());
				seen.push(tls.negotiated?.resumed);
				wake?.();
			}
		},
	});
	closeAfterTest(() => listener.close());
	return {
		listener,
		async seen() {
			while (seen.length === 0) {
				await new Promise<void>((resolve) => {
					wake = resolve;
				});
			}
			return seen.shift();
		},
	};
}

interface Visited {
	ours: boolean | undefined;
	theirs: boolean | undefined;
	base64: string | undefined;
}

async function nodeVisit(server: Server, session: string | undefined): Promise<Visited> {
	const client = await startPeer("node-client", { port: server.listener.port, session });
	const theirs = (await client.event("connection")).resumed;
	const ours = await server.seen();
	/* Node says nothing new of a session of TLS 1.2 that was resumed. */
	const base64 = session === undefined ? (await client.event("session")).base64 : undefined;
	await client.close();
	return { ours, theirs, base64 };
}

async function nodeTwice(version: Version, options: object): Promise<unknown[][]> {
	const server = serve(version, options);
	const first = await nodeVisit(server, undefined);
	const second = await nodeVisit(server, first.base64);
	return [
		[first.ours, first.theirs],
		[second.ours, second.theirs],
	];
}

let names = 0;

async function opensslTwice(version: Version, options: object, flags: string[] = []): Promise<unknown[][]> {
	const server = serve(version, options);
	const saved = `visit-${version}-${names++}-${server.listener.port}`;
	const results: unknown[][] = [];
	for (let round = 0; round < 2; round++) {
		const client: Peer = await startPeer("openssl-client", { port: server.listener.port, saved, flags });
		const line = await client.line(/^(New|Reused), /);
		const ours = await server.seen();
		/* The tickets of TLS 1.3 come before the answer. */
		await client.tell("write", { text: "hello\n" });
		await client.line(/^hello$/);
		await client.tell("end");
		await client.event("exit");
		results.push([ours, line.startsWith("Reused")]);
	}
	return results;
}

test.run();
