/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/outgoing" {
	/**
	 * A message that goes out: what a request of a client and a response of a server have in common. It is a Writable: each piece is framed and handed to the
	 * socket, and the next one waits until the socket has taken it, so that no more is kept than the Writable's own buffer.
	 */
	import { type BufferEncoding } from "node:buffer";
	import type { Callback } from "node:stream";
	import { HeadedMessage } from "tls419/node/http/headed";
	import type { Socket } from "tls419/node/http/socket";
	/** What is none of these is refused by the Writable. */
	type Chunk = string | Uint8Array | object;
	export abstract class OutgoingMessage extends HeadedMessage {
		#private;
		socket: Socket | null;
		chunkedEncoding: boolean;
		/** Without a length that is known, the body goes in chunks; HTTP/1.0 has none. */
		useChunkedEncodingByDefault: boolean;
		/** The connection serves another message after this one. */
		shouldKeepAlive: boolean;
		sendDate: boolean;
		/** The message may have a body at all. */
		protected hasBody: boolean;
		/** @returns the first line; with what belongs into the head and was not said by the application set */
		protected abstract begin(): string;
		get connection(): Socket | null;
		/** They follow a body in chunks. */
		addTrailers(headers: unknown): void;
		/** Sends the head now, not with the first piece of the body. */
		flushHeaders(): void;
		write(chunk: Chunk, encoding?: BufferEncoding | Callback, callback?: Callback): boolean;
		end(chunk?: Chunk | (() => void) | null, encoding?: BufferEncoding | (() => void), callback?: () => void): this;
		_write(chunk: Uint8Array, _encoding: string, callback: Callback): void;
		_final(callback: Callback): void;
		/** From here on the message goes out. */
		protected attach(socket: Socket): void;
		/** Nobody speaks through this socket any more. */
		protected detach(): void;
		/** Makes the head, if it is not made; it is sent with the first piece of the body. */
		protected prepare(): void;
		/** The peer understands chunks. */
		protected canChunk(): boolean;
		protected announceKeepAlive(): void;
		/** The message is given up: who waits for a piece to be taken is told. */
		protected release(error: Error | null): void;
	}
}
