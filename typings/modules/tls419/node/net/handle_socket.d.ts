/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/net/handle_socket" {
	import { type BufferEncoding } from "node:buffer";
	import { type Callback, Duplex, type DuplexOptions } from "node:stream";
	/** What a socket stands on: the contract of ECMA-419's TCP class. */
	export interface Handle {
		target?: unknown;
		read(count: number): ArrayBuffer | number | undefined;
		/** @returns how many bytes can be written next. */
		write(bytes: Uint8Array): number;
		close(): void;
		/** Closes this side and not the other, where the protocol can. */
		end?(): void;
		/** Whether the program waits for it. */
		hold?(yes: boolean): void;
		readonly localAddress?: string | undefined;
		readonly localPort?: number | undefined;
		readonly remoteAddress?: string | undefined;
		readonly remotePort?: number | undefined;
	}
	/** The callbacks of a handle, whose `target` is its socket. */
	export const handleCallbacks: Readonly<{
		format: "buffer";
		onReadable(this: Handle, count: number): void;
		onWritable(this: Handle, count: number): void;
		/** Of handles that can be closed one side at a time. */
		onEnd(this: Handle): void;
		onError(this: Handle, error?: Error & {
			code?: string;
		}): void;
	}>;
	export class HandleSocket extends Duplex {
		#private;
		constructor(options?: DuplexOptions);
		get bytesRead(): number;
		/** What waits to be written is counted too. */
		get bytesWritten(): number;
		/** Milliseconds without a byte in either direction after which "timeout" is emitted; 0 for none. */
		get timeout(): number;
		_read(_size: number): void;
		_write(chunk: Uint8Array, _encoding: BufferEncoding, callback: Callback): void;
		_final(callback: Callback): void;
		_destroy(error: Error | null, callback: Callback): void;
	}
}
