/**
 * TLS on the chip, in JavaScript: told over the serial line what to do, it says there what came of it and what it cost.
 *
 *	connect port=N [time=SECONDS] [memory=BYTES] [maximumVersion=TLSv1.2]
 */

import Resource from "Resource";
import TLS from "embedded:io/socket/tcp/tls";
import { say } from "chip";
import { type End, obeyAlways, tellFigures, type Words } from "orders";

const authority = new Resource("authority.der");

function connect(words: Words, before: number, end: End): void {
	new TLS({
		address: "10.0.2.2",
		port: Number(words.get("port")),
		tls: {
			host: "localhost",
			ca: authority,
			maximumVersion: words.get("maximumVersion") === "TLSv1.2" ? "TLSv1.2" : "TLSv1.3",
			// Where memory is short lwIP drops packets, and nobody else learns of it.
			handshakeTimeout: 10_000,
			idleTimeout: 10_000,
		},
		onWritable() {
			if (this.target) return;
			this.target = "sent";
			tellFigures(before);
			const { version, cipherSuite } = this.negotiated ?? {};
			say(`connected ${version} ${cipherSuite}`);
			this.write(ArrayBuffer.fromString("hello, chip\n"));
		},
		onReadable() {
			const data = this.read();
			this.close();
			end(data instanceof ArrayBuffer ? `heard ${String.fromArrayBuffer(data).trim()}` : "failed without data");
		},
		onError(error) {
			this.close();
			end(`failed ${error.code} ${error.message}`);
		},
	});
}

obeyAlways(connect);
