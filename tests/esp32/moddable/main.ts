/**
 * TLS on the chip, in JavaScript: told over the serial line what to do, it says there what came of it and what it cost.
 *
 *	connect port=N [time=SECONDS] [memory=BYTES] [maximumVersion=TLSv1.2]
 *	coap port=N [memory=BYTES]
 *	sleep port=N
 */

import Resource from "Resource";
import TLS from "embedded:io/socket/tcp/tls";
import Timer from "timer";
import { free, leave, listen, lowest, say, setClock, stack, startNetwork } from "./chip";
import { getResource, sleepAndWake } from "./datagrams";

const authority = new Resource("authority.der");

function connect(words: Map<string, string>): void {
	leave(Number(words.get("memory") ?? 0));
	lowest();
	const before = free();
	const end = (reason: string) => {
		leave(0);
		say(reason);
		say(`figure stack ${stack()}`);
		Timer.set(next);
	};
	if (words.has("coap")) getResource(Number(words.get("port")), before, end);
	else if (words.has("sleep")) sleepAndWake(Number(words.get("port")), before, end);
	else reachStream(words, before, end);
}

function reachStream(words: Map<string, string>, before: number, end: (reason: string) => void): void {
	new TLS({
		address: "10.0.2.2",
		port: Number(words.get("port")),
		tls: {
			host: "localhost",
			ca: authority,
			maximumVersion: words.get("maximumVersion") === "TLSv1.2" ? "TLSv1.2" : "TLSv1.3",
			// Where memory is short lwIP drops packets, and nobody else learns of it.
			handshakeTimeout: 10_000,
			idleTimeout: 10_000,
		},
		onWritable() {
			if (this.target) return;
			this.target = "sent";
			say(`figure idle ${before - free()}`);
			say(`figure peak ${before - lowest()}`);
			const { version, cipherSuite } = this.negotiated ?? {};
			say(`connected ${version} ${cipherSuite}`);
			this.write(ArrayBuffer.fromString("hello, chip\n"));
		},
		onReadable() {
			const data = this.read();
			this.close();
			end(data instanceof ArrayBuffer ? `heard ${String.fromArrayBuffer(data).trim()}` : "failed without data");
		},
		onError(error) {
			this.close();
			end(`failed ${error.code} ${error.message}`);
		},
	});
}

function next(): void {
	say("ready");
	const words = new Map<string, string>();
	for (const word of listen().split(" ")) {
		const [name = "", value = ""] = word.split("=", 2);
		words.set(name, value);
	}
	if (words.has("time")) setClock(Number(words.get("time")));
	try {
		connect(words);
	} catch (error) {
		leave(0);
		say(`thrown ${error}`);
		Timer.set(next);
	}
}

startNetwork();
next();
