/** What a client asks over TLS. */
import type { Agent } from "tls419/node/http/agent";
import { ClientRequest as HttpRequest } from "tls419/node/http/request";
import { globalAgent } from "tls419/node/https/globalAgent";

export class ClientRequest extends HttpRequest {
	protected override defaultAgent(): Agent {
		return globalAgent();
	}
}
