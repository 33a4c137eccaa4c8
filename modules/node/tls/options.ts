/* What a TLSSocket can be told. */

import { isByteBuffer, text, view } from "tls419/der";
import { coded, invalidType, outOfRange } from "tls419/node/errors";
import type { Handle } from "tls419/node/net/handle_socket";
import type { CheckServerIdentity } from "tls419/node/tls/identity";
import type { SecureContext, SecureContextOptions } from "tls419/node/tls/secure_context";
import type { Setup } from "tls419/node/tls/setup";
import type { TLSSocket } from "tls419/node/tls/socket";
import type { ByteBuffer } from "tls419/validate";

/** Gets the context for a name, or nothing for the server's own. */
export type SNICallback = (this: TLSSocket, servername: string, callback: (error: Error | null, context?: SecureContext) => void) => void;

/** Chooses one of the protocols that the client offers; undefined turns it away. */
export type ALPNCallback = (this: TLSSocket, offer: { servername: string; protocols: readonly string[] }) => string | undefined;

/** A client's key and its name for it; null ends the handshake. */
export type ClientPSKCallback = (hint: string | null) => { psk: ByteBuffer; identity: string } | null;
/** The key for the identity that a client has sent; null turns it away. */
export type ServerPSKCallback = (socket: TLSSocket, identity: string) => ByteBuffer | null | undefined;

/** What a server does for its sockets. */
export interface SocketServer {
	emit(event: string, ...values: unknown[]): boolean;
	listenerCount(event: string): number;
	/** What its sockets tell the classes below. @internal */
	readonly socketSetup: Setup;
}

export interface SocketOptions extends SecureContextOptions {
	readonly isServer?: boolean;
	/** The server that has accepted the connection. */
	readonly server?: SocketServer;
	/** What a server has accepted, where no socket was made of it. @internal */
	readonly handle?: Handle;
	readonly secureContext?: SecureContext;
	/** A client's: whom to ask for (SNI) and whose certificate to expect. Default: host, or "localhost". */
	readonly servername?: string;
	readonly host?: string;
	/** Whether to go on only with a peer whose certificate was found good. Default true. */
	readonly rejectUnauthorized?: boolean;
	/** Whether a server asks its client for a certificate. */
	readonly requestCert?: boolean;
	/** Names, or one buffer with a length byte before each. */
	readonly ALPNProtocols?: readonly (string | Uint8Array)[] | Uint8Array;
	readonly ALPNCallback?: ALPNCallback;
	readonly SNICallback?: SNICallback;
	/** A session to resume. */
	readonly session?: ByteBuffer;
	/** Bits that the group of a Diffie-Hellman exchange over a finite field must have. */
	readonly minDHSize?: number;
	readonly checkServerIdentity?: CheckServerIdentity;
	readonly pskCallback?: ClientPSKCallback | ServerPSKCallback;
	readonly pskIdentityHint?: string;
	/** Milliseconds until the handshake must be done. */
	readonly handshakeTimeout?: number;
	readonly allowHalfOpen?: boolean;
	readonly highWaterMark?: number;
}

/** A name as text where that is possible, since text is read once for all connections of a server. */
function protocol(value: unknown, name: string): string {
	if (typeof value === "string") return value;
	if (!isByteBuffer(value)) throw invalidType(name, "a string or a Buffer", value);
	return text(new Uint8Array(view(value)).buffer);
}

/** Protocol names out of a list of them, or of bytes as they are sent (RFC 7301, 3.1). */
export function protocolsOf(value: unknown): readonly string[] {
	if (Array.isArray(value)) return Object.freeze(value.map((item, index) => protocol(item, `options.ALPNProtocols[${index}]`)));
	if (!isByteBuffer(value)) throw invalidType("options.ALPNProtocols", "a list of strings, or a Buffer", value);
	const bytes = view(value);
	const names: string[] = [];
	for (let at = 0; at < bytes.length; at += 1 + bytes[at]) {
		if (at + 1 + bytes[at] > bytes.length)
			throw coded(new TypeError("options.ALPNProtocols: a length byte reaches beyond the end"), "ERR_INVALID_ARG_VALUE");
		names.push(protocol(bytes.slice(at + 1, at + 1 + bytes[at]), "options.ALPNProtocols"));
	}
	return Object.freeze(names);
}

export function milliseconds(value: unknown): number {
	if (typeof value !== "number") throw invalidType("options.handshakeTimeout", "a number", value);
	if (!(value >= 0)) throw outOfRange("options.handshakeTimeout", "a number of milliseconds", value);
	return value;
}

export function readSession(value: unknown): ByteBuffer | undefined {
	if (value === undefined || value === null) return undefined;
	if (!isByteBuffer(value)) throw invalidType("options.session", "a Buffer", value);
	return value;
}

export function readDHSize(value: unknown): number | undefined {
	if (value === undefined) return undefined;
	if (typeof value !== "number") throw invalidType("options.minDHSize", "a number", value);
	if (!(value > 0 && value <= 65535)) throw outOfRange("options.minDHSize", "a number of bits above 0", value);
	return Math.ceil(value);
}

export function hostOf({ servername, host }: SocketOptions): string {
	if (servername !== undefined && servername !== null && typeof servername !== "string")
		throw invalidType("options.servername", "a string", servername);
	if (host !== undefined && host !== null && typeof host !== "string") throw invalidType("options.host", "a string", host);
	return servername || host || "localhost";
}

/** Whether options say whose certificate is expected, wherever the connection goes. */
export function isNamed({ servername }: SocketOptions): boolean {
	return Boolean(servername);
}

/** Whom the arguments of connect() expect, and whether they say so by itself; undefined where they name nobody. */
export function expectedOf([first, second]: readonly unknown[]): { host: string; named: boolean } | undefined {
	if (typeof first === "object" && first !== null) return { host: hostOf(first as SocketOptions), named: isNamed(first as SocketOptions) };
	return typeof second === "string" ? { host: second, named: false } : undefined;
}
