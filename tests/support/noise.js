/**
 * Bytes that look random and are the same for the same seed on XS and in Node, so that both ends of a transfer can check what arrived
 * without keeping it and without a hash function. They are made and compared four at a time, since XS runs this millions of times.
 */
export class Noise {
	#state;
	/** What is left of the last four bytes, the next one lowest. */
	#word = 0;
	#left = 0;

	/** @param {number} seed */
	constructor(seed) {
		this.#state = seed | 0 || 0x1e3779b9;
	}

	#next() {
		let state = this.#state;
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		this.#state = state;
		return state;
	}

	#byte() {
		if (this.#left === 0) {
			this.#word = this.#next();
			this.#left = 4;
		}
		const byte = this.#word & 255;
		this.#word >>>= 8;
		this.#left--;
		return byte;
	}

	/** The next `length` bytes. @param {number} length */
	take(length) {
		const bytes = new Uint8Array(length);
		const view = new DataView(bytes.buffer);
		let index = 0;
		while (index < length && this.#left > 0) bytes[index++] = this.#byte();
		for (; index + 4 <= length; index += 4) view.setInt32(index, this.#next(), true);
		while (index < length) bytes[index++] = this.#byte();
		return bytes;
	}

	/** Whether these are the next bytes. @param {Uint8Array} bytes */
	matches(bytes) {
		const { length } = bytes;
		const view = new DataView(bytes.buffer, bytes.byteOffset, length);
		let same = true;
		let index = 0;
		while (index < length && this.#left > 0) if (bytes[index++] !== this.#byte()) same = false;
		for (; index + 4 <= length; index += 4) if (view.getInt32(index, true) !== this.#next()) same = false;
		while (index < length) if (bytes[index++] !== this.#byte()) same = false;
		return same;
	}
}
