/* Made by `npm run typings` from the module itself. */
declare module "node:buffer" {
	export type BufferEncoding =
		| "utf8"
		| "utf-8"
		| "hex"
		| "base64"
		| "base64url"
		| "latin1"
		| "binary"
		| "ascii"
		| "utf16le"
		| "utf-16le"
		| "ucs2"
		| "ucs-2";

	export interface BufferConstructor {
		readonly prototype: Buffer;
		poolSize: number;
		from(text: string, encoding?: BufferEncoding): Buffer;
		from(buffer: ArrayBufferLike, byteOffset?: number, length?: number): Buffer;
		from(values: ArrayLike<number> | Iterable<number>): Buffer;
		alloc(size: number, fill?: string | number | Uint8Array, encoding?: BufferEncoding): Buffer;
		allocUnsafe(size: number): Buffer;
		allocUnsafeSlow(size: number): Buffer;
		isBuffer(value: unknown): value is Buffer;
		isEncoding(name: unknown): name is BufferEncoding;
		byteLength(value: string | ArrayBufferLike | ArrayBufferView, encoding?: BufferEncoding): number;
		concat(list: readonly Uint8Array[], totalLength?: number): Buffer;
		compare(a: Uint8Array, b: Uint8Array): -1 | 0 | 1;
	}

	export const Buffer: BufferConstructor;

	export interface Buffer extends Uint8Array<ArrayBuffer> {
		toString(encoding?: BufferEncoding, start?: number, end?: number): string;
		toJSON(): { type: "Buffer"; data: number[] };
		equals(other: Uint8Array): boolean;
		compare(other: Uint8Array, targetStart?: number, targetEnd?: number, sourceStart?: number, sourceEnd?: number): -1 | 0 | 1;
		copy(target: Uint8Array, targetStart?: number, sourceStart?: number, sourceEnd?: number): number;
		write(text: string, offset?: number, length?: number, encoding?: BufferEncoding): number;
		write(text: string, encoding?: BufferEncoding): number;
		/** A view of the same bytes, unlike that of Uint8Array. */
		slice(start?: number, end?: number): Buffer;
		subarray(start?: number, end?: number): Buffer;
		readUInt8(offset?: number): number;
		readUInt16LE(offset?: number): number;
		readUInt16BE(offset?: number): number;
		readUInt32LE(offset?: number): number;
		readUInt32BE(offset?: number): number;
		readUIntLE(offset: number, byteLength: number): number;
		readUIntBE(offset: number, byteLength: number): number;
		readBigUInt64LE(offset?: number): bigint;
		readBigUInt64BE(offset?: number): bigint;
		readInt8(offset?: number): number;
		readInt16LE(offset?: number): number;
		readInt16BE(offset?: number): number;
		readInt32LE(offset?: number): number;
		readInt32BE(offset?: number): number;
		readIntLE(offset: number, byteLength: number): number;
		readIntBE(offset: number, byteLength: number): number;
		readBigInt64LE(offset?: number): bigint;
		readBigInt64BE(offset?: number): bigint;
		readFloatLE(offset?: number): number;
		readFloatBE(offset?: number): number;
		readDoubleLE(offset?: number): number;
		readDoubleBE(offset?: number): number;
		writeUInt8(value: number, offset?: number): number;
		writeUInt16LE(value: number, offset?: number): number;
		writeUInt16BE(value: number, offset?: number): number;
		writeUInt32LE(value: number, offset?: number): number;
		writeUInt32BE(value: number, offset?: number): number;
		writeUIntLE(value: number, offset: number, byteLength: number): number;
		writeUIntBE(value: number, offset: number, byteLength: number): number;
		writeBigUInt64LE(value: bigint, offset?: number): number;
		writeBigUInt64BE(value: bigint, offset?: number): number;
		writeInt8(value: number, offset?: number): number;
		writeInt16LE(value: number, offset?: number): number;
		writeInt16BE(value: number, offset?: number): number;
		writeInt32LE(value: number, offset?: number): number;
		writeInt32BE(value: number, offset?: number): number;
		writeIntLE(value: number, offset: number, byteLength: number): number;
		writeIntBE(value: number, offset: number, byteLength: number): number;
		writeBigInt64LE(value: bigint, offset?: number): number;
		writeBigInt64BE(value: bigint, offset?: number): number;
		writeFloatLE(value: number, offset?: number): number;
		writeFloatBE(value: number, offset?: number): number;
		writeDoubleLE(value: number, offset?: number): number;
		writeDoubleBE(value: number, offset?: number): number;
		swap16(): this;
		swap32(): this;
		swap64(): this;
	}

	export const kMaxLength: number;
	export const constants: Readonly<{ MAX_LENGTH: number }>;
	const buffer: { Buffer: BufferConstructor; constants: typeof constants; kMaxLength: number };
	export default buffer;
}
