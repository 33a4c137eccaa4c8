/*
 * Asks a CoAP server for a resource, over DTLS with a pre-shared key.
 *
 *	npx tls419 sim examples/coap-get/main.ts 127.0.0.1 5684 sensor-7 "the key" /.well-known/core
 *
 * CoAP repeats what is not answered (RFC 7252, 4.2): DTLS carries datagrams, and does not promise that they arrive.
 */

import DTLS from "embedded:io/socket/udp/dtls";
import Timer from "timer";
import { answer, request } from "./coap";

const [address, port, identity, key, path = "/.well-known/core"] = process.argv.slice(2);
if (key === undefined) throw new Error("usage: main.ts address port identity key [path]");

const TOKEN = 0x74;
const LONGEST_WAIT = 32_000;
const question = request(path, Math.floor(Math.random() * 0x10000), TOKEN);

let wait = 2000;
let timer: Timer | undefined;

function fail(reason: string): void {
	console.error(reason);
	process.exitCode = 1;
}

const dtls = new DTLS({
	address,
	port,
	tls: {
		psk: { identity, key },
		/* What constrained servers speak (RFC 7252, 9.1.3.1), and what others prefer. */
		cipherSuites: ["TLS_PSK_WITH_AES_128_CCM_8", "TLS_PSK_WITH_AES_128_GCM_SHA256"],
	},
	onWritable() {
		const ask = (): void => {
			if (wait > LONGEST_WAIT) {
				this.close();
				fail("the server does not answer");
				return;
			}
			this.write(question);
			timer = Timer.set(ask, wait);
			wait *= 2;
		};
		ask();
	},
	onReadable() {
		const datagram = this.read();
		const found = datagram === undefined ? undefined : answer(datagram, TOKEN);
		if (found === undefined) return;
		Timer.clear(timer);
		if (found.acknowledgement !== undefined) this.write(found.acknowledgement);
		console.log(found.code);
		console.log(new TextDecoder().decode(found.payload));
		this.close();
	},
	onError(error) {
		Timer.clear(timer);
		fail(`${error.code}: ${error.message}`);
		dtls.close();
	},
});
