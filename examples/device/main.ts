/*
 * A device with an identity of its own: its key and certificate lie in flash (NVS), as provisioning has left them there, and so does the session with which it comes back.
 *
 *	mcconfig -m -p esp32/esp32c3 address=192.0.2.1 port=8883 host=hub.example
 *
 * The hub's authority is one of ESP-IDF's certificate bundle. A key in the chip's peripheral, or in a secure element, is a number in NVS in place of bytes: its
 * identifier in PSA's store.
 */

import TLS from "embedded:io/socket/tcp/tls";
import Storage from "embedded:storage/key-value";
import config from "mc/config";

const store = Storage.open({ path: "tls" });

/** What is not there, or is of another type, throws. */
function read(name: string): ArrayBuffer | undefined {
	try {
		const value = store.read(name);
		return value instanceof ArrayBuffer ? value : undefined;
	} catch {
		trace(`there is no ${name} in NVS\n`);
		return undefined;
	}
}

/** A key by its identifier in PSA's store, if provisioning has left one. */
function handle(): number | undefined {
	try {
		store.format = "uint32";
		return Number(store.read("psaKey"));
	} catch {
		return undefined;
	} finally {
		store.format = "buffer";
	}
}

const psaKey = handle();
const key = psaKey === undefined ? read("key") : { psaKey };
const certificate = read("certificate");

new TLS({
	address: String(config.address),
	port: Number(config.port),
	tls: {
		host: String(config.host),
		session: read("session") ?? null,
		...(key && certificate && { clientKey: key, clientCertificate: certificate }),
	},
	onWritable() {
		if (this.target) return;
		this.target = "connected";
		const { version, resumed } = this.negotiated ?? {};
		trace(`${version}, ${resumed ? "resumed" : "full handshake"}\n`);
	},
	onSession(session) {
		store.write("session", session);
	},
	onError(error) {
		trace(`${error.message} (${error.code})\n`);
		this.close();
	},
});
