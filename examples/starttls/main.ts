/*
 * A protocol that begins in clear and goes on in TLS, as SMTP, IMAP and LDAP do: both of its ends in one program.
 *
 *	npx tls419 sim examples/starttls/main.ts certificate.der key.der authority.der
 *
 * Two rules keep it secure. What was said in clear counts for nothing afterwards, since anybody on the way may have said it. And nothing that came in clear behind the
 * command is taken for something that came encrypted: an end that finds such bytes closes.
 */

import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import TLS from "embedded:io/socket/tcp/tls";
import { readFile } from "tls419/sim/file";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function required(file: string | undefined): ArrayBuffer {
	const bytes = file === undefined ? undefined : readFile(file);
	if (bytes === undefined) throw new Error("usage: main.ts certificate.der key.der authority.der");
	return bytes;
}

function line(text: string): Uint8Array {
	return encoder.encode(`${text}\r\n`);
}

/** All that has arrived; a line, since each end waits for the other's. */
function heard(connection: { read(): ArrayBuffer | number | undefined }): string {
	const data = connection.read();
	return data instanceof ArrayBuffer ? decoder.decode(new Uint8Array(data)) : "";
}

/** Moddable's TCP classes say nothing more than that it is over. */
function fail(who: string, error: (Error & { code?: string }) | undefined): void {
	if (error === undefined || error.code === "EOF") return;
	console.error(`${who}: ${error.message}`);
	process.exitCode = 1;
}

/** Moddable's declarations do not know close() of a listener. */
function shut(listener: { readonly port: number; close?(): void }): void {
	listener.close?.();
}

function serve(from: TCP, tls: object, done: () => void): void {
	new TCP({
		from,
		onReadable() {
			const text = heard(this);
			console.log(`client, in clear: ${text.trim()}`);
			if (text !== "STARTTLS\r\n") {
				this.close();
				return;
			}
			this.write(line("220 go ahead"));
			new TLS({
				from: this,
				tls,
				onReadable() {
					console.log(`client, in ${this.negotiated?.version}: ${heard(this).trim()}`);
					this.write(line("250 welcome"));
				},
				onError(error) {
					fail("server", error);
					this.close();
					done();
				},
			});
		},
		onError(error?: Error) {
			fail("server", error);
			this.close();
			done();
		},
	});
}

function dial(port: number, ca: ArrayBuffer): void {
	let asked = false;
	new TCP({
		address: "127.0.0.1",
		port,
		onWritable() {
			if (asked) return;
			asked = true;
			this.write(line("STARTTLS"));
		},
		onReadable() {
			const text = heard(this);
			console.log(`server, in clear: ${text.trim()}`);
			/* Without TLS there is nothing to say to this server. */
			if (text !== "220 go ahead\r\n") {
				this.close();
				return;
			}
			new TLS({
				from: this,
				tls: { host: "localhost", ca },
				onWritable() {
					this.target ??= this.write(line("HELLO again"));
				},
				onReadable() {
					console.log(`server, in ${this.negotiated?.version}: ${heard(this).trim()}`);
					this.close();
				},
				onError(error) {
					fail("client", error);
					this.close();
				},
			});
		},
		onError(error?: Error) {
			fail("client", error);
			this.close();
		},
	});
}

function main(certificateFile: string | undefined, keyFile: string | undefined, authorityFile: string | undefined): void {
	const tls = { server: true, certificate: required(certificateFile), key: required(keyFile) };
	const ca = required(authorityFile);
	const listener = new Listener({
		address: "127.0.0.1",
		onReadable() {
			const from = this.read();
			if (from) serve(from, tls, () => shut(this));
		},
	});
	dial(listener.port, ca);
}

try {
	main(process.argv[2], process.argv[3], process.argv[4]);
} catch (error) {
	console.error(`starttls: ${error instanceof Error ? error.message : String(error)}`);
	process.exitCode = 1;
}
