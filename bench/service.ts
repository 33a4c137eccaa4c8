/*
 * The TLS class in the server's role, doing what the bare service does (service.c), with the same words on its command line: VERSION handshakes|idle COUNT [MODE].
 * It prints its port, and in the end one line of JSON about what it did.
 */

import Resource from "Resource";
import TLSListener, { type TLSListenerSettings } from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import { cipherSuites, collect, groups, report, startClocks, statistics, warmUpHandshakes } from "./measure";

const [, , version, task, count, mode = "full"] = process.argv;
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

if (task === "handshakes") handshakes(Number(count));
else idle(Number(count));
