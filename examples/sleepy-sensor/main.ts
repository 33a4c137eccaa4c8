/*
 * A sensor that sleeps between two measurements, and its gateway, both in one program.
 *
 *	npx tls419 sim examples/sleepy-sensor/main.ts
 *
 * The first time the sensor makes a handshake. Then it suspends the association to bytes, which a device keeps in memory that survives its sleep, and each time it wakes it
 * goes on with them: one datagram, no handshake, although its address is another one. The connection ID tells the gateway who it is.
 */

import DTLSListener from "embedded:io/socket/listener/dtls";
import DTLS from "embedded:io/socket/udp/dtls";
import Timer from "timer";

const port = 45690;
const psk = { identity: "sensor-7", key: Uint8Array.from({ length: 16 }, (_, index) => index * 11) };
const SLEEP = 200;
const MEASUREMENTS = 4;

let handshakes = 0;

const gateway = new DTLSListener({
	address: "127.0.0.1",
	port,
	tls: { onIdentity: (identity) => (String.fromArrayBuffer(identity) === psk.identity ? psk.key : undefined) },
	onReadable() {
		const from = this.read();
		if (from === undefined) return;
		handshakes++;
		new DTLS({
			from,
			onReadable() {
				const datagram = this.read();
				if (datagram === undefined) return;
				console.log(`gateway: ${String.fromArrayBuffer(datagram)}`);
				this.write(ArrayBuffer.fromString("thank you"));
			},
			onRemoteChange() {
				console.log("gateway: the sensor has another address");
			},
			onError(error) {
				console.error(`gateway: ${error.message}`);
			},
		});
	},
	onError(error) {
		console.error(`gateway: ${error.message}`);
	},
});

/** Wakes, says what it has measured, and sleeps when that was heard. */
function wake(association: ArrayBuffer | undefined, measurement: number): void {
	new DTLS({
		address: "127.0.0.1",
		port,
		tls: { psk, connectionId: true, association: association ?? null, cipherSuites: "TLS_PSK_WITH_AES_128_CCM_8" },
		onWritable() {
			this.write(ArrayBuffer.fromString(`${20 + measurement} degrees`));
		},
		onReadable() {
			this.read();
			const asleep = this.suspend();
			if (measurement < MEASUREMENTS) Timer.set(() => wake(asleep, measurement + 1), SLEEP);
			else {
				console.log(`${MEASUREMENTS} measurements, ${handshakes} handshake`);
				gateway.close();
			}
		},
		onError(error) {
			console.error(`sensor: ${error.message}`);
			this.close();
		},
	});
}

wake(undefined, 1);
