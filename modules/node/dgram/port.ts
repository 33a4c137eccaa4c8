/* The socket below: the host's ECMA-419 UDP class, and what a class may be able to do besides. */

import UDP from "embedded:io/socket/udp";
import type { Datagram } from "tls419/udp";

/** The contract of the standard, and what only some classes have. */
export interface Port {
	read(): Datagram | undefined;
	write(bytes: Uint8Array, address: string, port: number): void;
	close(): void;
	/** Multicast groups. */
	add?(group: string): void;
	remove?(group: string): void;
	/** The port that the system has chosen. */
	readonly port?: number;
	/** Whether the program waits for it. */
	hold?(yes: boolean): void;
}

export interface PortOptions {
	readonly address?: string;
	readonly onReadable: () => void;
	readonly onError: (error?: unknown) => void;
}

/* Ports that nobody has registered (RFC 6335, 6). */
const FIRST_FREE = 49152;
const FREE = 16384;
const ATTEMPTS = 16;

/** Opens a port, and says which it is. With 0 the system chooses; for a class that does not tell what was chosen, this does. @throws what the class throws */
export function openPort(options: PortOptions, port: number): { socket: Port; port: number } {
	const Kind: unknown = UDP;
	const open = (number: number): Port => new (Kind as new (options: object) => Port)({ format: "buffer", ...options, port: number });
	if (port !== 0) return { socket: open(port), port };
	if ("port" in UDP.prototype) {
		const socket = open(0);
		return { socket, port: socket.port ?? 0 };
	}
	for (let attempt = 1; ; attempt++) {
		const chosen = FIRST_FREE + Math.floor(Math.random() * FREE);
		try {
			return { socket: open(chosen), port: chosen };
		} catch (error) {
			/* Another program may have it. */
			if (attempt === ATTEMPTS) throw error;
		}
	}
}
