/* ClientHellos made by hand (RFC 8446, 4.1.2), and real ones. */
import TLS from "embedded:io/socket/tcp/tls";
import { certificate } from "./certificates.ts";

/** A vector whose length is a number of so many bytes. */
export function vector(bytes: number, ...parts: number[][]): number[] {
	const content = parts.flat();
	return [...Array.from({ length: bytes }, (_, index) => (content.length >> (8 * (bytes - 1 - index))) & 0xff), ...content];
}

export function letters(text: string): number[] {
	return Array.from(text, (letter) => letter.charCodeAt(0));
}

export function extension(type: number, ...parts: number[][]): number[] {
	return [0, type, ...vector(2, ...parts)];
}

export function serverName(name: string): number[] {
	return extension(0, vector(2, [0], vector(2, letters(name))));
}

/** @param version the one in its field, 0x0303 for all that is newer. */
export function hello(version: number, ...extensions: number[][]): number[] {
	const suites = vector(2, [0x13, 1, 0xc0, 0x2b]);
	const body = [
		version >> 8,
		version & 0xff,
		...new Array(32).fill(7),
		...vector(1),
		...suites,
		...vector(1, [0]),
		...vector(2, ...extensions),
	];
	return [0x16, 3, 1, ...vector(2, [1, ...vector(3, body)])];
}

/** The first flight of a client of this library. */
export function realHello(version: "TLSv1.2" | "TLSv1.3"): Uint8Array {
	let sent = new Uint8Array(0);
	class Recorder {
		constructor(options: { onWritable(this: unknown, count: number): void }) {
			Object.assign(this, options);
		}
		read(): number {
			return 0;
		}
		write(bytes: Uint8Array): number {
			sent = Uint8Array.from([...sent, ...bytes]);
			return 50_000;
		}
		close(): void {
			/* Nothing is open. */
		}
	}
	let recorder: (Recorder & { onWritable?(count: number): void }) | undefined;
	class Kept extends Recorder {
		constructor(options: { onWritable(this: unknown, count: number): void }) {
			super(options);
			recorder = this;
		}
	}
	const tls = { host: "localhost", ca: certificate("authority.der"), minimumVersion: version, maximumVersion: version };
	const client = new TLS({ TCP: { io: Kept }, tls });
	recorder?.onWritable?.(50_000);
	client.close();
	return sent;
}

/** The same handshake message in records of `size` bytes. */
export function fragmented(record: Uint8Array, size: number): Uint8Array {
	const pieces: number[] = [];
	for (let start = 5; start < record.length; start += size) {
		const part = record.subarray(start, Math.min(start + size, record.length));
		pieces.push(0x16, 3, 1, ...vector(2, [...part]));
	}
	return Uint8Array.from(pieces);
}
