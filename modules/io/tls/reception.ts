/* How a server receives its clients, and how their sessions begin. */

import type { Settings, default as TLSContext } from "embedded:io/socket/tcp/tls/context";
import type { ProtocolCallback } from "tls419/alpn";
import type { Configuration } from "tls419/credentials";
import type { OnHello, Place } from "tls419/datagrams";
import { numberedError, TLSError } from "tls419/errors";
import type { OnIdentity } from "tls419/psk";
import type { ServerNameCallback } from "tls419/server";
import type { Session } from "tls419/session";

/** What all connections of one server have in common. */
export interface Reception {
	readonly settings: Settings;
	/** For clients that name nobody, or somebody for whom there is nothing special; undefined if they are turned away. */
	readonly configuration: Configuration | undefined;
	/** The same for a session that can be opened without asking or telling anybody, so that nobody has to look at a hello: see Session. */
	readonly usual: Configuration | undefined;
	/** Whether the configuration serves one connection and is let go with it. */
	readonly single: boolean;
	/** Whether somebody gets the secrets of the handshakes. */
	readonly logged: boolean;
	/** Whether somebody is asked about a client: one of the callbacks below is there. */
	readonly asks: boolean;
	readonly onServerName: ServerNameCallback | undefined;
	readonly onProtocol: ProtocolCallback | undefined;
	/** For clients whose protocol is chosen: what a configuration is made of then. */
	readonly context: TLSContext | undefined;
	readonly onIdentity: OnIdentity | undefined;
	/** Over datagrams: is asked first. */
	readonly onHello: OnHello | undefined;
}

/** What there is to say of a client over datagrams. */
export interface Visitor {
	/** This side's connection ID. */
	readonly id: Uint8Array | undefined;
	/** Where the client is. */
	readonly remote: Place;
}

/** Alerts (RFC 8446, 6.2). */
export const INTERNAL_ERROR = 80;
export const UNRECOGNIZED_NAME = 112;
export const NO_APPLICATION_PROTOCOL = 120;

/** Why a client is turned away before there is a session. */
export class Refusal {
	readonly error: TLSError;
	/** What it is told. */
	readonly alert: number;

	constructor(error: TLSError, alert: number) {
		this.error = error;
		this.alert = alert;
	}
}

/** True when the session is open, undefined as long as an answer is waited for. */
export type Result = true | Refusal | undefined;

export function unrecognized(name: string | undefined, cause: unknown): Refusal {
	const asked = name === undefined ? "a client that names no server" : `the server name "${name}"`;
	const reason = cause === undefined ? "" : `: ${cause instanceof Error ? cause.message : String(cause)}`;
	return new Refusal(
		new TLSError("ERR_SSL_UNRECOGNIZED_NAME", `there is no certificate for ${asked}${reason}`, { cause }),
		UNRECOGNIZED_NAME,
	);
}

/** Opens the session of a client that asks for this name. */
export function receive(
	{ logged }: Reception,
	configuration: Configuration,
	session: Session,
	serverName: string | undefined,
	visitor: Visitor | undefined,
): true | Refusal {
	const id = visitor?.id;
	let result = session.open(configuration, serverName);
	if (result >= 0 && id !== undefined) result = session.setConnectionId(id);
	if (result >= 0 && logged) result = session.keepKeys();
	return result < 0 ? new Refusal(numberedError(result), INTERNAL_ERROR) : true;
}
