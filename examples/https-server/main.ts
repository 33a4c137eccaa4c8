/*
 * An HTTPS server on the device: a page, and what the device knows about the visitor's connection.
 *
 *	npx tls419 sim examples/https-server/main.ts certificate.der key.der [port] [address]
 *
 * certificate.der is the server's certificate with its chain behind it, each in DER; on a device both would be resources of its manifest, or in flash. The files are
 * read again every hour: a certificate that was renewed is used for the next handshakes, without a restart.
 */

import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import Timer from "timer";
import { readFile } from "tls419/sim/file";
import { RequestHead, response } from "./http";

const HOUR = 3_600_000;

function required(file: string | undefined): ArrayBuffer {
	const bytes = file === undefined ? undefined : readFile(file);
	if (bytes === undefined)
		throw new Error(`usage: main.ts certificate.der key.der [port] [address]${file === undefined ? "" : ` (there is no ${file})`}`);
	return bytes;
}

function answer(path: string, { negotiated, remoteAddress }: TLS): Uint8Array {
	if (path === "/") return response("200 OK", "text/plain", "Hello from a small device.\n");
	if (path === "/connection") {
		const { version, cipherSuite, serverName } = negotiated ?? {};
		return response("200 OK", "application/json", `${JSON.stringify({ version, cipherSuite, serverName, remoteAddress })}\n`);
	}
	return response("404 Not Found", "text/plain", "There is no such page.\n");
}

/** One visitor, until the answer is sent. */
function serve(from: TLS): void {
	const head = new RequestHead();
	new TLS({
		from,
		onReadable() {
			const data = this.read();
			if (!(data instanceof ArrayBuffer)) return;
			try {
				const path = head.add(data);
				if (path === undefined) return;
				this.write(answer(path, this));
			} catch (error) {
				const status = error instanceof Error ? error.message : "500 Internal Server Error";
				this.write(response(status, "text/plain", `${status}\n`));
			}
			/* What was written leaves before the goodbye. */
			this.close();
		},
		onError() {
			this.close();
		},
	});
}

function main(certificateFile: string | undefined, keyFile: string | undefined, port = "8443", address = "127.0.0.1"): void {
	const load = () => new TLSContext({ certificate: required(certificateFile), key: required(keyFile) });
	const listener = new TLSListener({
		address,
		port,
		tls: { context: load(), applicationLayerProtocol: "http/1.1", idleTimeout: 30_000 },
		onReadable() {
			for (let from = this.read(); from !== undefined; from = this.read()) serve(from);
		},
		onError(error, remote) {
			console.log(`${remote?.remoteAddress ?? "the listener"}: ${error.message} (${error.code})`);
		},
	});
	console.log(`serving https://${address}:${listener.port}/`);
	Timer.repeat(() => {
		try {
			listener.context = load();
		} catch (error) {
			console.error(`the old certificate stays in use: ${error instanceof Error ? error.message : String(error)}`);
		}
	}, HOUR);
}

try {
	main(...(process.argv.slice(2) as [string?, string?, string?, string?]));
} catch (error) {
	console.error(`https-server: ${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
}
