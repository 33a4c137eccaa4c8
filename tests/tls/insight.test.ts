/* What a connection tells of itself: key material, its key log, its figures, names. */
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { Connection, type TLSOptions } from "../support/connection.ts";
import { Memory } from "../support/memory.ts";
import { serverIdentity } from "../support/server.ts";
import { boundedSuite } from "../support/suite.ts";

const test = boundedSuite("insight");

interface Pair {
	client: Connection<TLS>;
	server: Connection<TLS>;
}

async function pair(clientSettings: object = {}, serverSettings: object = {}): Promise<Pair> {
	let accept: (server: Connection<TLS>) => void;
	const accepted = new Promise<Connection<TLS>>((resolve) => {
		accept = resolve;
	});
	const port = Memory.listen((from) =>
		accept(new Connection((callbacks) => new TLS({ from, tls: { ...serverIdentity, ...serverSettings }, ...callbacks } as TLSOptions))),
	);
	const tls = { host: "localhost", ca: certificate("authority.der"), ...clientSettings };
	const client = new Connection((callbacks) => new TLS({ TCP: { io: Memory }, port, tls, ...callbacks } as TLSOptions));
	const server = await accepted;
	await Promise.all([client.ready(), server.ready()]);
	return { client, server };
}

function hexadecimal(bytes: ArrayBuffer): string {
	return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	const only = { minimumVersion: version, maximumVersion: version };

	test(`G19 ${version}: both sides export the same key material; no context and an empty one differ in TLS 1.2 alone`, async () => {
		const { client, server } = await pair(only);
		const exported = (io: TLS, context?: Uint8Array) => hexadecimal(io.exportKeyingMaterial(32, "EXPORTER-Channel-Binding", context));
		assert.is(exported(client.io), exported(server.io));
		assert.is(exported(client.io).length, 64);
		assert.is(exported(client.io, new Uint8Array([1])), exported(server.io, new Uint8Array([1])));
		assert.is.not(exported(client.io, new Uint8Array([1])), exported(server.io));
		assert.is(exported(client.io, new Uint8Array(0)) === exported(client.io), version === "TLSv1.3");
	});

	test(`G7 ${version}: the server is told the name that the client asked for, and each side what a record carries`, async () => {
		const { client, server } = await pair({ ...only, maximumFragmentLength: 1024 });
		assert.is(server.io.negotiated?.serverName, "localhost");
		assert.is(client.io.negotiated?.serverName, "localhost");
		for (const io of [client.io, server.io]) {
			const { maximumFragmentLength = 0 } = io.negotiated ?? {};
			/* The record size limit of TLS 1.3 counts the byte that says what the record is. */
			assert.ok(version === "TLSv1.2" ? maximumFragmentLength === 1024 : maximumFragmentLength >= 16383, `${maximumFragmentLength}`);
		}
	});

	test(`G7 ${version}: a client that knows its server by address sends no name`, async () => {
		const { client, server } = await pair({ ...only, host: "127.0.0.1", verify: false });
		assert.is(client.io.negotiated?.serverName, "127.0.0.1");
		assert.is(server.io.negotiated?.serverName, undefined);
	});

	test(`G19 ${version}: both sides log the same lines, with the connection as this`, async () => {
		const lines: string[] = [];
		const theirs: string[] = [];
		const selves: unknown[] = [];
		const { client } = await pair(
			{
				...only,
				onKeyLog(this: TLS, line: string) {
					selves.push(this);
					lines.push(line);
				},
			},
			{ onKeyLog: (line: string) => theirs.push(line) },
		);
		const labels = lines.map((line) => line.split(" ")[0]);
		assert.equal(
			labels,
			version === "TLSv1.2"
				? ["CLIENT_RANDOM"]
				: [
						"CLIENT_HANDSHAKE_TRAFFIC_SECRET",
						"SERVER_HANDSHAKE_TRAFFIC_SECRET",
						"CLIENT_TRAFFIC_SECRET_0",
						"SERVER_TRAFFIC_SECRET_0",
						"EXPORTER_SECRET",
					],
		);
		assert.ok(lines.every((line) => /^[A-Z0-9_]+ [0-9a-f]{64} [0-9a-f]{64,96}\n$/.test(line)));
		assert.equal(theirs, lines);
		assert.ok(selves.every((self) => self === client.io));
		assert.is(new Set(lines.map((line) => line.split(" ")[1])).size, 1);
	});

	test(`G15 ${version}: a connection counts its bytes, and the machine those of all`, async () => {
		const before = TLS.statistics;
		const { client, server } = await pair(only);
		assert.is(TLS.statistics.handshakes, before.handshakes + 2);
		assert.is(TLS.statistics.sessions, before.sessions + 2);
		assert.ok(TLS.statistics.peakSessions >= TLS.statistics.sessions);
		const handshake = client.io.statistics;
		assert.is(handshake.plainIn + handshake.plainOut + handshake.recordsIn + handshake.recordsOut, 0);
		assert.ok(handshake.bytesIn > handshake.bytesOut && handshake.bytesOut > 200);
		await client.send(new Uint8Array(1000));
		await server.readBytes(1000);
		const { plainOut, recordsOut, bytesOut } = client.io.statistics;
		assert.equal([plainOut, recordsOut], [1000, 1]);
		assert.ok(bytesOut > handshake.bytesOut + 1000 && bytesOut < handshake.bytesOut + 1100);
		const there = server.io.statistics;
		assert.equal([there.plainIn, there.recordsIn, there.bytesIn], [1000, 1, bytesOut]);
		assert.is(TLS.statistics.plainIn, before.plainIn + 1000);
		client.close();
		server.close();
		assert.is(TLS.statistics.sessions, before.sessions);
		assert.throws(() => client.io.statistics);
	});
}

test("G19 a key log can be had in Moddable's words, and anything but a function is refused before anything is allocated", () => {
	const before = TLS.statistics.sessions;
	const options = { TCP: { io: Memory }, port: 1 };
	for (const wrong of ["file.log", 1, true, {}]) {
		assert.throws(
			() => new TLS({ ...options, tls: { host: "localhost", onKeyLog: wrong as never } } as TLSOptions),
			(error: Error) => error.message.includes("onKeyLog"),
		);
		assert.throws(
			() => new TLS({ ...options, secure: { serverName: "localhost", onKeyLog: wrong as never } } as TLSOptions),
			(error: Error) => error.message.includes("secure.onKeyLog"),
		);
	}
	assert.is(TLS.statistics.sessions, before);
});

test("G13 G19 what cannot be exported is an error that names the argument or says what is allowed", async () => {
	const { client } = await pair();
	const { io } = client;
	for (const length of [0, -1, 1.5, 8161, Number.NaN, "x"])
		assert.throws(() => io.exportKeyingMaterial(length as number, "EXPORTER-x"), /length/);
	assert.throws(() => io.exportKeyingMaterial(undefined as never, "EXPORTER-x"), /length/);
	for (const label of [undefined, null, 5, {}]) assert.throws(() => io.exportKeyingMaterial(1, label as never), /label/);
	for (const context of ["text", 5, {}, [1]]) assert.throws(() => io.exportKeyingMaterial(1, "EXPORTER-x", context as never), /context/);
	const refused = (error: { code?: string }) => error.code === "ERR_TLS_EXPORT";
	assert.throws(() => io.exportKeyingMaterial(1, ""), refused);
	assert.throws(() => io.exportKeyingMaterial(1, "x".repeat(250)), refused);
	assert.throws(() => io.exportKeyingMaterial(1, "ä".repeat(125)), refused);
	assert.throws(() => io.exportKeyingMaterial(1, "x", new Uint8Array(65536)), refused);
	assert.throws(() => io.exportKeyingMaterial(48, "master secret"), refused);
	assert.is(io.exportKeyingMaterial(8160, "x".repeat(249), new Uint8Array(65535)).byteLength, 8160);
	assert.is(
		hexadecimal(io.exportKeyingMaterial(8, "x", new ArrayBuffer(3))),
		hexadecimal(io.exportKeyingMaterial(8, "x", new Uint8Array(3))),
	);
	client.close();
	assert.throws(() => io.exportKeyingMaterial(1, "EXPORTER-x"), /closed/);
});

test("G13 G19 before the handshake is done nothing is exported, and figures are there from the beginning", async () => {
	const port = Memory.listen((from) => {
		const server = new Connection((callbacks) => new TLS({ from, tls: serverIdentity, ...callbacks } as TLSOptions));
		assert.is(server.io.statistics.bytesIn, 0);
		assert.throws(
			() => server.io.exportKeyingMaterial(32, "EXPORTER-x"),
			(error: { code?: string }) => error.code === "ERR_TLS_NOT_CONNECTED",
		);
	});
	const tls = { host: "localhost", ca: certificate("authority.der") };
	const client = new Connection((callbacks) => new TLS({ TCP: { io: Memory }, port, tls, ...callbacks } as TLSOptions));
	assert.throws(
		() => client.io.exportKeyingMaterial(32, "EXPORTER-x"),
		(error: { code?: string }) => error.code === "ERR_TLS_NOT_CONNECTED",
	);
	await client.ready();
});

test("G19 the secrets of a handshake that fails are logged, and the machine counts the failure", async () => {
	const before = TLS.statistics.failures;
	const lines: string[] = [];
	let server: Connection<TLS> | undefined;
	const port = Memory.listen((from) => {
		server = new Connection((callbacks) => new TLS({ from, tls: serverIdentity, ...callbacks } as TLSOptions));
	});
	const tls = { host: "localhost", ca: certificate("unknown-authority.der"), onKeyLog: (line: string) => lines.push(line) };
	const client = new Connection((callbacks) => new TLS({ TCP: { io: Memory }, port, tls, ...callbacks } as TLSOptions));
	await client.failure();
	assert.is(lines.length, 2);
	const error = await server?.failure();
	assert.is(error?.code, "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA");
	assert.is(error?.alert, 48);
	assert.is(TLS.statistics.failures, before + 2);
});

test.run();
