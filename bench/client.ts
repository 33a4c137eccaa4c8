/*
 * The TLS class doing what the bare C client does (client.c), with the same words on its command line: PORT VERSION, then up|down SIZE TOTAL, or
 * handshakes COUNT [resumed], idle COUNT. It says "started" as soon as it runs, and in the end prints one line of JSON about what it did.
 */

import Resource from "Resource";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import type { TLSSettings } from "tls419/settings";
import { cipherSuites, collect, groups, report, startClocks, statistics, warmUpHandshakes } from "./measure";

/** What the server is asked for; see bare.h. */
const sink = 1;
const source = 2;
const park = 3;

/** One read empties all records that have arrived and fit: the same loop with a buffer of one record is 1.5 % slower. */
const readSize = 65536;
const warmUp = 1 << 18;

/** From the tenth connection on, what exists only once has been allocated. */
const firstOfSlope = 10;

interface Callbacks {
	onWritable?(this: TLS, count: number): void;
	onReadable?(this: TLS, count: number): void;
	onSession?(this: TLS, session: ArrayBuffer): void;
	target?: unknown;
}

const [, , port, version, task, ...words] = process.argv;
const authority = new Resource("authority.der").slice(0);
const only = version === "1.2" ? "TLSv1.2" : "TLSv1.3";
/* Frozen, as whoever makes many connections does it, so that it is read once. */
const tls = Object.freeze({
	host: "localhost",
	context: new TLSContext({ ca: authority }),
	minimumVersion: only,
	maximumVersion: only,
	groups,
	cipherSuites,
} as const);

function fail(error: unknown): void {
	process.stderr.write(`client.ts: ${error}\n`);
	process.exit(1);
}

function open(callbacks: Callbacks, settings: TLSSettings = tls): TLS {
	return new TLS({ address: "127.0.0.1", port, noDelay: true, tls: settings, onError: fail, ...callbacks });
}

function request(connection: TLS, what: number, size: number, total: number): number {
	const message = new DataView(new ArrayBuffer(12));
	message.setUint32(0, what);
	message.setUint32(4, size);
	message.setUint32(8, total);
	return connection.write(message);
}

function bulk(up: boolean, size: number, total: number): void {
	const block = new Uint8Array(up ? size : readSize);
	const transfers = [warmUp, total];
	let stopClocks: (() => void) | undefined;
	let unwritten = 0;
	let unread = 0;
	let writable = 0;

	function next(): void {
		const length = transfers.shift();
		if (length === undefined) {
			stopClocks?.();
			connection.close();
			return;
		}
		if (length === total) stopClocks = startClocks();
		unwritten = up ? length : 0;
		unread = up ? 1 : length;
		writable = request(connection, up ? sink : source, size, length);
		write();
	}

	function write(): void {
		while (unwritten > 0 && writable >= size) {
			writable = connection.write(block);
			unwritten -= size;
		}
	}

	const connection = open({
		onWritable(count) {
			writable = count;
			if (unread === 0) next();
			else write();
		},
		onReadable() {
			let count = connection.read(block);
			while (count !== undefined) {
				unread -= count;
				count = connection.read(block);
			}
			if (unread === 0) next();
		},
	});
}

/** A connection that stays until its session has come, which the others resume. */
function keepSession(then: (session: ArrayBuffer) => void): void {
	let session: ArrayBuffer | undefined;
	open({
		onWritable() {
			this.target ??= request(this, park, 0, 0);
		},
		onSession(given) {
			session = given;
		},
		onReadable() {
			this.close();
			if (session === undefined) fail("the server has given no session");
			else then(session);
		},
	});
}

/** One after another; the first few do not count. */
function handshakes(count: number, session?: ArrayBuffer): void {
	let left = warmUpHandshakes + count;
	let stopClocks: (() => void) | undefined;
	const settings = session === undefined ? tls : Object.freeze({ ...tls, session });
	const callbacks: Callbacks = {
		onWritable() {
			this.close();
			left--;
			if (left === count) stopClocks = startClocks();
			if (left > 0) open(callbacks, settings);
			else stopClocks?.();
		},
	};
	open(callbacks, settings);
}

/** Connections that have nothing to do. */
function idle(count: number): void {
	const connections: TLS[] = [];
	collect();
	const before = statistics();
	let first = before;
	let peak = before;
	let parked = 0;
	const callbacks: Callbacks = {
		onWritable() {
			if (parked === connections.length) return;
			parked++;
			request(this, park, 0, 0);
		},
		onReadable() {
			this.read();
			if (connections.length === 1) peak = statistics();
			if (connections.length < count) {
				connections.push(open(callbacks));
				if (connections.length === firstOfSlope + 1) {
					collect();
					first = statistics();
				}
				return;
			}
			finish();
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
		for (const connection of connections) connection.close();
	}

	connections.push(open(callbacks));
}

process.stdout.write("started\n");
if (task === "handshakes" && words[1] === "resumed") keepSession((session) => handshakes(Number(words[0]), session));
else if (task === "handshakes") handshakes(Number(words[0]));
else if (task === "idle") idle(Number(words[0]));
else if (task === "up" || task === "down") bulk(task === "up", Number(words[0]), Number(words[1]));
else if (task !== "nothing") fail(`there is no task ${task}`);
