/* A device: proves who it is with its certificate, says what it has measured, and is told what to do. */

import Resource from "Resource";
import TLS from "embedded:io/socket/tcp/tls";

/** A file of the manifest. The SDK keeps no folders in their names. */
const file = (name: string) => new Resource(name).slice(0);

/**
 * Visits the gateway once.
 * @param certificate names the device's certificate and key; undefined for one that has none.
 * @param done is called when the visit is over, with what came of it.
 */
export function visit(port: number | undefined, certificate: string | undefined, reading: string, done: (outcome: string) => void): void {
	let answered = false;
	new TLS({
		address: "127.0.0.1",
		port,
		tls: {
			host: "localhost",
			ca: file("authority.der"),
			...(certificate && { clientCertificate: file(`${certificate}.der`), clientKey: file(`${certificate}.key.der`) }),
		},
		onWritable() {
			this.target ??= this.write(new TextEncoder().encode(reading));
		},
		onReadable() {
			answered = true;
			const answer = new TextDecoder().decode(this.read() as ArrayBuffer);
			this.close();
			done(`is told to ${answer}`);
		},
		/* In TLS 1.3 a client has finished before the server has judged its certificate: the refusal comes after onWritable. */
		onError(error) {
			this.close();
			if (!answered) done(`is refused, ${error.code}`);
		},
	});
}
