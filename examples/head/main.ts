/*
 * The smallest client: asks a server for the head of its first page, and traces what was negotiated. It runs wherever TLS runs, because it needs nothing else.
 *
 *	mcconfig -m -p lin address=127.0.0.1 port=8443 host=localhost
 */

import TLS from "embedded:io/socket/tcp/tls";
import config from "mc/config";

new TLS({
	address: String(config.address),
	port: Number(config.port),
	tls: { host: String(config.host) },
	onWritable() {
		if (this.target) return;
		this.target = "requested";
		const { version, cipherSuite } = this.negotiated ?? {};
		trace(`connected with ${version}, ${cipherSuite}\n`);
		this.write(ArrayBuffer.fromString(`HEAD / HTTP/1.0\r\nHost: ${config.host}\r\n\r\n`));
	},
	onReadable() {
		const data = this.read();
		if (data instanceof ArrayBuffer) trace(String.fromArrayBuffer(data));
	},
	onError(error) {
		trace(error.code === "EOF" ? "the server has closed the connection\n" : `${error.message} (${error.code})\n`);
		this.close();
	},
});
