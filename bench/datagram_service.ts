/*
 * The DTLS class in the server's role, doing what the bare service over DTLS does (datagram_server.c), with the same words on its command line: VERSION, then
 * up|down SIZE TOTAL, handshakes COUNT or idle COUNT. It prints its port, and in the end one line of JSON about what it did.
 */

import Resource from "Resource";
import DTLSListener from "embedded:io/socket/listener/dtls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import DTLS from "embedded:io/socket/udp/dtls";
import { makeReceiver, makeSender, requestLength } from "./exchange";
import { collect, datagramSuites, groups, report, startClocks, statistics, warmUpHandshakes } from "./measure";

const [, , , task, count] = process.argv;
const file = (name: string) => new Resource(`certificates/${name}`).slice(0);

interface Callbacks {
	onReadable(this: DTLS): void;
	onError(this: DTLS): void;
}

/** Listens, and gives each association these callbacks. */
function listen(callbacks: Callbacks, maximumPeers = 16): void {
	const listener = new DTLSListener({
		address: "127.0.0.1",
		tls: {
			context: new TLSContext({
				certificate: [file("localhost.der"), file("intermediate.der")],
				key: file("localhost.key.der"),
				tickets: false,
				sessionCache: 0,
			}),
			groups,
			cipherSuites: datagramSuites,
			maximumPeers,
		},
		onReadable(waiting) {
			for (; waiting > 0; waiting--) new DTLS({ from: this.read(), ...callbacks });
		},
		onError(error) {
			process.stderr.write(`datagram_service.ts: ${error}\n`);
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

/** What each association that has nothing to do takes, after one that came and went. */
function idle(total: number): void {
	let before = statistics();
	let parked = 0;
	listen(
		{
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
		},
		total + 1,
	);
}

/** What a client asks for; see bare.h. */
const sink = 1;

/** Two transfers, of which the first one warms both up; what each is the client says in twelve bytes. */
function bulk(): void {
	const request = new DataView(new ArrayBuffer(requestLength));
	const sender = makeSender();
	const receiver = makeReceiver();
	let going: "in" | "out" | undefined;
	let transfer = 0;
	let stopClocks: (() => void) | undefined;

	function ended(): void {
		going = undefined;
		if (++transfer === 1) stopClocks = startClocks();
		else stopClocks?.();
	}

	listen({
		onReadable() {
			if (going === "out") {
				if (sender.goOn(this)) ended();
				return;
			}
			if (going === undefined) {
				this.read(request);
				const total = request.getUint32(8);
				going = request.getUint32(0) === sink ? "in" : "out";
				if (going === "in") receiver.begin(total);
				else sender.begin(this, request.getUint32(4), total);
			}
			if (going === "in" && receiver.receive(this)) ended();
		},
		onError() {
			this.close();
			process.exit(0);
		},
	});
}

if (task === "handshakes") handshakes(Number(count));
else if (task === "idle") idle(Number(count));
else bulk();
