/*
 * The TLS class in the server's role, doing what the bare service does (service.c), with the same words on its command line: VERSION handshakes|idle COUNT [MODE].
 * It prints its port, and in the end one line of JSON about what it did.
 */

import Resource from "Resource";
import TLSListener, { type TLSListenerSettings } from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import { cipherSuites, collect, groups, report, startClocks, statistics, warmUpHandshakes } from "./measure";

const [, , version, task, count, last] = process.argv;
const transfers = task === "up" || task === "down";
const mode = transfers ? "full" : (last ?? "full");
const only = version === "1.2" ? "TLSv1.2" : "TLSv1.3";
const file = (name: string) => new Resource(`certificates/${name}`).slice(0);

/** What clients are shown, as identity.c has it: tickets only where sessions are to be resumed. */
function identity(): TLSListenerSettings {
	if (mode === "psk") return { psk: { identity: "bench", key: "0123456789abcdef" }, tickets: false };
	const context = new TLSContext({
		certificate: [file("localhost.der"), file("intermediate.der")],
		key: file("localhost.key.der"),
		tickets: mode === "resumed",
		sessionCache: 0,
		...(mode === "mutual" && { ca: file("authority.der") }),
	});
	return { context, ...(mode === "mutual" && { clientAuthentication: "require" }) };
}

interface Callbacks {
	onReadable(this: TLS): void;
	onWritable?(this: TLS, count: number): void;
	onError(this: TLS): void;
}

/** Listens, and gives each connection these callbacks. */
function listen(callbacks: Callbacks): void {
	const listener = new TLSListener({
		address: "127.0.0.1",
		noDelay: true,
		tls: { ...identity(), minimumVersion: only, maximumVersion: only, groups, cipherSuites },
		onReadable(waiting) {
			for (; waiting > 0; waiting--) new TLS({ from: this.read(), ...callbacks });
		},
		onError(error) {
			process.stderr.write(`service.ts: ${error}\n`);
			process.exit(1);
		},
	});
	process.stdout.write(`${listener.port}\n`);
}

const answer = new Uint8Array(1);

/** As much as the client in service of the comparison reads at a time; see client.ts. */
const readSize = 65536;

function handshakes(total: number): void {
	let left = warmUpHandshakes + total;
	let stopClocks: (() => void) | undefined;
	listen({
		onReadable() {
			this.read();
			this.write(answer);
		},
		onError() {
			this.close();
			left--;
			if (left === total) stopClocks = startClocks();
			if (left > 0) return;
			stopClocks?.();
			process.exit(0);
		},
	});
}

/** What each connection that has nothing to do takes, after one that came and went. */
function idle(total: number): void {
	let before = statistics();
	let parked = 0;
	listen({
		onReadable() {
			this.read();
			this.write(answer);
			parked++;
			if (parked < total) return;
			/* When this turn is over and what it needed is garbage. */
			setTimeout(() => {
				collect();
				const { tls, heap } = statistics();
				report({ native: (tls - before.tls) / total, xs: (heap - before.heap) / total });
			}, 0);
		},
		onError() {
			this.close();
			collect();
			before = statistics();
		},
	});
}

/** What a client asks for; see bare.h. */
const sink = 1;

/** Two transfers, of which the first one warms both up; what each is the client says in twelve bytes. */
function bulk(up: boolean, size: number): void {
	const block = new Uint8Array(up ? readSize : size);
	const request = new DataView(new ArrayBuffer(12));
	let transfer = 0;
	let unread = 0;
	let unwritten = 0;
	let writable = 0;
	let stopClocks: (() => void) | undefined;

	function end(): void {
		if (++transfer === 1) stopClocks = startClocks();
		else stopClocks?.();
	}

	function write(connection: TLS): void {
		if (unwritten === 0) return;
		for (; unwritten > 0 && writable >= size; unwritten -= size) writable = connection.write(block);
		if (unwritten === 0) end();
	}

	listen({
		onReadable() {
			if (unread === 0) {
				this.read(request);
				unread = request.getUint32(0) === sink ? request.getUint32(8) : 0;
				unwritten = unread > 0 ? 0 : request.getUint32(8);
				write(this);
			}
			if (unread === 0) return;
			for (let read = this.read(block); read !== undefined; read = this.read(block)) unread -= read;
			if (unread > 0) return;
			this.write(answer);
			end();
		},
		onWritable(room) {
			writable = room;
			write(this);
		},
		onError() {
			this.close();
			process.exit(0);
		},
	});
}

if (transfers) bulk(task === "up", Number(count));
else if (task === "handshakes") handshakes(Number(count));
else idle(Number(count));
