/** Node's http, for https to stand on and for servers in a network of one's own. */
import { Agent } from "tls419/node/http/agent";
import { validateHeaderName, validateHeaderValue } from "tls419/node/http/fields";
import { globalAgent, setGlobalAgent } from "tls419/node/http/globalAgent";
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

export function createServer(options?: HttpOptions | RequestListener, listener?: RequestListener): Server {
	return new Server(options, listener);
}

export {
	Agent,
	ClientRequest,
	IncomingMessage,
	METHODS,
	maxHeaderSize,
	OutgoingMessage,
	Server,
	ServerResponse,
	STATUS_CODES,
	validateHeaderName,
	validateHeaderValue,
};

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
	IncomingMessage,
	maxHeaderSize,
	METHODS,
	OutgoingMessage,
	request,
	Server,
	ServerResponse,
	STATUS_CODES,
	validateHeaderName,
	validateHeaderValue,
});
