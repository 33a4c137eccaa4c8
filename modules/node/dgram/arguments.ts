/* The many shapes in which Node's dgram takes its arguments. */

import { Buffer } from "node:buffer";
import { boundsError, kindError, portError, stateError, typeError } from "tls419/dgram/errors";
import type { SocketOptions, SocketType } from "tls419/dgram/types";

export type SendCallback = (error: Error | null, bytes?: number) => void;
export type Message = string | ArrayBufferView;

export interface BindOptions {
	port?: number | string | null;
	address?: string | null;
	exclusive?: boolean;
	fd?: number;
}

interface Bind {
	readonly port: number;
	readonly address: string | undefined;
	readonly callback: (() => void) | undefined;
	/** Given as a descriptor of the system, which ECMA-419 does not know. */
	readonly byDescriptor: boolean;
}

interface Send {
	readonly bytes: Uint8Array;
	readonly port: number | undefined;
	readonly address: string | undefined;
	readonly callback: SendCallback | undefined;
}

interface Connect {
	readonly port: number;
	readonly address: string | undefined;
	readonly callback: ConnectCallback | undefined;
}

export type ConnectCallback = (error?: Error) => void;

const KINDS = "of type string or an instance of Buffer, TypedArray, or DataView";

function isCallback<F>(value: unknown): value is F {
	return typeof value === "function";
}

function readPort(value: unknown, name: string, zero: boolean): number {
	const number = typeof value === "number" || (typeof value === "string" && value.trim() !== "") ? Number(value) : Number.NaN;
	if (!Number.isInteger(number) || number < (zero ? 0 : 1) || number > 65535) throw portError(name, value, zero);
	return number;
}

function readAddress(value: unknown): string | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value !== "string") throw typeError("address", "of type string", value);
	return value === "" ? undefined : value;
}

/** type or options */
export function readOptions(type: SocketType | SocketOptions): SocketOptions {
	const options: SocketOptions = typeof type === "object" && type !== null ? type : { type };
	if (options.type !== "udp4" && options.type !== "udp6") throw kindError();
	const { lookup } = options;
	if (lookup !== undefined && lookup !== null && typeof lookup !== "function") throw typeError("lookup", "of type function", lookup);
	return options;
}

/** [port[, address]][, callback] or options[, callback] */
export function readBind(values: readonly unknown[]): Bind {
	const [first, second] = values;
	const last = values[values.length - 1];
	const callback = isCallback<() => void>(last) ? last : undefined;
	const options: BindOptions | undefined = typeof first === "object" && first !== null ? first : undefined;
	const port = options === undefined ? first : options.port;
	const address = options === undefined ? second : options.address;
	return {
		port: port === undefined || port === null || typeof port === "function" ? 0 : readPort(port, "options.port", true),
		address: typeof address === "function" ? undefined : readAddress(address),
		callback,
		byDescriptor: options?.fd !== undefined,
	};
}

/** port[, address][, callback] */
export function readConnect([port, second, third]: readonly unknown[]): Connect {
	const callback = typeof second === "function" ? second : third;
	return {
		port: readPort(port, "Port", false),
		address: typeof second === "function" ? undefined : readAddress(second),
		callback: isCallback<ConnectCallback>(callback) ? callback : undefined,
	};
}

function bytesOf(value: unknown, name: string): Uint8Array {
	if (typeof value === "string") return Buffer.from(value);
	if (!ArrayBuffer.isView(value)) throw typeError(name, KINDS, value);
	return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

function part(value: unknown, offset: unknown, length: unknown): Uint8Array {
	const bytes = bytesOf(value, "buffer");
	const start = Number(offset) >>> 0;
	const count = Number(length) >>> 0;
	if (start > bytes.byteLength) throw boundsError("offset");
	if (start + count > bytes.byteLength) throw boundsError("length");
	return bytes.subarray(start, start + count);
}

function joined(value: unknown): Uint8Array {
	if (!Array.isArray(value)) return bytesOf(value, "buffer");
	const list = value.map((item) => {
		if (typeof item !== "string" && !ArrayBuffer.isView(item)) throw typeError("buffer list arguments", KINDS, value);
		return bytesOf(item, "buffer list arguments");
	});
	return list.length === 1 ? list[0] : Buffer.concat(list);
}

/** message[, offset, length][, port][, address][, callback]; a socket that is connected has its port and address already. */
export function readSend(connected: boolean, [message, ...values]: readonly unknown[]): Send {
	const [offset, length, third, fourth, fifth] = values;
	const sliced = connected ? typeof length === "number" : Boolean(fourth) || (Boolean(third) && typeof third !== "function");
	const [port, address, callback] = sliced ? [third, fourth, fifth] : [offset, length, third];
	if (connected) {
		const last = sliced ? third : offset;
		const bytes = sliced ? part(message, offset, length) : joined(message);
		const extra = sliced ? [third, fourth] : [third, fourth, fifth];
		if (extra.some((value) => value && typeof value !== "function")) throw stateError("ERR_SOCKET_DGRAM_IS_CONNECTED");
		return { bytes, port: undefined, address: undefined, callback: isCallback<SendCallback>(last) ? last : undefined };
	}
	const bytes = sliced ? part(message, offset, length) : joined(message);
	const found = readPort(port, "Port", false);
	const last = isCallback<SendCallback>(address) ? address : callback;
	return {
		bytes,
		port: found,
		address: typeof address === "function" ? undefined : readAddress(address),
		callback: isCallback<SendCallback>(last) ? last : undefined,
	};
}
