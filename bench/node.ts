/*
 * What the Node-style modules cost of JavaScript's heap, as a chip counts it and after a collection: a TLSSocket that says nothing, and an https.get of a small
 * page, in excess of a TLS connection of the class itself. The server is Node's (node.mjs).
 */
import Resource from "Resource";
import TLS from "embedded:io/socket/tcp/tls";
import https, { type Agent } from "node:https";
import type { Socket } from "node:net";
import tls, { type TLSSocket } from "node:tls";
import { collect, report, statistics } from "./measure";

const [, , port, what] = process.argv;
const ca = new Resource("authority.pem").slice(0);
const shared = { host: "localhost", port: Number(port), secureContext: tls.createSecureContext({ ca }) };

/** Connections whose memory shows a slope, and how many there are before it. */
const count = 20;
const firstOfSlope = 4;

function heap(): number {
	collect();
	return statistics().heap;
}

/** Opens one after another. @returns bytes for each, from the first of the slope to the last */
async function slopeOf(open: () => Promise<object>): Promise<number> {
	const kept: object[] = new Array(count).fill(shared);
	let first = 0;
	for (let index = 0; index < count; index++) {
		if (index === firstOfSlope) first = heap();
		kept[index] = await open();
	}
	return (heap() - first) / (count - firstOfSlope);
}

function socket(): Promise<TLSSocket> {
	return new Promise((resolve, reject) => {
		const opened: TLSSocket = tls.connect(shared);
		opened.once("error", reject);
		opened.once("secureConnect", () => {
			opened.removeListener("error", reject);
			resolve(opened);
		});
	});
}

const authority = new Resource("authority.der").slice(0);
const settings = Object.freeze({ host: "localhost", ca: authority });

function connection(): Promise<TLS> {
	return new Promise((resolve, reject) => {
		const opened: TLS = new TLS({
			address: "127.0.0.1",
			port: Number(port),
			tls: settings,
			onWritable() {
				resolve(opened);
			},
			onError: reject,
		});
	});
}

/** @param see called wherever memory is in use that was not before */
function get(agent: Agent, see: () => void): Promise<void> {
	return new Promise((resolve, reject) => {
		const request = https.get({ ...shared, agent }, (response) => {
			see();
			response.on("data", see);
			response.on("end", see);
			response.on("close", () => resolve());
		});
		request.on("error", reject);
		request.on("socket", (opened: Socket) => {
			see();
			opened.on("secureConnect", see);
		});
		see();
	});
}

async function peakOfGet(): Promise<number> {
	const agent = new https.Agent({ keepAlive: false });
	await get(agent, () => undefined);
	await new Promise<void>((resolve) => setTimeout(() => resolve(), 20));
	const before = heap();
	let peak = 0;
	await get(agent, () => {
		peak = Math.max(peak, heap() - before);
	});
	return peak;
}

if (what === "idle") report({ socket: await slopeOf(socket), connection: await slopeOf(connection) });
else report({ get: await peakOfGet(), connection: await slopeOf(connection) });
process.exit(0);
