/*
 * A client that comes back: it keeps the session of its TLS connection in a file, and the next start of the program resumes it. No certificate is sent or checked then.
 *
 *	npx tls419 sim examples/resumption/main.ts https://host[:port]/path session.bin
 *
 * On a device the file would be a place in flash, or memory that survives deep sleep. The bytes are a secret: whoever reads them can read the connections, and whoever
 * changes them can pose as the server.
 */

import TLS from "embedded:io/socket/tcp/tls";
import Resolver from "embedded:network/dns/resolver/system";
import { readFile, writeFile } from "tls419/sim/file";
import { parseTarget, type Target } from "../https-get/target";

function fail(error: unknown): void {
	console.error(`resumption: ${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
}

function get({ host, port, path }: Target, address: string, file: string): void {
	let length = 0;
	let asked = false;
	const session = readFile(file);
	const started = performance.now();
	new TLS({
		address,
		port,
		/* What does not fit, or is no session at all, makes a full handshake: there is nothing to check here. */
		tls: { host, session: session ?? null },
		onWritable() {
			if (asked) return;
			asked = true;
			const { negotiated } = this;
			console.log(
				`${negotiated?.version}, ${negotiated?.resumed ? "resumed" : "full handshake"}, ${(performance.now() - started).toFixed(1)} ms`,
			);
			this.write(new TextEncoder().encode(`GET ${path} HTTP/1.0\r\nHost: ${host}\r\n\r\n`));
		},
		onSession(bytes) {
			writeFile(file, bytes);
			console.log(`session of ${bytes.byteLength} bytes kept in ${file}`);
		},
		onReadable() {
			const data = this.read();
			if (data instanceof ArrayBuffer) length += data.byteLength;
		},
		onError(error) {
			this.close();
			console.log(`${length} bytes`);
			if (error.code !== "EOF") fail(error);
		},
	});
}

function main(url: string | undefined, file: string): void {
	if (url === undefined) throw new Error("usage: main.ts https://host[:port]/path [session.bin]");
	const target = parseTarget(url);
	new Resolver({}).resolve({
		host: target.host,
		onResolved(_host: string, address: string) {
			try {
				get(target, address, file);
			} catch (error) {
				fail(error);
			}
		},
		onError: fail,
	});
}

try {
	main(process.argv[2], process.argv[3] ?? "session.bin");
} catch (error) {
	fail(error);
}
