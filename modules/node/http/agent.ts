/** Who gives requests their connections: keeps idle ones for the next request to the same place, and bounds how many there are. */
import EventEmitter from "node:events";
import net from "node:net";
import { nextTick } from "node:process";
import { coded, invalidValue } from "tls419/node/errors";
import { checkInteger, duration } from "tls419/node/http/errors";
import { find } from "tls419/node/http/fields";
import { Lease } from "tls419/node/http/lease";
import type { ClientRequest } from "tls419/node/http/request";
import { closeSoon, type Socket } from "tls419/node/http/socket";
import type { RequestOptions } from "tls419/node/http/target";

export interface AgentOptions {
	/** Connections are kept for the next request. */
	keepAlive?: boolean;
	keepAliveMsecs?: number;
	/** connections to one place, and in all */
	maxSockets?: number;
	maxTotalSockets?: number;
	/** idle connections that are kept, to one place */
	maxFreeSockets?: number;
	/** milliseconds after which an idle connection is closed */
	timeout?: number;
	scheduling?: "lifo" | "fifo";
	[name: string]: unknown;
}

type Table<Item> = Record<string, Item[] | undefined>;

function count(value: unknown, name: string, otherwise: number): number {
	if (value === undefined || value === null) return otherwise;
	if (value !== Infinity) checkInteger(value, name, 1);
	return Number(value);
}

export class Agent extends EventEmitter {
	protocol = "http:";
	defaultPort = 80;
	readonly options: AgentOptions;
	readonly keepAlive: boolean;
	readonly keepAliveMsecs: number;
	readonly maxSockets: number;
	readonly maxFreeSockets: number;
	readonly maxTotalSockets: number;
	readonly scheduling: "lifo" | "fifo";
	/** Connections in use, idle ones, and requests that wait for one, by the name of where they go. */
	readonly sockets: Table<Socket> = Object.create(null);
	readonly freeSockets: Table<Socket> = Object.create(null);
	readonly requests: Table<ClientRequest> = Object.create(null);
	totalSocketCount = 0;
	readonly #leases = new Map<Socket, Lease>();

	constructor(options: AgentOptions = {}) {
		super();
		this.options = { ...options };
		this.keepAlive = Boolean(options.keepAlive);
		this.keepAliveMsecs = options.keepAliveMsecs ?? 1000;
		this.maxSockets = count(options.maxSockets, "maxSockets", Infinity);
		this.maxFreeSockets = count(options.maxFreeSockets, "maxFreeSockets", 4);
		this.maxTotalSockets = count(options.maxTotalSockets, "maxTotalSockets", Infinity);
		this.scheduling = options.scheduling ?? "lifo";
		if (this.scheduling !== "lifo" && this.scheduling !== "fifo")
			throw invalidValue("scheduling", "must be one of: 'fifo', 'lifo'", this.scheduling);
		if (options.timeout !== undefined) duration(options.timeout, "options.timeout");
	}

	/** Opens a connection. May be replaced; a callback may bring the connection later. */
	createConnection(options: RequestOptions, _callback?: (error: Error | null, socket?: Socket) => void): Socket | undefined {
		const target: { port: number } = { ...options, port: Number(options.port) };
		return net.connect(target);
	}

	/** Requests with the same name may share a connection. */
	getName(options: RequestOptions = {}): string {
		const { host, port, localAddress, family, socketPath } = options;
		let name = `${host || "localhost"}:${port || ""}:${localAddress || ""}`;
		if (family === 4 || family === 6) name += `:${family}`;
		if (socketPath) name += `:${socketPath}`;
		return name;
	}

	addRequest(request: ClientRequest, options: RequestOptions): void {
		const all = { ...options, ...withoutRequestOptions(this.options) };
		const name = this.getName(all);
		const free = this.freeSockets[name];
		while (free?.length) {
			const socket = this.scheduling === "fifo" ? free.shift() : free.pop();
			if (free.length === 0) delete this.freeSockets[name];
			if (!socket || socket.destroyed || !socket.writable) continue;
			request.reusedSocket = true;
			socket.setTimeout(0);
			add(this.sockets, name, socket);
			this.reuseSocket(socket, request);
			nextTick(() => request.onSocket(socket));
			return;
		}
		if ((this.sockets[name]?.length ?? 0) < this.maxSockets && this.#makeRoom()) this.#open(name, request, all);
		else {
			request.waitOptions = all;
			add(this.requests, name, request);
		}
	}

	/** May a connection be kept? Its idle time is bounded here. */
	keepSocketAlive(socket: Socket): boolean {
		socket.setKeepAlive?.(true, this.keepAliveMsecs);
		socket.unref?.();
		const hint = this.#leases.get(socket)?.hint ?? 0;
		const own = this.options.timeout ?? 0;
		const limit = hint > 0 && own > 0 ? Math.min(hint, own) : hint || own;
		if (limit > 0) socket.setTimeout(limit);
		return true;
	}

	reuseSocket(socket: Socket, _request: ClientRequest): void {
		socket.ref?.();
	}

	destroy(): void {
		for (const socket of [...this.#leases.keys()]) socket.destroy();
	}

	/** With a limit on all connections, an idle one makes room for one to another place. */
	#makeRoom(): boolean {
		if (this.totalSocketCount < this.maxTotalSockets) return true;
		for (const name in this.freeSockets) {
			const socket = this.freeSockets[name]?.[0];
			if (!socket) continue;
			this.#forget(socket);
			socket.destroy();
			return true;
		}
		return false;
	}

	#open(name: string, request: ClientRequest, options: RequestOptions): void {
		this.totalSocketCount++;
		let told = false;
		const opened = (error: Error | null, socket?: Socket): void => {
			if (told) return;
			told = true;
			if (error || !socket) {
				this.totalSocketCount--;
				request.onSocket(null, error ?? coded(new Error("createConnection gave no connection"), "ERR_INVALID_RETURN_VALUE"));
				this.#serveNext();
				return;
			}
			this.#install(name, socket, options);
			request.onSocket(socket);
		};
		const create = typeof options.createConnection === "function" ? options.createConnection : this.createConnection;
		let socket: unknown;
		try {
			socket = Reflect.apply(create, this, [this.connectionOptions(options), opened]);
		} catch (error) {
			this.totalSocketCount--;
			throw error;
		}
		if (socket) opened(null, socket as Socket);
	}

	/** What the connection is told: an agent for tls adds a session that may be resumed. */
	protected connectionOptions(options: RequestOptions): RequestOptions {
		return options;
	}

	#install(name: string, socket: Socket, options: RequestOptions): void {
		this.#leases.set(socket, new Lease(name, socket, options));
		add(this.sockets, name, socket);
		socket.on("free", () => this.#freed(socket));
		socket.on("agentRemove", () => this.#forget(socket));
		socket.on("close", () => this.#forget(socket));
	}

	/** How long the server keeps the connection, says its response; a second is for the way. */
	noteKeepAlive(socket: Socket, rawHeaders: readonly string[]): void {
		const lease = this.#leases.get(socket);
		const text = find(rawHeaders, "keep-alive") ?? "";
		const at = text.indexOf("timeout=");
		const seconds = at < 0 ? Number.NaN : Number.parseInt(text.slice(at + 8), 10);
		if (lease && seconds >= 0) lease.hint = Math.max(1, seconds * 1000 - 1000);
	}

	/** A request is done with its connection, which is whole. */
	#freed(socket: Socket): void {
		const lease = this.#leases.get(socket);
		if (!lease) return;
		lease.rest();
		if (socket.destroyed || !socket.writable) {
			socket.destroy();
			return;
		}
		const { name } = lease;
		const waiting = this.requests[name]?.shift();
		if (this.requests[name]?.length === 0) delete this.requests[name];
		if (waiting) {
			waiting.reusedSocket = true;
			nextTick(() => waiting.onSocket(socket));
			return;
		}
		remove(this.sockets, name, socket);
		const free = this.freeSockets[name]?.length ?? 0;
		if (!this.keepAlive || free >= this.maxFreeSockets || this.#waitingElsewhere() || !this.keepSocketAlive(socket)) {
			this.#forget(socket);
			closeSoon(socket);
		} else add(this.freeSockets, name, socket);
	}

	#waitingElsewhere(): boolean {
		for (const _name in this.requests) return true;
		return false;
	}

	#forget(socket: Socket): void {
		const lease = this.#leases.get(socket);
		if (!lease) return;
		this.#leases.delete(socket);
		this.totalSocketCount--;
		remove(this.sockets, lease.name, socket);
		remove(this.freeSockets, lease.name, socket);
		this.#serveNext(lease.name);
	}

	/** There is room for a connection again. @param preferred the place whose connection has gone */
	#serveNext(preferred?: string): void {
		if (this.totalSocketCount >= this.maxTotalSockets) return;
		const candidates = preferred === undefined ? Object.keys(this.requests) : [preferred, ...Object.keys(this.requests)];
		for (const name of candidates) {
			if ((this.sockets[name]?.length ?? 0) >= this.maxSockets) continue;
			const request = this.requests[name]?.shift();
			if (this.requests[name]?.length === 0) delete this.requests[name];
			if (!request) continue;
			try {
				this.#open(name, request, request.waitOptions ?? {});
				return;
			} catch (error) {
				/* Who has asked for it has gone on, and hears of it as of any other failure; the next one gets its turn. */
				request.onSocket(null, error as Error);
			}
		}
	}

	/** The request does not wait any more. */
	removeRequest(request: ClientRequest): void {
		for (const name in this.requests) remove(this.requests, name, request);
	}
}

/** What an agent was told for its connections; what it was told for itself is none of theirs. */
function withoutRequestOptions(options: AgentOptions): AgentOptions {
	const { keepAlive, keepAliveMsecs, maxSockets, maxTotalSockets, maxFreeSockets, timeout, scheduling, ...rest } = options;
	return rest;
}

function add<Item>(table: Table<Item>, name: string, item: Item): void {
	const list = table[name];
	if (list) list.push(item);
	else table[name] = [item];
}

function remove<Item>(table: Table<Item>, name: string, item: Item): void {
	const list = table[name];
	const index = list?.indexOf(item) ?? -1;
	if (!list || index < 0) return;
	list.splice(index, 1);
	if (list.length === 0) delete table[name];
}
