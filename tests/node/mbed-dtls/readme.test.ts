// simulator only: what it tests is not there on Node
// sim: --clock virtual --net latency=5ms --seed 47
/*
 * What the README of node-mbed-dtls and its two examples say, as they say it: the options with their defaults, the events with their arguments, an echo server and its
 * client. Where the README is wrong the true name stands here: it shows `server.on('error', ...)` for 'close' and for 'clientError'.
 */
import { Buffer } from "node:buffer";
import dtls, { type DtlsServerSocket } from "node-mbed-dtls";
import * as assert from "uvu/assert";
import { sleep } from "../../support/sleep.ts";
import { boundedSuite, closeAfterTest } from "../../support/suite.ts";
import { key } from "./sides.ts";

const test = boundedSuite("the README of node-mbed-dtls");

function identityPskCallback(id: string): string {
	return id === "32323232-3232-3232-3232-323232323232" ? "AAAAAAAAAAAAAAAA" : "";
}

const asClient = {
	host: "127.0.0.1",
	port: 5684,
	socket: undefined,
	key: undefined,
	peerPublicKey: undefined,
	psk: undefined as Buffer | undefined,
	PSKIdent: undefined as Buffer | undefined,
	CACert: undefined,
	debug: 0,
};

const asServer = { key: null as Buffer | null, handshakeTimeoutMin: 3000, debug: 0, identityPskCallback };

test("M1 M2 M3 M4 M5 M6 M7 M8 the client's options with the defaults of the README are taken as they are", () => {
	const client = dtls.connect(asClient);
	assert.is(client.remoteAddress, "127.0.0.1");
	client.on("error", (error: Error, message: string) => assert.is(error.message, message));
	client.end();
	for (const nothing of [null, undefined]) {
		const other = dtls.connect({ ...asClient, key: nothing, peerPublicKey: nothing, CACert: nothing, socket: nothing });
		other.end();
	}
});

test("M10 M11 M12 M30 M31 M33 M34 M36 M37 M38 M39 M40 the README's handlers get what it says", async () => {
	const told: string[] = [];
	const server = dtls.createServer({ ...asServer, key });
	closeAfterTest(() => {
		server.close();
	});
	server.on("error", (error: Error) => told.push(`server error ${error.message}`));
	server.on("close", (...none: unknown[]) => told.push(`server close ${none.length}`));
	server.on("listening", (...none: unknown[]) => told.push(`listening ${none.length}`));
	server.on("connection", (client: DtlsServerSocket) => told.push(`connection ${client.connected}`));
	server.on("secureConnection", (client: DtlsServerSocket, session: Buffer) =>
		told.push(`secureConnection ${client.connected} ${session.length > 0}`),
	);
	server.on("clientError", (error: Error, client: DtlsServerSocket) =>
		told.push(`clientError ${error instanceof Error} ${client.connected}`),
	);
	server.listen(5684);
	const client = dtls.connect({
		...asClient,
		psk: Buffer.from("AAAAAAAAAAAAAAAA"),
		PSKIdent: Buffer.from("32323232-3232-3232-3232-323232323232"),
	});
	client.on("error", (error: Error, message: string) => told.push(`error ${error.message === message}`));
	client.on("close", (hadError: boolean) => told.push(`close ${hadError}`));
	client.on("secureConnect", (socket: typeof client) => {
		told.push(`secureConnect ${socket === client}`);
		socket.end();
	});
	await sleep(200);
	const stranger = dtls.connect({ ...asClient, psk: Buffer.from("AAAAAAAAAAAAAAAA"), PSKIdent: Buffer.from("nobody") });
	stranger.on("error", (error: Error, message: string) => told.push(`error ${error.message === message}`));
	stranger.on("close", (hadError: boolean) => told.push(`close ${hadError}`));
	await sleep(200);
	server.close();
	await sleep(50);
	assert.equal(told, [
		"listening 0",
		"connection false",
		"secureConnection true true",
		"secureConnect true",
		"close false",
		"connection false",
		"clientError true false",
		"error true",
		"close true",
		"server close 0",
	]);
});

test("M14 M15 M32 M42 its echo server and the client for it", async () => {
	const said: string[] = [];
	const server = dtls.createServer({ ...asServer, key }, (socket) => {
		said.push(`secure connection from ${socket.remoteAddress}`);
		socket.on("data", (message: Buffer) => {
			socket.write(message);
			if (message.toString("utf8").indexOf("close") === 0) server.close();
		});
		socket.once("error", (error: Error) => said.push(`socket error ${error}`));
		socket.once("close", () => said.push("closing socket"));
	});
	server.on("resumeSession", (_where: string, _client: DtlsServerSocket, callback: (error: null, session: null) => void) =>
		callback(null, null),
	);
	server.on("listening", () => said.push(`dtls listening on ${server.address().port}`));
	server.listen(5684);
	await new Promise<void>((resolve, reject) => {
		const client = dtls.connect(
			{ ...asClient, psk: Buffer.from("AAAAAAAAAAAAAAAA"), PSKIdent: Buffer.from("32323232-3232-3232-3232-323232323232") },
			(socket) => {
				said.push(`secure connection to ${socket.remoteAddress}:${socket.remotePort}`);
				socket.on("data", (message: Buffer) => {
					said.push(`=> ${message}`);
					if (String(message) === "hello") socket.write("close now");
				});
				socket.write("hello");
			},
		);
		client.on("error", (error: Error) => reject(error));
		client.on("close", () => resolve());
	});
	await sleep(50);
	assert.equal(said, [
		"dtls listening on 5684",
		"secure connection from 127.0.0.1",
		"secure connection to 127.0.0.1:5684",
		"=> hello",
		"closing socket",
		"=> close now",
	]);
});

test.run();
