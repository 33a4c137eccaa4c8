/* The SDK's EventSource, unmodified, on device.network.https. */
import EventSource from "eventsource";
import * as assert from "uvu/assert";
import { peerSuite, startPeer } from "../support/peers.ts";
import { closeAfterTest } from "../support/suite.ts";
import { configureForTest, resolveHere } from "./clients.ts";

resolveHere();

const test = peerSuite("SDK: EventSource");

test("E91 D36 events arrive over TLS", async () => {
	const peer = await startPeer("web");
	const events: string[] = [];
	await new Promise<void>((resolve, reject) => {
		const source = new EventSource(`https://localhost:${peer.port}/events`);
		closeAfterTest(() => source.close());
		source.onmessage = ({ data }) => events.push(data);
		source.addEventListener("named", ({ data }) => {
			events.push(data);
			resolve();
		});
		source.onerror = () => reject(new Error("onerror"));
	});
	assert.equal(events, ["first", "second"]);
	assert.is((await peer.event("connection")).serverName, "localhost");
});

test("G1 a certificate for another name ends in onerror", async () => {
	configureForTest();
	const peer = await startPeer("web", { certificate: "wrong-name" });
	const event = await new Promise<{ type: string }>((resolve) => {
		new EventSource(`https://localhost:${peer.port}/events`).onerror = resolve;
	});
	assert.is(event.type, "error");
	assert.is(peer.has("request"), false);
});

test.run();
