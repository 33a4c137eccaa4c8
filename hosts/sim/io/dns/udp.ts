/*
 * "embedded:network/dns/resolver/udp": a DNS resolver over any UDP class. Every attempt has a socket, and so a port, of its own and a
 * random number a question, and only the server that was asked can answer it. IPv4 and IPv6 are asked for together; where a name
 * has both, it is IPv4 that is given, because it works in more places.
 */

import UDP from "embedded:io/socket/udp";
import Timer from "timer";
import type { Reply } from "tls419/sim/dns-message";
import { A, AAAA, decodeReply, encodeQuestion } from "tls419/sim/dns-message";
import { randomNumber, spellAddress, systemServers } from "tls419/sim/dns-native";
import type { Answer, Question } from "tls419/sim/resolution";
import { Resolution } from "tls419/sim/resolution";
import type { Convert } from "tls419/validate";
import { anything, defineTarget, optional, optionsObject, positiveInteger, string } from "tls419/validate";

interface Datagram extends ArrayBuffer {
	address: string;
	port: number;
}

interface DatagramSocket {
	close(): void;
	read(): Datagram | undefined;
	write(data: Uint8Array, address: string, port: number): void;
}

/** Options for a UDP class. */
export interface SocketOptions {
	io: new (options: object) => DatagramSocket;
	[option: string]: unknown;
}

export interface Options {
	/** Addresses, "[address]:port" and "address:port" included; those of /etc/resolv.conf when absent. */
	servers?: string[];
	socket?: SocketOptions;
	/** Milliseconds until a server is taken for silent; doubled with each round. An extension of ours. */
	timeout?: number;
	/** How often each server is asked. An extension of ours. */
	attempts?: number;
	target?: unknown;
}

interface Server {
	address: string;
	port: number;
}

interface Settings {
	servers: Server[];
	socket: SocketOptions;
	timeout: number;
	attempts: number;
}

const DNS_PORT = 53;
const MOST_ALIASES = 8;

/** Of one type of address: who is asked for it now, and what is known. */
class Inquiry {
	readonly type: number;
	name: string;
	id = 0;
	aliases = 0;
	addresses: string[] | undefined;

	constructor(type: number, name: string) {
		this.type = type;
		this.name = name;
	}
}

/** The work on one resolution. */
class Inquest {
	#settings: Settings;
	#resolution: Resolution;
	#inquiries: Inquiry[];
	#socket: DatagramSocket | undefined;
	#timer: Timer | undefined;
	#attempt = 0;
	#server: Server;
	#failure: [code: string, sentence: string] = ["ETIMEOUT", "no name server answers"];

	constructor(settings: Settings, resolution: Resolution) {
		const types = resolution.family === 4 ? [A] : resolution.family === 6 ? [AAAA] : [A, AAAA];
		this.#settings = settings;
		this.#resolution = resolution;
		this.#inquiries = types.map((type) => new Inquiry(type, resolution.host));
		this.#server = settings.servers[0];
		resolution.cancel = () => this.#stop();
		this.#later(() => this.#ask());
	}

	#later(action: () => void, milliseconds = 0): void {
		Timer.clear(this.#timer);
		this.#timer = Timer.set(() => {
			this.#timer = undefined;
			action();
		}, milliseconds);
	}

	#stop(): void {
		Timer.clear(this.#timer);
		this.#timer = undefined;
		this.#socket?.close();
		this.#socket = undefined;
	}

	#ask(): void {
		const { servers, attempts, timeout } = this.#settings;
		const round = Math.floor(this.#attempt / servers.length);
		this.#stop();
		if (round >= attempts) {
			this.#giveUp();
			return;
		}
		this.#server = servers[this.#attempt++ % servers.length];
		this.#later(() => this.#ask(), timeout * 2 ** round);
		this.#dare(() => this.#send());
	}

	/** What the network refuses counts as an attempt. */
	#dare(action: () => void): void {
		try {
			action();
		} catch (error) {
			this.#failure = ["ECONNREFUSED", error instanceof Error ? error.message : String(error)];
			this.#later(() => this.#ask());
		}
	}

	#send(): void {
		const inquest = this;
		this.#socket = new this.#settings.socket.io({
			...this.#settings.socket,
			onReadable(this: DatagramSocket, count: number) {
				while (count-- && inquest.#socket === this) inquest.#receive(this.read());
			},
			onError() {
				inquest.#later(() => inquest.#ask());
			},
		});
		for (const inquiry of this.#inquiries) {
			if (!inquiry.addresses) this.#write(inquiry);
		}
	}

	#write(inquiry: Inquiry): void {
		inquiry.id = randomNumber();
		const question = encodeQuestion(inquiry.id, inquiry.name, inquiry.type);
		if (question) this.#socket?.write(question, this.#server.address, this.#server.port);
		else this.#finish("EBADNAME", "labels have 1 to 63 ASCII characters, a name at most 253");
	}

	#receive(datagram: Datagram | undefined): void {
		if (!datagram || datagram.address !== this.#server.address || datagram.port !== this.#server.port) return;
		for (const inquiry of this.#inquiries) {
			const reply = inquiry.addresses ? undefined : decodeReply(datagram, inquiry.id, inquiry.name, inquiry.type);
			if (reply) {
				this.#learn(inquiry, reply);
				return;
			}
		}
	}

	#learn(inquiry: Inquiry, { code, addresses, alias }: Reply): void {
		if (code === 3) {
			this.#finish("ENOTFOUND", "the name does not exist");
			return;
		}
		if (code !== 0) {
			this.#failure =
				code === 5 ? ["EREFUSED", "the name server refuses to answer"] : ["ESERVFAIL", `the name server failed (code ${code})`];
			this.#later(() => this.#ask());
			return;
		}
		if (alias !== undefined && inquiry.aliases++ < MOST_ALIASES) {
			inquiry.name = alias;
			this.#dare(() => this.#write(inquiry));
			return;
		}
		inquiry.addresses = addresses;
		this.#decide();
	}

	/** In the order of the inquiries: one without an answer so far keeps the later ones waiting. */
	#decide(): void {
		for (const { addresses } of this.#inquiries) {
			if (!addresses) return;
			if (addresses.length > 0) {
				this.#succeed(addresses[0]);
				return;
			}
		}
		this.#finish("ENODATA", "the name exists, but has no address of the kind that was asked for");
	}

	#giveUp(): void {
		const known = this.#inquiries.find(({ addresses }) => addresses && addresses.length > 0);
		if (known?.addresses) {
			this.#succeed(known.addresses[0]);
			return;
		}
		this.#finish(...this.#failure);
	}

	#succeed(address: string): void {
		this.#resolution.succeed(address);
	}

	#finish(code: string, sentence: string): void {
		this.#resolution.fail(code, `"${this.#resolution.host}": ${sentence}`);
	}
}

class Resolver {
	declare target?: unknown;
	#settings: Settings;
	#pending: Set<Resolution> | undefined;

	constructor(options: Options = {}) {
		const given = optionsObject(options);
		const servers = optional(given, "servers", readServers, undefined);
		this.#settings = {
			servers: servers ?? systemServers().map((server) => readServer(server, "/etc/resolv.conf")),
			socket: optional(given, "socket", readSocket, { io: UDP }),
			timeout: optional(given, "timeout", positiveInteger, 2000),
			attempts: optional(given, "attempts", positiveInteger, 3),
		};
		const target = optional(given, "target", anything, undefined);
		this.#pending = new Set();
		defineTarget(this, target);
	}

	close(): void {
		const pending = this.#pending;
		this.#pending = undefined;
		for (const resolution of pending ?? []) resolution.stop();
	}

	resolve(question: Question, answer?: Answer): void {
		if (!this.#pending) throw new Error("the resolver is closed");
		const resolution = new Resolution(this, this.#pending, question, answer);
		if (!resolution.answerLocally()) new Inquest(this.#settings, resolution);
	}
}

export default Resolver;

const readServers: Convert<Server[]> = (value, name) => {
	if (!Array.isArray(value) || value.length === 0) throw new TypeError(`"${name}" must be an array of addresses`);
	return value.map((server) => readServer(string(server, name), name));
};

function readServer(server: string, name: string): Server {
	const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(server) ?? [];
	const address = spellAddress(bracketed ?? plain ?? server);
	const number = port ? Number(port) : DNS_PORT;
	if (address === undefined || number < 1 || number > 65535) throw new RangeError(`"${name}": "${server}" is no address of a name server`);
	return { address, port: number };
}

const readSocket: Convert<SocketOptions> = (value, name) => {
	if (!isSocketOptions(value)) throw new TypeError(`"${name}" must be an object with the UDP class as its "io"`);
	return value;
};

function isSocketOptions(value: unknown): value is SocketOptions {
	return typeof value === "object" && value !== null && "io" in value && typeof value.io === "function";
}
