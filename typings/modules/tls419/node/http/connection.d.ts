/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/connection" {
	import { type Head } from "tls419/node/http/parser";
	import type { ServerResponse } from "tls419/node/http/response";
	import type { Service } from "tls419/node/http/service";
	import { type Socket } from "tls419/node/http/socket";
	export class Connection {
		#private;
		readonly socket: Socket;
		constructor(service: Service, socket: Socket);
		/** No request is being read or answered. */
		get idle(): boolean;
		/** Has it had a request? A new connection may be about to send its first one. */
		get used(): boolean;
		/** Closes the connection if its request takes too long to arrive: a client that sends a byte now and then would hold it for ever. */
		check(): void;
		onData(chunk: Uint8Array): void;
		onHead(head: Head): "body" | "none" | "tunnel";
		onBody(chunk: Uint8Array): void;
		onComplete(trailers: string[]): boolean;
		/** The response has been handed to the socket. */
		answered(response: ServerResponse): void;
		onEnd(): void;
		/** What is no request, or takes too long, is the application's to answer, or gets a status that says so. */
		onError(error: Error & {
			code?: string;
		}): void;
		onTimeout(): void;
		onClose(): void;
	}
}
