/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/agent" {
	/** Who gives requests their connections: keeps idle ones for the next request to the same place, and bounds how many there are. */
	import EventEmitter from "node:events";
	import type { ClientRequest } from "tls419/node/http/request";
	import { type Socket } from "tls419/node/http/socket";
	import type { RequestOptions } from "tls419/node/http/target";
	export interface AgentOptions {
		/** Connections are kept for the next request. */
		keepAlive?: boolean;
		keepAliveMsecs?: number;
		/** connections to one place, and in all */
		maxSockets?: number;
		maxTotalSockets?: number;
		/** idle connections that are kept, to one place */
		maxFreeSockets?: number;
		/** milliseconds after which an idle connection is closed */
		timeout?: number;
		scheduling?: "lifo" | "fifo";
		[name: string]: unknown;
	}
	type Table<Item> = Record<string, Item[] | undefined>;
	export class Agent extends EventEmitter {
		#private;
		protocol: string;
		defaultPort: number;
		readonly options: AgentOptions;
		readonly keepAlive: boolean;
		readonly keepAliveMsecs: number;
		readonly maxSockets: number;
		readonly maxFreeSockets: number;
		readonly maxTotalSockets: number;
		readonly scheduling: "lifo" | "fifo";
		/** Connections in use, idle ones, and requests that wait for one, by the name of where they go. */
		readonly sockets: Table<Socket>;
		readonly freeSockets: Table<Socket>;
		readonly requests: Table<ClientRequest>;
		totalSocketCount: number;
		constructor(options?: AgentOptions);
		/** Opens a connection. May be replaced; a callback may bring the connection later. */
		createConnection(options: RequestOptions, _callback?: (error: Error | null, socket?: Socket) => void): Socket | undefined;
		/** Requests with the same name may share a connection. */
		getName(options?: RequestOptions): string;
		addRequest(request: ClientRequest, options: RequestOptions): void;
		/** May a connection be kept? Its idle time is bounded here. */
		keepSocketAlive(socket: Socket): boolean;
		reuseSocket(socket: Socket, _request: ClientRequest): void;
		destroy(): void;
		/** What the connection is told: an agent for tls adds a session that may be resumed. */
		protected connectionOptions(options: RequestOptions): RequestOptions;
		/** How long the server keeps the connection, says its response; a second is for the way. */
		noteKeepAlive(socket: Socket, rawHeaders: readonly string[]): void;
		/** The request does not wait any more. */
		removeRequest(request: ClientRequest): void;
	}
}
