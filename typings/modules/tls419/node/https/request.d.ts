/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/https/request" {
	/** What a client asks over TLS. */
	import type { Agent } from "tls419/node/http/agent";
	import { ClientRequest as HttpRequest } from "tls419/node/http/request";
	export class ClientRequest extends HttpRequest {
		protected defaultAgent(): Agent;
	}
}
