/** DTLS on the chip: a question to a CoAP server, and an association that sleeps and wakes at another port. */

import DTLS, { type DTLSOptions } from "embedded:io/socket/udp/dtls";
import { say } from "chip";
import { answer, request } from "coap";
import { type End, tellFigures } from "orders";

const address = "10.0.2.2";
const psk = { identity: "chip", key: "0123456789abcdef" };
const cipherSuites = ["TLS_PSK_WITH_AES_128_CCM_8", "TLS_PSK_WITH_AES_128_GCM_SHA256"];
const handshakeTimeout = { minimum: 2000, total: 15_000 };
const TOKEN = 0x74;

function onError(this: DTLS, end: End, error: Error & { code?: string }): void {
	this.close();
	end(`failed ${error.code} ${error.message}`);
}

/** @param before what was free before there was anything */
function tell(dtls: DTLS, before: number): void {
	tellFigures(before);
	const { version, cipherSuite } = dtls.negotiated ?? {};
	say(`connected ${version} ${cipherSuite}`);
}

/** Gets /.well-known/core. */
export function getResource(port: number, before: number, end: End): void {
	new DTLS({
		address,
		port,
		tls: { psk, cipherSuites, handshakeTimeout, idleTimeout: 10_000 },
		onWritable() {
			if (this.target) return;
			this.target = "asked";
			tell(this, before);
			this.write(request("/.well-known/core", 0x1234, TOKEN));
		},
		onReadable() {
			const datagram = this.read();
			const found = datagram === undefined ? undefined : answer(datagram, TOKEN);
			if (found === undefined) return;
			this.close();
			end(`heard ${found.code} ${found.payload.byteLength} bytes`);
		},
		onError(error) {
			onError.call(this, end, error);
		},
	});
}

/** Says something, sleeps, and says it again after that. */
export function sleepAndWake(port: number, before: number, end: End, association?: ArrayBuffer): void {
	const options: DTLSOptions = {
		address,
		port,
		tls: { psk, cipherSuites, connectionId: true, association: association ?? null, handshakeTimeout, idleTimeout: 10_000 },
		onWritable() {
			if (this.target) return;
			this.target = "said";
			if (association === undefined) tell(this, before);
			this.write(ArrayBuffer.fromString(association === undefined ? "before" : "after"));
		},
		onReadable() {
			const datagram = this.read();
			if (datagram === undefined) return;
			say(`heard ${String.fromArrayBuffer(datagram)}`);
			const asleep = this.suspend();
			if (association === undefined) sleepAndWake(port, before, end, asleep);
			else end(`figure association ${asleep.byteLength}`);
		},
		onError(error) {
			onError.call(this, end, error);
		},
	};
	new DTLS(options);
}
