/*
 * The DTLS class doing what the bare client over DTLS does (datagram_client.c), with the same words on its command line: PORT VERSION, then up|down SIZE TOTAL,
 * handshakes COUNT or idle COUNT. It says "started" as soon as it runs, and in the end prints one line of JSON about what it did.
 */

import Resource from "Resource";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import DTLS from "embedded:io/socket/udp/dtls";
import { makeReceiver, makeSender, requestLength } from "./exchange";
import { collect, datagramSuites, groups, report, startClocks, statistics, warmUpHandshakes } from "./measure";

/** What the server is asked for; see bare.h. */
const sink = 1;
const source = 2;
const park = 3;

const warmUp = 1 << 18;

/** From the tenth association on, what exists only once has been allocated. */
const firstOfSlope = 10;

interface Callbacks {
	onWritable?(this: DTLS): void;
	onReadable?(this: DTLS): void;
	target?: unknown;
}

const [, , port, , task, ...words] = process.argv;
/* Frozen, as whoever makes many associations does it, so that it is read once. */
const tls = Object.freeze({
	host: "localhost",
	context: new TLSContext({ ca: new Resource("authority.der").slice(0) }),
	groups,
	cipherSuites: datagramSuites,
} as const);

function fail(error: unknown): void {
	process.stderr.write(`datagram_client.ts: ${error}\n`);
	process.exit(1);
}

function open(callbacks: Callbacks): DTLS {
	/* A socket for IPv4 alone, as the bare client has it. */
	return new DTLS({ address: "127.0.0.1", port, UDP: { address: "127.0.0.1" }, tls, onError: fail, ...callbacks });
}

function request(association: DTLS, what: number, size: number, total: number): void {
	const message = new DataView(new ArrayBuffer(requestLength));
	message.setUint32(0, what);
	message.setUint32(4, size);
	message.setUint32(8, total);
	association.write(message);
}

function bulk(up: boolean, size: number, total: number): void {
	const transfers = [warmUp, total];
	const sender = makeSender();
	const receiver = makeReceiver();
	let stopClocks: (() => void) | undefined;

	function next(association: DTLS): void {
		const length = transfers.shift();
		if (length === undefined) {
			stopClocks?.();
			association.close();
			return;
		}
		if (length === total) stopClocks = startClocks();
		request(association, up ? sink : source, size, length);
		if (up) sender.begin(association, size, length);
		else receiver.begin(length);
	}

	open({
		onWritable() {
			next(this);
		},
		onReadable() {
			if (up ? sender.goOn(this) : receiver.receive(this)) next(this);
		},
	});
}

/** One after another; the first few do not count. */
function handshakes(count: number): void {
	let left = warmUpHandshakes + count;
	let stopClocks: (() => void) | undefined;
	const callbacks: Callbacks = {
		onWritable() {
			this.close();
			left--;
			if (left === count) stopClocks = startClocks();
			if (left > 0) open(callbacks);
			else stopClocks?.();
		},
	};
	open(callbacks);
}

/** Associations that have nothing to do. */
function idle(count: number): void {
	const associations: DTLS[] = [];
	collect();
	const before = statistics();
	let first = before;
	let peak = before;
	const callbacks: Callbacks = {
		onWritable() {
			request(this, park, 0, 0);
		},
		onReadable() {
			this.read();
			if (associations.length === 1) peak = statistics();
			if (associations.length === count) {
				finish();
				return;
			}
			associations.push(open(callbacks));
			if (associations.length !== firstOfSlope + 1) return;
			collect();
			first = statistics();
		},
	};

	function finish(): void {
		collect();
		const last = statistics();
		const slope = count - firstOfSlope;
		report({
			native: (last.tls - first.tls) / slope,
			nativePeak: peak.peakTLS - before.tls,
			xs: (last.heap - first.heap) / slope,
			xsPeak: peak.peakHeap - before.heap,
		});
		for (const association of associations) association.close();
	}

	associations.push(open(callbacks));
}

process.stdout.write("started\n");
if (task === "handshakes") handshakes(Number(words[0]));
else if (task === "idle") idle(Number(words[0]));
else if (task === "up" || task === "down") bulk(task === "up", Number(words[0]), Number(words[1]));
else fail(`there is no task ${task}`);
