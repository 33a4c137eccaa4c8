/* Clients and servers of node-mbed-dtls whose events are waited for. */
import { Buffer } from "node:buffer";
import type { EventEmitter } from "node:events";
import {
	type ConnectOptions,
	connect,
	createServer,
	type DtlsClientSocket,
	type DtlsServer,
	type DtlsServerSocket,
	type ServerOptions,
} from "node-mbed-dtls";
import { certificate } from "../../support/certificates.ts";
import { closeAfterTest } from "../../support/suite.ts";

export const local = "127.0.0.1";
export const port = 5684;
export const ca = Buffer.from(certificate("authority.der"));
export const chain = [certificate("localhost.der"), certificate("intermediate.der")];
export const key = Buffer.from(certificate("localhost.key.der"));
export const psk = Buffer.from("AAAAAAAAAAAAAAAA");
export const PSKIdent = Buffer.from("32323232-3232-3232-3232-323232323232");
export const shared = { psk, PSKIdent };

export type Happened = readonly [name: string, ...values: unknown[]];

/** An object in whose place another stands, but for some methods. They are defined and not assigned: on a device those of the prototypes are frozen. */
export function over<Base extends object>(base: Base, own: object): Base {
	return Object.create(base, Object.getOwnPropertyDescriptors(own));
}

/** What an emitter says, in order; each is waited for by its name. */
export class Log {
	readonly all: Happened[] = [];
	#taken = 0;
	#unread: Happened[] = [];
	#waiting: (() => void)[] = [];
	constructor(emitter: EventEmitter, names: readonly string[]) {
		for (const name of names)
			emitter.on(name, (...values: unknown[]) => {
				this.all.push([name, ...values]);
				this.#unread.push([name, ...values]);
				for (const resolve of this.#waiting.splice(0)) resolve();
			});
	}
	get names(): string[] {
		return this.all.map(([name]) => name);
	}
	/** How many events were waited for. */
	get taken(): number {
		return this.#taken;
	}
	has(name: string): boolean {
		return this.all.some(([other]) => other === name);
	}
	/** What the next event of this name has brought. */
	async next(name: string): Promise<unknown[]> {
		for (;;) {
			const index = this.#unread.findIndex(([other]) => other === name);
			if (index >= 0) {
				this.#taken++;
				return this.#unread.splice(index, 1)[0].slice(1);
			}
			await new Promise<void>((resolve) => this.#waiting.push(resolve));
		}
	}
	async text(): Promise<string> {
		return String((await this.next("data"))[0]);
	}
}

const SOCKET_EVENTS = ["secureConnect", "data", "end", "error", "close", "closing", "reconnect", "ipChanged", "session"];
const SERVER_EVENTS = ["listening", "connection", "secureConnection", "clientError", "error", "close", "forceDeviceRehandshake"];

export interface ClientSide {
	readonly socket: DtlsClientSocket;
	readonly log: Log;
}

export function dial(options: ConnectOptions = shared, callback?: (socket: DtlsClientSocket) => void): ClientSide {
	const socket = connect({ host: local, port, ...options }, callback);
	closeAfterTest(() => {
		socket.destroy();
	});
	return { socket, log: new Log(socket, SOCKET_EVENTS) };
}

export interface ServerSide {
	readonly server: DtlsServer;
	readonly log: Log;
	/** The clients in the order of their 'connection'. */
	readonly clients: { readonly socket: DtlsServerSocket; readonly log: Log }[];
	/** The next client whose handshake is done. */
	secured(): Promise<{ readonly socket: DtlsServerSocket; readonly log: Log; readonly session: Buffer }>;
}

export const keyed: ServerOptions = { identityPskCallback: (identity) => (identity === PSKIdent.toString() ? psk : null) };

export async function serve(options: ServerOptions = keyed, at = port): Promise<ServerSide> {
	const server = createServer(options);
	const clients: ServerSide["clients"] = [];
	server.on("connection", (socket: DtlsServerSocket) => clients.push({ socket, log: new Log(socket, SOCKET_EVENTS) }));
	const log = new Log(server, SERVER_EVENTS);
	closeAfterTest(() => {
		server.close();
	});
	server.listen(at, local);
	await log.next("listening");
	return {
		server,
		log,
		clients,
		async secured() {
			const [socket, session] = await log.next("secureConnection");
			const found = clients.find((client) => client.socket === socket);
			if (found === undefined) throw new Error("'secureConnection' without 'connection'");
			return { ...found, session: session as Buffer };
		},
	};
}

/** What is said on the console until `console.log` is put back, which the end of the test does too. */
export function overhear(): { lines: string[]; stop(): void } {
	const lines: string[] = [];
	const { log } = console;
	const stop = (): void => {
		console.log = log;
	};
	console.log = (...values: unknown[]) => {
		lines.push(values.join(" "));
	};
	closeAfterTest(stop);
	return { lines, stop };
}
