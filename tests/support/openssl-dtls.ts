/* What the tests of openssl-dtls share: keys and certificates as their API takes them, and sides whose events are waited for. */

import { Buffer } from "node:buffer";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, createServer, type Peer, type Server } from "openssl-dtls";
import * as assert from "uvu/assert";
import { certificate } from "./certificates.ts";
import type { Failure } from "./failure.ts";
import { Log } from "./log.ts";
import { closeAfterTest } from "./suite.ts";

export type ServerOptions = Parameters<typeof createServer>[0];
export type ClientOptions = Parameters<typeof connect>[0];

export const local = "127.0.0.1";

/** The bytes of files of the test PKI, one behind the other. */
export function pem(...names: string[]): Buffer {
	return Buffer.concat(names.map((name) => Buffer.from(certificate(name))));
}

/** A chain and its key, as options. */
export function identity(name: string): { key: Buffer; cert: Buffer } {
	return { key: pem(`${name}.key`), cert: pem(`${name}.pem`) };
}

export const ca = pem("authority.pem");

/** Notes what a peer tells. */
export function watch(peer: Peer, log = new Log()): Log {
	peer.on("secureConnection", () => log.push("secureConnection"));
	peer.on("message", (message: Buffer) => log.push("message", message.toString()));
	peer.on("error", (error: Failure) => log.push("error", error.code, error));
	peer.on("close", (...values: unknown[]) => log.push("close", ...values));
	return log;
}

/** A server that is bound, closed after the test: over IPv4 alone unless the address is of IPv6. */
export async function serve(options: Partial<ServerOptions> = {}, address = local) {
	const socket = address.includes(":") ? undefined : createSocket("udp4");
	const server: Server = createServer({ ...identity("localhost"), ...(socket && { socket }), ...options });
	const log = new Log();
	server.on("connection", (info: unknown) => log.push("connection", info));
	server.on("error", (error: Failure, info: unknown) => log.push("error", error.code, info, error));
	server.on("secureConnection", (peer: Peer) => log.push("peer", peer, watch(peer)));
	closeAfterTest(() => shut(server));
	server.bind(0, address);
	await once(server.socket, "listening");
	const take = async (): Promise<{ peer: Peer; log: Log }> => {
		const [peer, events] = await log.next("peer");
		return { peer: peer as Peer, log: events as Log };
	};
	return { server, log, take, port: server.socket.address().port };
}

function shut(server: Server): void {
	try {
		server.close();
	} catch (error) {
		/* The test has closed it itself. */
		assert.is((error as Failure).code, "ERR_SOCKET_DGRAM_NOT_RUNNING");
	}
}

/** A client, closed after the test. */
export function dial(port: number, options: Partial<ClientOptions> = {}) {
	const client = connect({ host: local, servername: "localhost", port, ca, ...options });
	closeAfterTest(() => client.end());
	return { client, log: watch(client) };
}

/** What createServer throws, whose message has to match. */
export function refused(options: object, message: RegExp): Failure {
	let failure: unknown;
	try {
		const server = createServer(options as ServerOptions);
		closeAfterTest(() => server.close());
	} catch (error) {
		failure = error;
	}
	assert.ok(failure instanceof Error, "createServer has not thrown");
	assert.match(failure.message, message);
	return failure;
}

/** A server that is not bound, closed after the test. */
export function createUnbound(options: Partial<ServerOptions>): Server {
	const server = createServer({ ...identity("localhost"), ...options });
	closeAfterTest(() => server.close());
	return server;
}
