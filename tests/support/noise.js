/**
 * Bytes that look random and are the same for the same seed on XS and in Node, so that both ends of a transfer can check what arrived
 * without keeping it and without a hash function.
 */
export class Noise {
	#state;
	#word = 0;
	#left = 0;

	/** @param {number} seed */
	constructor(seed) {
		this.#state = seed >>> 0 || 0x9e3779b9;
	}

	#next() {
		if (this.#left === 0) {
			let state = this.#state;
			state ^= state << 13;
			state ^= state >>> 17;
			state ^= state << 5;
			this.#state = this.#word = state;
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
		for (let index = 0; index < length; index++) bytes[index] = this.#next();
		return bytes;
	}

	/** Whether these are the next bytes. @param {Uint8Array} bytes */
	matches(bytes) {
		let same = true;
		for (let index = 0; index < bytes.length; index++) {
			if (bytes[index] !== this.#next()) same = false;
		}
		return same;
	}
}
