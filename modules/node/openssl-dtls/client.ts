/* The other end, which openssl-dtls has not: a Peer that connects. */

import DTLS from "embedded:io/socket/udp/dtls";
import Timer from "timer";
import { familyOf, mapped } from "tls419/dgram/address";
import { answeringOnce, defaultLookup } from "tls419/dgram/lookup";
import { createSocket, type Socket } from "tls419/dgram/socket";
import { SocketUDP } from "tls419/dgram/udp";
import { type TLSError, transportError } from "tls419/errors";
import { invalidType } from "tls419/node/errors";
import { type ClientOptions, readClient, readTimes } from "tls419/openssl-dtls/options";
import { type Info, Peer } from "tls419/openssl-dtls/peer";

function readPort(port: unknown): number {
	const value = Number(port);
	if (!Number.isInteger(value) || value < 1 || value > 65535) throw invalidType("Option port", "a number from 1 to 65535", port);
	return value;
}

export class Client extends Peer {
	#own: Socket | undefined;

	/** @throws TypeError, RangeError, Error for options that cannot be used; TLSError for keys and certificates that cannot */
	constructor(options: ClientOptions) {
		const times = readTimes(options);
		const port = readPort(options.port);
		const tls = readClient(options, times);
		const { host = "localhost", socket } = options;
		const lookup = options.lookup ? answeringOnce(options.lookup) : defaultLookup;
		const info: Info = { address: host, port };
		super(info, times.connectionTimeout, {
			connected: () => {
				this.watch();
				this.emit("secureConnection");
			},
			/* A socket that was given stays open. */
			ended: () => {
				this.#own?.close();
				this.#own = undefined;
			},
		});
		const family = socket === undefined ? 0 : socket.type === "udp6" ? 6 : 4;
		lookup(host, family, (error, found) => {
			if (this.over) return;
			const failure = error ?? (familyOf(found) === 0 ? new Error(`"${host}" was looked up, and "${found}" is no address`) : undefined);
			if (failure) Timer.set(() => this.fail(transportError(failure)));
			else this.#open(found, info, tls, socket);
		});
	}

	#open(found: string, info: Info, tls: ReturnType<typeof readClient>, given: Socket | undefined): void {
		const kind = given?.type ?? (familyOf(found) === 4 ? "udp4" : "udp6");
		const address = kind === "udp6" ? mapped(found) : found;
		Object.assign(info, { address, family: kind === "udp6" ? "IPv6" : "IPv4" });
		const socket = given ?? createSocket(kind);
		if (given === undefined) this.#own = socket;
		const onLost = (error: Error) => this.#lost(error);
		try {
			this.attach(new DTLS({ address, port: info.port, tls, UDP: { io: SocketUDP, socket, onLost }, ...this.callbacks() }));
		} catch (error) {
			Timer.set(() => this.fail(transportError(error) as TLSError));
		}
	}

	/* Before there is an association nothing else tells why there is none; later a datagram that could not be sent is lost, as any may be, and said to whom it concerns. */
	#lost(error: Error): void {
		if (!this.connected) this.fail(transportError(error));
		else if (this.listenerCount("error") > 0) this.emit("error", error);
	}
}

/** Connects with a server, whose certificate is checked. The callback is called when the handshake is done. */
export function connect(options: ClientOptions, callback?: () => void): Client {
	const client = new Client(options);
	if (callback !== undefined) client.once("secureConnection", callback);
	return client;
}
