/* Servers and clients of node:tls that end with their test. */
import { Buffer } from "node:buffer";
import type { EventEmitter } from "node:events";
import { Duplex } from "node:stream";
import tls, { type Server, type TLSSocket } from "node:tls";
import type { Failure } from "../../support/failure.ts";
import { closeAfterTest } from "../../support/suite.ts";
import { identity, pem } from "./certificates.ts";

/** The next such event: what it brings. An "error" before it rejects. */
export function event(emitter: EventEmitter, name: string): Promise<unknown[]> {
	return new Promise((resolve, reject) => {
		const failed = (error: unknown) => reject(error);
		emitter.once(name, (...values: unknown[]) => {
			emitter.removeListener("error", failed);
			resolve(values);
		});
		if (name !== "error") emitter.once("error", failed);
	});
}

/** When it is closed, whether it has failed or not. */
export function closing(emitter: EventEmitter): Promise<void> {
	return new Promise((resolve) => emitter.once("close", () => resolve()));
}

export async function failure(emitter: EventEmitter): Promise<Failure> {
	const [error] = await event(emitter, "error");
	return error as Failure;
}

/** A stream that is destroyed when the test is over. Errors that come then are nobody's. */
export function bounded<Stream extends Duplex>(stream: Stream): Stream {
	closeAfterTest(() => {
		stream.on("error", () => undefined);
		stream.destroy();
	});
	return stream;
}

export interface Serving {
	readonly server: Server;
	readonly port: number;
	/** The first connection whose handshake is done. */
	readonly accepted: Promise<TLSSocket>;
	/** The first handshake that has failed. */
	readonly refused: Promise<Failure>;
}

/** A server on a port of its own, with the certificate of localhost unless told. */
export async function serve(options: object = {}, listener?: (socket: TLSSocket) => void): Promise<Serving> {
	const server = tls.createServer({ ...identity(), ...options }, listener);
	const sockets = new Set<Duplex>();
	server.on("connection", (socket: Duplex) => socket.on("error", () => undefined));
	server.on("secureConnection", (socket: TLSSocket) => {
		sockets.add(socket);
		if (listener === undefined) socket.on("error", () => undefined);
	});
	const accepted = new Promise<TLSSocket>((resolve) => server.once("secureConnection", resolve));
	const refused = new Promise<Failure>((resolve) => server.once("tlsClientError", resolve));
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
	closeAfterTest(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});
	return { server, port: (server.address() as { port: number }).port, accepted, refused };
}

/** A client that trusts the test authority. */
export function client(port: number, options: object = {}, callback?: () => void): TLSSocket {
	return bounded(tls.connect({ host: "localhost", port, ca: pem("authority.pem"), ...options }, callback));
}

/** All that a stream brings up to its end. */
export async function readAll(stream: Duplex): Promise<string> {
	const chunks: Uint8Array[] = [];
	stream.on("data", (chunk: Uint8Array) => chunks.push(chunk));
	await event(stream, "end");
	return Buffer.concat(chunks).toString();
}

/** One end of a line in memory: what is written into it comes out of the other one. */
class End extends Duplex {
	other: End | undefined;
	#waiting: (() => void) | undefined;

	override _read(): void {
		const waiting = this.#waiting;
		this.#waiting = undefined;
		waiting?.();
	}

	override _write(chunk: Uint8Array, _encoding: string, callback: () => void): void {
		const { other } = this;
		if (other === undefined || other.destroyed) callback();
		else if (other.push(chunk)) callback();
		else other.#waiting = callback;
	}

	override _final(callback: () => void): void {
		this.other?.push(null);
		callback();
	}
}

/** A line in memory. */
export function line(): [Duplex, Duplex] {
	const [one, other] = [bounded(new End()), bounded(new End())];
	one.other = other;
	other.other = one;
	return [one, other];
}
