/** The agent of https: its connections are TLS, and a session that was had with a place is resumed there. */
import { Buffer } from "node:buffer";
import tls from "node:tls";
import { check } from "tls419/errors";
import { Library } from "tls419/library";
import { Agent as HttpAgent, type AgentOptions as HttpAgentOptions } from "tls419/node/http/agent";
import type { ClientRequest } from "tls419/node/http/request";
import type { Socket } from "tls419/node/http/socket";
import type { RequestOptions } from "tls419/node/http/target";
import { withCredentials } from "tls419/node/https/credentials";

export interface AgentOptions extends HttpAgentOptions {
	/** sessions that are kept for later; 0: none */
	maxCachedSessions?: number;
}

/** What must be equal for two requests to share a connection or a session. */
const identities = [
	"ca",
	"cert",
	"key",
	"passphrase",
	"crl",
	"ciphers",
	"ecdhCurve",
	"sigalgs",
	"rejectUnauthorized",
	"servername",
	"minVersion",
	"maxVersion",
	"minDHSize",
	"secureProtocol",
	"secureContext",
	"checkServerIdentity",
	"ALPNProtocols",
	"pskCallback",
];

/** Characters of a text that stands in a name as it is: longer than all names of hosts, and of files. */
const longestText = 256;

function digest(text: string): string {
	const result = Buffer.alloc(32);
	check(Library.digest(Buffer.from(text), result));
	return result.toString("base64");
}

export class Agent extends HttpAgent {
	readonly maxCachedSessions: number;
	/** The last session with each place, the oldest first. */
	readonly #sessions = new Map<string, Uint8Array>();
	/** A number for each object and function that a name has to tell from others. The agent keeps none of them: an application may make one for each request. */
	readonly #numbers = new WeakMap<object, number>();
	#count = 0;

	constructor(options: AgentOptions = {}) {
		super(options);
		this.protocol = "https:";
		this.defaultPort = 443;
		this.maxCachedSessions = options.maxCachedSessions ?? 4;
	}

	override getName(options: RequestOptions = {}): string {
		let name = super.getName(options);
		for (const identity of identities) {
			const value = options[identity];
			name += ":";
			if (value !== undefined && value !== null && value !== "") name += this.#mark(value);
		}
		return name;
	}

	/** What stands for a value in a name: objects are told apart by identity, texts by content. A certificate would make a long name. */
	#mark(value: unknown): string {
		if (typeof value === "string") return JSON.stringify(value.length > longestText ? digest(value) : value);
		if (typeof value !== "object" && typeof value !== "function") return String(value);
		const object = value as object;
		let number = this.#numbers.get(object);
		if (number === undefined) {
			number = ++this.#count;
			this.#numbers.set(object, number);
		}
		return `#${number}`;
	}

	override addRequest(request: ClientRequest, options: RequestOptions): void {
		// As in Node: who sets Host means that server, wherever the connection goes.
		const header = String(request.getHeader("host") ?? "");
		const name = header.startsWith("[") ? "" : (header.split(":")[0] ?? "");
		const servername = options.servername ?? (name !== "" && name !== options.host ? name : undefined);
		super.addRequest(request, servername === undefined ? options : { ...options, servername });
	}

	override createConnection(options: RequestOptions): Socket {
		const name = this.getName(options);
		const session = options.session ?? this.#sessions.get(name);
		const told: { port: number } = { ...withCredentials(options), port: Number(options.port), ...(session ? { session } : {}) };
		const socket = tls.connect(told);
		if (this.maxCachedSessions > 0) {
			socket.on("session", (fresh: Uint8Array) => this.#keep(name, fresh));
			// A session that a connection failed with may be why.
			socket.once("error", () => this.#sessions.delete(name));
		}
		return socket;
	}

	#keep(name: string, session: Uint8Array): void {
		this.#sessions.delete(name);
		for (const oldest of this.#sessions.keys()) {
			if (this.#sessions.size < this.maxCachedSessions) break;
			this.#sessions.delete(oldest);
		}
		this.#sessions.set(name, session);
	}
}
