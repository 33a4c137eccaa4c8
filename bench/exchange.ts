/* Both parts of a transfer over DTLS: after each burst its receiver says one byte, since nobody else slows the sender down; see datagram.h. */

import type DTLS from "embedded:io/socket/udp/dtls";

const burst = 32;
export const requestLength = 12;

const go = new Uint8Array(1);
/* As large as any datagram. */
const room = new Uint8Array(2048);

export class Sender {
	#block = go;
	#left = 0;

	begin(association: DTLS, size: number, total: number): void {
		this.#block = new Uint8Array(size);
		this.#left = total / size;
		this.#send(association);
	}

	/** What has come lets another burst go. Returns whether all was sent and received. */
	goOn(association: DTLS): boolean {
		association.read(room);
		if (this.#left === 0) return true;
		this.#send(association);
		return false;
	}

	#send(association: DTLS): void {
		const block = this.#block;
		const count = Math.min(burst, this.#left);
		this.#left -= count;
		for (let index = 0; index < count; index++) association.write(block);
	}
}

export class Receiver {
	#left = 0;
	#count = 0;

	begin(total: number): void {
		this.#left = total;
		this.#count = 0;
	}

	/** Reads what there is. Returns whether that was all. */
	receive(association: DTLS): boolean {
		for (let length = association.read(room); length !== undefined; length = association.read(room)) {
			this.#left -= length;
			if (++this.#count < burst && this.#left > 0) continue;
			this.#count = 0;
			association.write(go);
			if (this.#left === 0) return true;
		}
		return false;
	}
}
