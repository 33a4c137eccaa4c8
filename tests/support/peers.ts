/*
 * The client of the peer service (tests/peers/service.mjs) on XS, over the plain TCP class.
 *
 *     const peer = await startPeer("node", { version: "TLSv1.3" });
 *     ... connect to peer.port ...
 *     const seen = await peer.event("connection");
 *
 * Peers end after the test that started them; the control connection is opened with the first peer and closed by the suite.
 */
import TCP from "embedded:io/socket/tcp";
import { type BoundedSuite, boundedSuite, closeAfterTest } from "./suite.ts";

/** What a peer tells in events and answers; which of these are there depends on the event. */
export interface PeerData {
	version?: string;
	cipher?: string;
	alpn?: string;
	serverName?: string;
	authorized?: boolean;
	authorizationError?: string;
	/** CN of the client's certificate. */
	client?: string;
	/** CN of the server's certificate. */
	server?: string;
	resumed?: boolean;
	address?: string;
	port?: number;
	bytes?: number;
	sha256?: string;
	/** Whether all bytes were the noise of the expected seed. */
	matches?: boolean;
	/** A line that openssl printed. */
	text?: string;
	code?: string | number;
	message?: string;
	hex?: string;
	/** A session of Node's client. */
	base64?: string;
	toClient?: Captured;
	toServer?: Captured;
	/** What tshark has decrypted, in hexadecimal. */
	plainToClient?: string;
	plainToServer?: string;
	/** The numbers of the alerts that it has decrypted. */
	alerts?: string;
	/** tls-exporter (RFC 9266) in hexadecimal. */
	channelBinding?: string;
	/** Which of a web server's connections a request came on, from 1. */
	connection?: number;
	/** A program that the action needs is not there. */
	missing?: boolean;
}

/** One direction of a proxied connection. */
export interface Captured {
	bytes: number;
	hex: string;
	/** The TLS records: content type, and length without the header. */
	records: { type: number; length: number }[];
}

interface Message {
	id?: number;
	error?: string;
	result?: PeerData & { peer?: number };
	peer?: number;
	event?: string;
	data?: PeerData;
}

interface Waiting {
	resolve(result: PeerData & { peer?: number }): void;
	reject(error: Error): void;
}

class Control {
	#socket: TCP;
	#decoder = new TextDecoder();
	#encoder = new TextEncoder();
	#received = "";
	#unsent: Uint8Array[] = [];
	#writable = 0;
	#next = 1;
	#waiting = new Map<number, Waiting>();
	#peers = new Map<number, Peer>();
	/** Events that arrived before the answer that introduces their peer was handled. */
	#early: Message[] = [];

	constructor(address: string) {
		const [host, port] = address.split(":");
		this.#socket = new TCP({
			address: host,
			port: Number(port),
			noDelay: true,
			onReadable: (count) => this.#readable(count),
			onWritable: (count) => {
				this.#writable = count;
				this.#flush();
			},
			onError: (error) => this.#fail(new Error(`the peer service has gone: ${error?.message ?? "disconnected"}`)),
		});
	}

	#readable(count: number): void {
		const bytes = this.#socket.read(count);
		if (!(bytes instanceof ArrayBuffer)) return;
		const lines = (this.#received + this.#decoder.decode(new Uint8Array(bytes), { stream: true })).split("\n");
		this.#received = lines.pop() ?? "";
		for (const line of lines) this.#receive(JSON.parse(line));
	}

	#receive(message: Message): void {
		if (message.id === undefined) {
			const peer = this.#peers.get(message.peer ?? 0);
			if (peer === undefined) this.#early.push(message);
			else peer.happened(message.event ?? "", message.data ?? {});
			return;
		}
		const waiting = this.#waiting.get(message.id);
		this.#waiting.delete(message.id);
		if (message.error === undefined) waiting?.resolve(message.result ?? {});
		else waiting?.reject(new Error(`peer service: ${message.error}`));
	}

	#flush(): void {
		while (this.#writable > 0) {
			const bytes = this.#unsent.shift();
			if (bytes === undefined) return;
			const part = bytes.subarray(0, this.#writable);
			if (part.length < bytes.length) this.#unsent.unshift(bytes.subarray(part.length));
			this.#writable = this.#socket.write(part);
		}
	}

	#fail(error: Error): void {
		for (const waiting of this.#waiting.values()) waiting.reject(error);
		for (const peer of this.#peers.values()) peer.fail(error);
	}

	request(request: object): Promise<PeerData & { peer?: number }> {
		const id = this.#next++;
		this.#unsent.push(this.#encoder.encode(`${JSON.stringify({ id, ...request })}\n`));
		this.#flush();
		return new Promise((resolve, reject) => {
			this.#waiting.set(id, { resolve, reject });
		});
	}

	async start(kind: string, options: object): Promise<Peer> {
		const { peer: number = 0, port = 0 } = await this.request({ command: "start", kind, options });
		const peer = new Peer(this, number, port);
		this.#peers.set(number, peer);
		const early = this.#early;
		this.#early = early.filter((message) => message.peer !== number);
		for (const message of early) {
			if (message.peer === number) peer.happened(message.event ?? "", message.data ?? {});
		}
		return peer;
	}

	async stop(number: number): Promise<void> {
		this.#peers.delete(number);
		await this.request({ command: "stop", peer: number });
		this.#early = this.#early.filter((message) => message.peer !== number);
	}

	close(): void {
		this.#socket.close();
	}
}

interface Watcher {
	event: string;
	wanted: (data: PeerData) => boolean;
	resolve(data: PeerData): void;
	reject(error: Error): void;
}

/** One peer that the service has started. */
export class Peer {
	readonly port: number;
	#control: Control;
	#number: number;
	#log: { event: string; data: PeerData }[] = [];
	#watchers: Watcher[] = [];
	#closed = false;

	constructor(control: Control, number: number, port: number) {
		this.#control = control;
		this.#number = number;
		this.port = port;
	}

	happened(event: string, data: PeerData): void {
		const index = this.#watchers.findIndex((watcher) => watcher.event === event && watcher.wanted(data));
		if (index < 0) this.#log.push({ event, data });
		else this.#watchers.splice(index, 1)[0]?.resolve(data);
	}

	fail(error: Error): void {
		for (const watcher of this.#watchers.splice(0)) watcher.reject(error);
	}

	/** The next event of this name that nobody has taken yet. */
	event(name: string, wanted: (data: PeerData) => boolean = () => true): Promise<PeerData> {
		const index = this.#log.findIndex(({ event, data }) => event === name && wanted(data));
		const found = index < 0 ? undefined : this.#log.splice(index, 1)[0];
		if (found !== undefined) return Promise.resolve(found.data);
		return new Promise((resolve, reject) => {
			this.#watchers.push({ event: name, wanted, resolve, reject });
		});
	}

	/** The next line of openssl that matches. */
	async line(pattern: RegExp): Promise<string> {
		return (await this.event("line", ({ text = "" }) => pattern.test(text))).text ?? "";
	}

	/** Whether such an event is there already; for what must not have happened. */
	has(name: string): boolean {
		return this.#log.some(({ event }) => event === name);
	}

	/** Everything that happened and was not waited for, for messages about failures. */
	get log(): string {
		return this.#log.map(({ event, data }) => `${event} ${JSON.stringify(data)}`).join("\n");
	}

	tell(action: string, parameters: object = {}): Promise<PeerData> {
		return this.#control.request({ command: "tell", peer: this.#number, action, ...parameters });
	}

	async close(): Promise<void> {
		if (this.#closed) return;
		this.#closed = true;
		await this.#control.stop(this.#number);
	}
}

let control: Control | undefined;

/** @param kind a kind of tests/peers/service.mjs; its options are described in the file of that kind. */
export async function startPeer(kind: string, options: object = {}): Promise<Peer> {
	if (control === undefined) {
		const address = process.env.TLS419_PEERS;
		if (address === undefined)
			throw new Error("TLS419_PEERS is not set: run tests with `npm test`, or start `node tests/peers/service.mjs` and set what it prints");
		control = new Control(address);
	}
	const peer = await control.start(kind, options);
	closeAfterTest(() => peer.close());
	return peer;
}

/** A proxy that records (and, if told so, disturbs) what goes between a client and this peer. */
export function startProxy(peer: Peer, rules: object = {}): Promise<Peer> {
	return startPeer("proxy", { port: peer.port, ...rules });
}

/** A suite that may start peers. */
export function peerSuite(name: string): BoundedSuite {
	return boundedSuite(name, () => {
		control?.close();
		control = undefined;
	});
}
