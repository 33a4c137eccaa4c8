/* What the tests of dgram share: sockets that are closed after the test, and events that are waited for. */
import type { Buffer } from "node:buffer";
import { createSocket, type RemoteInfo, type Socket, type SocketOptions } from "node:dgram";
import * as assert from "uvu/assert";
import { type Failure, thrown } from "./failure.ts";
import { closeAfterTest } from "./suite.ts";

export const local = "127.0.0.1";

/* A socket that is closed already has nothing to close. */
export function closeQuietly(socket: Socket): Promise<void> {
	return new Promise((resolve) => {
		try {
			socket.close(resolve);
		} catch (error) {
			assert.is((error as Failure).code, "ERR_SOCKET_DGRAM_NOT_RUNNING");
			resolve();
		}
	});
}

export function open(type: "udp4" | "udp6" | SocketOptions = "udp4"): Socket {
	const socket = createSocket(type as "udp4");
	closeAfterTest(() => closeQuietly(socket));
	return socket;
}

export function event(socket: Socket, name: string): Promise<unknown[]> {
	return new Promise((resolve) => {
		socket.once(name, (...values: unknown[]) => resolve(values));
	});
}

export async function bound(type: "udp4" | "udp6" | SocketOptions = "udp4", address = local): Promise<Socket> {
	const socket = open(type);
	const listening = event(socket, "listening");
	socket.bind(0, address);
	await listening;
	return socket;
}

export async function message(socket: Socket): Promise<{ text: string; bytes: Buffer; from: RemoteInfo }> {
	const [bytes, from] = (await event(socket, "message")) as [Buffer, RemoteInfo];
	return { text: bytes.toString(), bytes, from };
}

export function refused(what: () => unknown, code: string, words?: string): void {
	const error = thrown(what);
	assert.is(error.code, code, error.message);
	if (words !== undefined) assert.ok(error.message.includes(words), error.message);
}
