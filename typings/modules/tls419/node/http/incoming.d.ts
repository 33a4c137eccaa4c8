/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/incoming" {
	import { Readable } from "node:stream";
	import { type IncomingFields } from "tls419/node/http/fields";
	import type { Socket } from "tls419/node/http/socket";
	export class IncomingMessage extends Readable {
		#private;
		socket: Socket;
		httpVersionMajor: number;
		httpVersionMinor: number;
		/** All of the message has come. */
		complete: boolean;
		/** The connection ended before the message did. */
		aborted: boolean;
		rawHeaders: string[];
		rawTrailers: string[];
		/** Of a request: what follows the method. Of a response: the whole URL that was asked for. */
		url: string;
		method: string | null;
		statusCode: number | null;
		statusMessage: string | null;
		upgrade: boolean;
		/** It waits for 100 Continue before it sends its body. */
		expects: boolean;
		/** Of a response: what was asked. */
		req: {
			responseOver(): void;
		} | undefined;
		constructor(socket: Socket);
		get connection(): Socket;
		get httpVersion(): string;
		/** By name in lower case. Made when it is first asked for. */
		get headers(): IncomingFields;
		get headersDistinct(): Record<string, string[] | undefined>;
		get trailers(): IncomingFields;
		get trailersDistinct(): Record<string, string[] | undefined>;
		/** On inactivity of the connection, 'timeout' is emitted here too. */
		setTimeout(milliseconds: number, callback?: () => void): this;
		/** What comes from now on is read and forgotten: nobody wants it. */
		dump(): void;
		/** A piece of the body, from the connection. The socket rests while nobody takes it. */
		receive(chunk: Uint8Array): void;
		/** The message is complete, says the connection. */
		finish(trailers: string[]): void;
		/** The connection ended before the message. */
		cut(error?: Error): void;
		_read(): void;
		_destroy(error: Error | null, callback: (error?: Error | null) => void): void;
	}
}
