/* A device whose datagrams are changed on their way, or come from elsewhere, and what others ask about it. */
import { Buffer } from "node:buffer";
import { createSocket, type Socket } from "node:dgram";
import * as assert from "uvu/assert";
import { closeAfterTest } from "../../support/suite.ts";
import { dial, local, over, type ServerSide, shared } from "./sides.ts";

export interface Place {
	address: string;
	port: number;
}
export type Found = (error: unknown, found?: unknown) => void;

export async function bound(own: number): Promise<Socket> {
	const socket = createSocket("udp4");
	await new Promise<void>((resolve) => socket.bind(own, local, resolve));
	closeAfterTest(() => {
		socket.close();
	});
	return socket;
}

/** What a device's socket would send, changed on its way: `through` gives the datagram that leaves, and by which socket. */
export function relay(own: Socket, through: (bytes: Uint8Array) => { bytes: Uint8Array; by: Socket } | undefined): Socket {
	return over(own, {
		on: own.on.bind(own),
		once: own.once.bind(own),
		removeListener: own.removeListener.bind(own),
		address: () => own.address(),
		send(bytes: Uint8Array, to: number, host: string, done: (error: Error | null) => void) {
			const changed = through(bytes);
			if (changed === undefined) done(null);
			else changed.by.send(changed.bytes, to, host, done);
		},
	});
}

/** A record of application data as a device sends it that believes its address has changed. */
export function moved(bytes: Uint8Array, id: string): Buffer {
	const tail = Buffer.from(id);
	return Buffer.concat([[254], bytes.subarray(1), tail, [tail.length]].map((part) => Buffer.from(part)));
}

export const hex = (text: string) => Buffer.from(text).toString("hex");

/** A device that is connected, has said something, and speaks from then on as `through` has it. */
export async function device(side: ServerSide, own = 4601) {
	const socket = await bound(own);
	let through = (bytes: Uint8Array): { bytes: Uint8Array; by: Socket } | undefined => ({ bytes, by: socket });
	const client = dial({ ...shared, socket: relay(socket, (bytes) => through(bytes)) });
	await client.log.next("secureConnect");
	const peer = await side.secured();
	client.socket.write("hello");
	assert.is(await peer.log.text(), "hello");
	return {
		...client,
		peer,
		own: socket,
		by(change: typeof through) {
			through = change;
		},
	};
}
