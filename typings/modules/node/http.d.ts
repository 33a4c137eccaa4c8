/* Made by `npm run typings` from the module itself. */
declare module "node:http" {
	/** Node's http, for https to stand on and for servers in a network of one's own. */
	import { Agent } from "tls419/node/http/agent";
	import { validateHeaderName, validateHeaderValue } from "tls419/node/http/fields";
	import { IncomingMessage } from "tls419/node/http/incoming";
	import { maxHeaderSize } from "tls419/node/http/limits";
	import { METHODS } from "tls419/node/http/methods";
	import { OutgoingMessage } from "tls419/node/http/outgoing";
	import { ClientRequest } from "tls419/node/http/request";
	import { ServerResponse } from "tls419/node/http/response";
	import { Server } from "tls419/node/http/server";
	import type { HttpOptions, RequestListener } from "tls419/node/http/service";
	import { STATUS_CODES } from "tls419/node/http/status";
	import type { RequestOptions } from "tls419/node/http/target";
	type ResponseListener = (response: IncomingMessage) => void;
	type Url = string | {
		readonly href: string;
	};
	export function request(options: RequestOptions | Url, callback?: ResponseListener): ClientRequest;
	export function request(url: Url, options: RequestOptions, callback?: ResponseListener): ClientRequest;
	export function get(options: RequestOptions | Url, callback?: ResponseListener): ClientRequest;
	export function get(url: Url, options: RequestOptions, callback?: ResponseListener): ClientRequest;
	export function createServer(options?: HttpOptions | RequestListener, listener?: RequestListener): Server;
	export { Agent, ClientRequest, IncomingMessage, METHODS, maxHeaderSize, OutgoingMessage, Server, ServerResponse, STATUS_CODES, validateHeaderName, validateHeaderValue, };
	const _default: Readonly<{
		Agent: typeof Agent;
		ClientRequest: typeof ClientRequest;
		createServer: typeof createServer;
		get: typeof get;
		globalAgent: Agent;
		IncomingMessage: typeof IncomingMessage;
		maxHeaderSize: 16384;
		METHODS: readonly string[];
		OutgoingMessage: typeof OutgoingMessage;
		request: typeof request;
		Server: typeof Server;
		ServerResponse: typeof ServerResponse;
		STATUS_CODES: Readonly<Record<string, string>>;
		validateHeaderName: typeof validateHeaderName;
		validateHeaderValue: typeof validateHeaderValue;
	}>;
	export default _default;
}
