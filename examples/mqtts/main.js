/*
 * Publishes over TLS, and hears it back, with the SDK's MQTT client.
 *
 *	mcconfig -m -p lin host=broker.example port=8883
 */

import config from "mc/config";
import { configureNetwork } from "tls419/network";

const { io: MQTTClient, ...options } = device.network.mqtts;

/* The client does not tell why it could not connect; this does. */
configureNetwork({
	onFailure(error, host, port) {
		trace(`${host}:${port}: ${error.message} (${error.code})\n`);
	},
});

const topic = "tls419/example";

new MQTTClient({
	...options,
	host: config.host,
	port: Number(config.port),
	id: "tls419-example",
	onControl({ operation }) {
		if (operation === MQTTClient.CONNACK) {
			trace("connected\n");
			this.write(null, { operation: MQTTClient.SUBSCRIBE, items: [{ topic, QoS: 1 }] });
		} else if (operation === MQTTClient.SUBACK) this.write(ArrayBuffer.fromString("published over TLS"), { topic, QoS: 1 });
	},
	onReadable(count, { topic }) {
		trace(`${topic}: ${String.fromArrayBuffer(this.read(count))}\n`);
	},
});
