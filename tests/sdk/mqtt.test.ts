/* The SDK's MQTT clients, unmodified, with mosquitto: the one of ECMA-419, and mqtt.js's interface on top of it. */
import MQTTClient, { type MQTTClientOptions } from "embedded:network/mqtt/client";
import { Client } from "mqtt/js";
import * as assert from "uvu/assert";
import { Noise } from "../support/noise.js";
import { peerSuite, startPeer } from "../support/peers.ts";
import { closeAfterTest } from "../support/suite.ts";
import { clientIdentity } from "./certificates.ts";
import { configureForTest, dns, resolveHere, secureEntry, socket, withIdentity } from "./clients.ts";

resolveHere();

const test = peerSuite("SDK: MQTT client");

/* mosquitto was given no protocol names. */
const { applicationLayerProtocol: _, ...tls } = socket.tls;

interface Message {
	topic: string;
	QoS: number;
	bytes: Uint8Array;
}

/** A client whose messages and acknowledgements can be waited for. */
class Station {
	readonly client: MQTTClient;
	readonly messages: Message[] = [];
	readonly controls: { operation: number; id?: number }[] = [];
	ended = false;
	#parts: number[] = [];
	#topic = "";
	#QoS = 0;
	#writable = 0;
	#wakes: (() => void)[] = [];

	constructor(options: Partial<MQTTClientOptions>) {
		this.client = new MQTTClient({
			host: "localhost",
			id: "tls419",
			dns,
			socket: { ...socket, tls },
			...options,
			onWritable: (count) => {
				this.#writable = count;
				this.#wake();
			},
			onReadable: (count, { topic, QoS, more }) => {
				this.#topic = topic ?? this.#topic;
				this.#QoS = QoS ?? this.#QoS;
				for (const byte of new Uint8Array(this.client.read(count) ?? new ArrayBuffer(0))) this.#parts.push(byte);
				if (more) return;
				this.messages.push({ topic: this.#topic, QoS: this.#QoS, bytes: Uint8Array.from(this.#parts) });
				this.#parts = [];
				this.#wake();
			},
			onControl: (control) => {
				this.controls.push({ ...control });
				this.#wake();
			},
			onError: () => {
				this.ended = true;
				this.#wake();
			},
		});
		closeAfterTest(() => {
			if (!this.ended) this.client.close();
		});
	}

	#wake(): void {
		for (const wake of this.#wakes.splice(0)) wake();
	}

	async until<Thing>(find: () => Thing | undefined): Promise<Thing> {
		for (;;) {
			const found = find();
			if (found !== undefined) return found;
			if (this.ended) throw new Error("the connection has ended");
			await new Promise<void>((resolve) => {
				this.#wakes.push(resolve);
			});
		}
	}

	async end(): Promise<void> {
		while (!this.ended)
			await new Promise<void>((resolve) => {
				this.#wakes.push(resolve);
			});
	}

	/** @param least how many bytes must be writable */
	async write(data: Uint8Array | null, options: object | undefined, least = 200): Promise<void> {
		await this.until(() => (this.#writable >= least ? true : undefined));
		this.#writable = this.client.write(data, options);
	}

	acknowledged(operation: number): Promise<{ operation: number; id?: number }> {
		return this.until(() => this.controls.find((control) => control.operation === operation));
	}

	async subscribe(topic: string, QoS = 0): Promise<void> {
		await this.write(null, { operation: MQTTClient.SUBSCRIBE, items: [{ topic, QoS }] });
		await this.acknowledged(MQTTClient.SUBACK);
	}

	/** Publishes in pieces, each of which fills what can be written. */
	async publish(topic: string, data: Uint8Array, QoS = 0): Promise<void> {
		let sent = 0;
		/* What the client keeps back of the room that it has, and what a message has before its data: type, length, topic, number. */
		let rest = 8 - (1 + (data.length < 128 ? 1 : 3) + 2 + topic.length + (QoS ? 2 : 0));
		let options: object | undefined = { operation: MQTTClient.PUBLISH, topic, QoS, byteLength: data.length };
		while (sent < data.length) {
			await this.until(() => (this.#writable >= 200 ? true : undefined));
			const part = data.slice(sent, sent + this.#writable + rest);
			this.#writable = this.client.write(part, options);
			options = undefined;
			rest = 0;
			sent += part.length;
		}
	}
}

for (const version of ["tlsv1.2", "tlsv1.3"]) {
	test(`E79 E90 E94 ${version}: a message there and back`, async () => {
		const peer = await startPeer("mosquitto", { version });
		const station = new Station({ port: peer.port });
		await station.subscribe("room/temperature");
		await station.publish("room/temperature", new TextEncoder().encode("21.5"));
		const { topic, bytes } = await station.until(() => station.messages[0]);
		assert.is(topic, "room/temperature");
		assert.is(new TextDecoder().decode(bytes), "21.5");
	});
}

for (const QoS of [0, 1, 2]) {
	test(`E78 E79 E90 a message of 100 kB there and back with QoS ${QoS}`, async () => {
		const peer = await startPeer("mosquitto");
		const station = new Station({ port: peer.port });
		await station.subscribe("large", QoS);
		await station.publish("large", new Noise(7).take(100_000), QoS);
		const message = await station.until(() => station.messages[0]);
		assert.is(message.QoS, QoS);
		assert.is(message.bytes.length, 100_000);
		assert.ok(new Noise(7).matches(message.bytes));
		if (QoS === 1) await station.acknowledged(MQTTClient.PUBACK);
		if (QoS === 2) await station.acknowledged(MQTTClient.PUBCOMP);
	});
}

test("E43 E90 unsubscribes, which ends a sequence of writes early", async () => {
	const peer = await startPeer("mosquitto");
	const station = new Station({ port: peer.port });
	await station.subscribe("a");
	await station.write(null, { operation: MQTTClient.UNSUBSCRIBE, items: [{ topic: "a" }] });
	await station.acknowledged(MQTTClient.UNSUBACK);
	await station.write(null, { operation: MQTTClient.PINGREQ });
	await station.acknowledged(MQTTClient.PINGRESP);
});

test("G4 a client certificate, whose name is the user's to the broker", async () => {
	const peer = await startPeer("mosquitto", { clientAuthority: "authority" });
	const station = new Station({ port: peer.port, socket: { ...socket, tls: { ...tls, ...clientIdentity() } } });
	await station.subscribe("mine");
	await peer.line(/New client connected .* as tls419 .*u'client'/);
});

test("G1 a certificate for another name ends in onError, and in a reason for onFailure", async () => {
	const failures = configureForTest();
	const peer = await startPeer("mosquitto", { certificate: "wrong-name" });
	const station = new Station({ ...secureEntry("mqtts"), port: peer.port });
	await station.end();
	assert.equal(
		failures.map(({ code }) => code),
		["ERR_TLS_CERT_ALTNAME_INVALID"],
	);
});

/** mqtt.js's interface on device.network.mqtts: subscribes, publishes, and gives what arrives. */
function roundTrip(port: number, message: Uint8Array, qos: number): Promise<Uint8Array> {
	return new Promise((resolve, reject) => {
		const client = new Client(`mqtts://localhost:${port}`, { reconnectPeriod: 0 });
		closeAfterTest(() => void client.end(true));
		client.addEventListener("error", () => reject(new Error("error")));
		client.addEventListener("message", (_topic, data) => resolve(new Uint8Array(data)));
		client.addEventListener("connect", () => {
			client.subscribe("js", { qos }, () => void client.publish("js", message, { qos }));
		});
	});
}

test("E91 D36 mqtt/js on device.network.mqtts, with the authority that the manifest names", async () => {
	const peer = await startPeer("mosquitto");
	const received = await roundTrip(peer.port, new Noise(8).take(30_000), 1);
	assert.is(received.length, 30_000);
	assert.ok(new Noise(8).matches(received));
});

test("G4 mqtt/js with a client certificate", async () => {
	configureForTest(withIdentity);
	const peer = await startPeer("mosquitto", { clientAuthority: "authority" });
	assert.equal(await roundTrip(peer.port, Uint8Array.of(1, 2, 3), 0), Uint8Array.of(1, 2, 3));
	await peer.line(/u'client'/);
});

test.run();
