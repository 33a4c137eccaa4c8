/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/https/agent" {
	import { Agent as HttpAgent, type AgentOptions as HttpAgentOptions } from "tls419/node/http/agent";
	import type { ClientRequest } from "tls419/node/http/request";
	import type { Socket } from "tls419/node/http/socket";
	import type { RequestOptions } from "tls419/node/http/target";
	export interface AgentOptions extends HttpAgentOptions {
		/** sessions that are kept for later; 0: none */
		maxCachedSessions?: number;
	}
	export class Agent extends HttpAgent {
		#private;
		readonly maxCachedSessions: number;
		constructor(options?: AgentOptions);
		getName(options?: RequestOptions): string;
		addRequest(request: ClientRequest, options: RequestOptions): void;
		createConnection(options: RequestOptions): Socket;
	}
}
