/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/request" {
	import { Agent } from "tls419/node/http/agent";
	import type { IncomingMessage } from "tls419/node/http/incoming";
	import { OutgoingMessage } from "tls419/node/http/outgoing";
	import type { Socket } from "tls419/node/http/socket";
	import { type RequestOptions } from "tls419/node/http/target";
	export class ClientRequest extends OutgoingMessage {
		#private;
		readonly method: string;
		readonly path: string;
		readonly host: string;
		readonly protocol: string;
		readonly agent: Agent | undefined;
		/** The whole URL that is asked for. */
		readonly href: string;
		res: IncomingMessage | null;
		/** When abort() was called, in milliseconds since 1970; null before. */
		aborted: number | null;
		reusedSocket: boolean;
		timeout: number | undefined;
		maxHeadersCount: number | null;
		/** What its connection is to be made with, while it waits for one. */
		waitOptions: RequestOptions | undefined;
		constructor(input: unknown, second?: unknown, third?: unknown);
		/** Whom a request without an agent of its own asks for a connection. */
		protected defaultAgent(): Agent;
		/** From the agent: the connection, or why there is none. */
		onSocket(socket: Socket | null, error?: Error): void;
		protected begin(): string;
		/** All of it has been handed to the connection. */
		sent(): void;
		/** The connection serves others now. */
		released(): void;
		/** The response has been read to its end, or given up. */
		responseOver(): void;
		abort(): void;
		/** On inactivity of the connection 'timeout' is emitted; where nobody listens, the request is aborted. */
		setTimeout(milliseconds: number, callback?: () => void): this;
		clearTimeout(callback?: () => void): this;
		setNoDelay(noDelay?: boolean): void;
		setSocketKeepAlive(enable?: boolean, initialDelay?: number): void;
		_destroy(error: Error | null, callback: (error?: Error | null) => void): void;
	}
}
