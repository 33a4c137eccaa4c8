/* A TLS server of our own for one client: what it accepts becomes a Connection. */
import Listener from "embedded:io/socket/listener";
import TLS from "embedded:io/socket/tcp/tls";
import { localhostIdentity } from "./certificates.ts";
import { Connection, type TLSOptions } from "./connection.ts";
import { closeAfterTest } from "./suite.ts";

export const serverIdentity = {
	server: true,
	...localhostIdentity,
};

export interface Server {
	readonly port: number;
	/** The server's side of the first connection. */
	readonly accepted: Promise<Connection<TLS>>;
}

/** @param tls options of `tls` besides the certificate of localhost @param options of the class */
export function serveTLS(tls: object = {}, options: object = {}): Server {
	let listener: Listener | undefined;
	const accepted = new Promise<Connection<TLS>>((resolve) => {
		listener = new Listener({
			address: "127.0.0.1",
			onReadable(this: Listener) {
				const from = this.read();
				this.close();
				resolve(
					new Connection((callbacks) => new TLS({ from, tls: { ...serverIdentity, ...tls }, ...callbacks, ...options } as TLSOptions)),
				);
			},
		});
	});
	closeAfterTest(() => listener?.close());
	return { port: listener?.port ?? 0, accepted };
}
