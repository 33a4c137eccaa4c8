/** An agent's connection. Between two requests it belongs to nobody, and whatever happens on it then is its end. */
import type { Socket } from "tls419/node/http/socket";
import type { RequestOptions } from "tls419/node/http/target";
import { type Owner, own } from "tls419/node/http/wire";

export class Lease implements Owner {
	/** Where it goes: whatever has to be equal so that two requests may share it. */
	readonly name: string;
	readonly options: RequestOptions;
	readonly socket: Socket;
	/** milliseconds for which the server keeps it; 0: it has not said */
	hint = 0;

	constructor(name: string, socket: Socket, options: RequestOptions) {
		this.name = name;
		this.socket = socket;
		this.options = options;
		this.rest();
	}

	/** Nobody uses it now. */
	rest(): void {
		own(this.socket, this);
		// A message whose last piece nobody had taken yet has left it paused.
		this.socket.resume();
	}

	/** What nobody has asked for would be taken for the answer to the next request. */
	onData(): void {
		this.socket.destroy();
	}

	onEnd(): void {
		this.socket.destroy();
	}

	onTimeout(): void {
		this.socket.destroy();
	}

	onError(): void {
		// Nobody waits for it, and the agent learns that it is closed.
	}

	onClose(): void {
		// The agent has a listener of its own, which holds during requests too.
	}
}
