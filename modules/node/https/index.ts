/** HTTP over TLS, as Node and IoT.js have it. */
import type { IncomingMessage } from "tls419/node/http/incoming";
import { METHODS } from "tls419/node/http/methods";
import type { RequestListener } from "tls419/node/http/service";
import type { RequestOptions } from "tls419/node/http/target";
import { Agent } from "tls419/node/https/agent";
import { globalAgent, setGlobalAgent } from "tls419/node/https/globalAgent";
import { ClientRequest } from "tls419/node/https/request";
import { Server, type ServerOptions } from "tls419/node/https/server";

type ResponseListener = (response: IncomingMessage) => void;
type Url = string | { readonly href: string };

export function request(options: RequestOptions | Url, callback?: ResponseListener): ClientRequest;
export function request(url: Url, options: RequestOptions, callback?: ResponseListener): ClientRequest;
export function request(input: unknown, options?: unknown, callback?: unknown): ClientRequest {
	return new ClientRequest(input, options, callback);
}

export function get(options: RequestOptions | Url, callback?: ResponseListener): ClientRequest;
export function get(url: Url, options: RequestOptions, callback?: ResponseListener): ClientRequest;
export function get(input: unknown, options?: unknown, callback?: unknown): ClientRequest {
	const asked = new ClientRequest(input, options, callback);
	asked.end();
	return asked;
}

export function createServer(options?: ServerOptions | RequestListener, listener?: RequestListener): Server {
	return new Server(options, listener);
}

export { Agent, ClientRequest, METHODS, Server };

export default Object.freeze({
	Agent,
	ClientRequest,
	createServer,
	get,
	get globalAgent(): Agent {
		return globalAgent();
	},
	set globalAgent(agent: Agent) {
		setGlobalAgent(agent);
	},
	METHODS,
	request,
	Server,
});
