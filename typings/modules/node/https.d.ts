/* Made by `npm run typings` from the module itself. */
declare module "node:https" {
	/** HTTP over TLS, as Node and IoT.js have it. */
	import type { IncomingMessage } from "tls419/node/http/incoming";
	import { METHODS } from "tls419/node/http/methods";
	import type { RequestListener } from "tls419/node/http/service";
	import type { RequestOptions } from "tls419/node/http/target";
	import { Agent } from "tls419/node/https/agent";
	import { ClientRequest } from "tls419/node/https/request";
	import { Server, type ServerOptions } from "tls419/node/https/server";
	type ResponseListener = (response: IncomingMessage) => void;
	type Url = string | {
		readonly href: string;
	};
	export function request(options: RequestOptions | Url, callback?: ResponseListener): ClientRequest;
	export function request(url: Url, options: RequestOptions, callback?: ResponseListener): ClientRequest;
	export function get(options: RequestOptions | Url, callback?: ResponseListener): ClientRequest;
	export function get(url: Url, options: RequestOptions, callback?: ResponseListener): ClientRequest;
	export function createServer(options?: ServerOptions | RequestListener, listener?: RequestListener): Server;
	export { Agent, ClientRequest, METHODS, Server };
	const _default: Readonly<{
		Agent: typeof Agent;
		ClientRequest: typeof ClientRequest;
		createServer: typeof createServer;
		get: typeof get;
		globalAgent: Agent;
		METHODS: readonly string[];
		request: typeof request;
		Server: typeof Server;
	}>;
	export default _default;
}
