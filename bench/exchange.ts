/* Both parts of a transfer over DTLS: after each burst its receiver says one byte, since nobody else slows the sender down; see datagram.h. */

import type DTLS from "embedded:io/socket/udp/dtls";

const burst = 32;
export const requestLength = 12;

const go = new Uint8Array(1);
/* As large as any datagram. */
const room = new ArrayBuffer(2048);

export interface Sender {
	begin(association: DTLS, size: number, total: number): void;
	/** What has come lets another burst go. Returns whether all was sent and received. */
	goOn(association: DTLS): boolean;
}

export interface Receiver {
	begin(total: number): void;
	/** Reads what there is. Returns whether that was all. */
	receive(association: DTLS): boolean;
}

export function makeSender(): Sender {
	let block = go;
	let left = 0;

	function send(association: DTLS): void {
		const count = Math.min(burst, left);
		left -= count;
		for (let index = 0; index < count; index++) association.write(block);
	}

	return {
		begin(association, size, total) {
			block = new Uint8Array(size);
			left = total / size;
			send(association);
		},
		goOn(association) {
			association.read(room);
			if (left === 0) return true;
			send(association);
			return false;
		},
	};
}

export function makeReceiver(): Receiver {
	let left = 0;
	let due = burst;

	return {
		begin(total) {
			left = total;
			due = burst;
		},
		receive(association) {
			for (let length = association.read(room); length !== undefined; length = association.read(room)) {
				left -= length;
				if (--due > 0 && left > 0) continue;
				due = burst;
				association.write(go);
				if (left === 0) return true;
			}
			return false;
		},
	};
}
