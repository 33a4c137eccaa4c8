/* A TLS listener on loopback whose connections and failures are taken one after the other. */
import TLSListener from "embedded:io/socket/listener/tls";
import TCP from "embedded:io/socket/tcp";
import TLS from "embedded:io/socket/tcp/tls";
import { certificate } from "./certificates.ts";
import { Connection, type StreamError } from "./connection.ts";
import { closeAfterTest } from "./suite.ts";

export const address = "127.0.0.1";
export const chain = [certificate("localhost.der"), certificate("intermediate.der")];
export const identity = { certificate: chain, key: certificate("localhost.key.der") };
export const rsaIdentity = {
	certificate: [certificate("rsa-localhost.der"), certificate("rsa-intermediate.der")],
	key: certificate("rsa-localhost.key.der"),
};
export const rsa = { ca: certificate("rsa-authority.der") };

export interface ClientFailure extends StreamError {
	remoteAddress?: string;
	remotePort?: number;
}

export class Server {
	readonly listener: TLSListener;
	readonly failures: ClientFailure[] = [];
	readonly arrivals: number[] = [];
	#connections: TLS[] = [];
	#waiting: (() => void)[] = [];

	/** @param during is called in onReadable in place of reading all. */
	constructor(tls: object = identity, options: object = {}, during?: (this: TLSListener, count: number) => void) {
		const server: Server = this;
		this.listener = new TLSListener({
			address,
			tls,
			onReadable(count) {
				server.arrivals.push(count);
				if (during) during.call(this, count);
				else for (let tls = this.read(); tls !== undefined; tls = this.read()) server.#connections.push(tls);
				server.#wake();
			},
			onError(error, remote) {
				server.failures.push(Object.assign(error, remote));
				server.#wake();
			},
			...options,
		});
		closeAfterTest(() => this.listener.close());
	}
	get port(): number {
		return this.listener.port ?? 0;
	}
	#wake(): void {
		for (const resolve of this.#waiting.splice(0)) resolve();
	}
	async until(done: () => boolean): Promise<void> {
		while (!done()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}
	async connection(): Promise<Connection<TLS>> {
		await this.until(() => this.#connections.length > 0);
		const from = this.#connections.shift() as TLS;
		return new Connection((callbacks) => new TLS({ from, ...callbacks }));
	}
	async failure(): Promise<ClientFailure> {
		await this.until(() => this.failures.length > 0);
		return this.failures.shift() as ClientFailure;
	}
}

export function dial(port: number): Connection<TCP> {
	return new Connection((callbacks) => new TCP({ address, port, ...callbacks }));
}
