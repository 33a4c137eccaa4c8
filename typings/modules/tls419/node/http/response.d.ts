/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/response" {
	import type { IncomingMessage } from "tls419/node/http/incoming";
	import { OutgoingMessage } from "tls419/node/http/outgoing";
	import type { Socket } from "tls419/node/http/socket";
	/** Who is told that a response has been handed to its socket. */
	export interface Answerer {
		answered(response: ServerResponse): void;
	}
	export class ServerResponse extends OutgoingMessage {
		#private;
		statusCode: number;
		statusMessage: string | undefined;
		readonly req: IncomingMessage;
		answerer: Answerer | undefined;
		constructor(request: IncomingMessage);
		/** Node's name for it: the response goes out through this socket. */
		assignSocket(socket: Socket, keepAliveSeconds?: number): void;
		detachSocket(_socket?: Socket): void;
		writeHead(statusCode: number, reason?: string | object, headers?: object): this;
		writeContinue(callback?: () => void): void;
		writeProcessing(): void;
		writeEarlyHints(hints: object, callback?: () => void): void;
		setTimeout(milliseconds: number, callback?: () => void): this;
		protected begin(): string;
		protected canChunk(): boolean;
		protected announceKeepAlive(): void;
		_destroy(error: Error | null, callback: (error?: Error | null) => void): void;
	}
}
