/* What a TLSSocket can be told, and what of it the classes below are told. */

import type TLS from "embedded:io/socket/tcp/tls";
import type TLSContext from "embedded:io/socket/tcp/tls/context";
import { isByteBuffer, text, view } from "tls419/der";
import { coded, invalidType, optionalFunction, outOfRange, unavailable } from "tls419/node/errors";
import type { Handle } from "tls419/node/net/handle_socket";
import type { CheckServerIdentity } from "tls419/node/tls/identity";
import { createSecureContext, SecureContext, type SecureContextOptions, secureContextOf } from "tls419/node/tls/secure_context";
import type { TLSSocket } from "tls419/node/tls/socket";
import type { ClientSettings, TLSSettings } from "tls419/settings";
import type { ByteBuffer } from "tls419/validate";
import type { CertificateQuestion } from "tls419/verification";

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

/** What becomes of options: shared by all sockets of a server, and dropped by a client when its handshake is done. */
export interface Setup {
	/** For the class below; without what hangs on who listens. */
	readonly settings: TLSSettings;
	readonly context: SecureContext;
	/** Whether it was made for one connection. */
	readonly single: boolean;
	readonly server: boolean;
	/** A client's: the name that the certificate has to be for. */
	readonly host: string;
	/** Whether that was said by itself, and is not only where the connection goes. */
	readonly named: boolean;
	readonly rejectUnauthorized: boolean;
	readonly checkServerIdentity: CheckServerIdentity | undefined;
	readonly SNICallback: SNICallback | undefined;
	readonly ALPNCallback: ALPNCallback | undefined;
	readonly pskCallback: ClientPSKCallback | ServerPSKCallback | undefined;
	/** Of a client with a pre-shared key, which is asked for late: what the context is made of then. */
	readonly options: SocketOptions | undefined;
}

/** Who answers what a handshake asks. @internal */
export interface Asked {
	chooseContext(name: string): Promise<TLSContext | undefined>;
	chooseProtocol(servername: string | undefined, protocols: readonly string[]): string | undefined;
	judge(question: CertificateQuestion): boolean;
	findKey(identity: ArrayBuffer): ByteBuffer | null | undefined;
}

/** What TLS finds behind its `target`. @internal */
export interface Target {
	readonly asked: Asked | undefined;
	logKeys(line: string): void;
}

function asked(tls: TLS): Asked {
	const answering = (tls.target as Target).asked;
	if (answering === undefined) throw new Error("the socket was destroyed");
	return answering;
}

/* Shared by all connections, which are found by `target`. */
function onServerName(this: TLS, name: string): Promise<TLSContext | undefined> {
	return asked(this).chooseContext(name);
}
function onApplicationLayerProtocol(this: TLS, protocols: readonly string[], name: string | undefined): string | undefined {
	return asked(this).chooseProtocol(name, protocols);
}
function onVerify(this: TLS, question: CertificateQuestion): boolean {
	return asked(this).judge(question);
}
function onIdentity(this: TLS, identity: ArrayBuffer): ByteBuffer | null | undefined {
	return asked(this).findKey(identity);
}
export function onKeyLog(this: TLS, line: string): void {
	(this.target as Target).logKeys(line);
}
/** Of a server without a certificate: nobody is served. */
function nobody(): undefined {
	return undefined;
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

function milliseconds(value: unknown): number {
	if (typeof value !== "number") throw invalidType("options.handshakeTimeout", "a number", value);
	if (!(value >= 0)) throw outOfRange("options.handshakeTimeout", "a number of milliseconds", value);
	return value;
}

function contextFrom(options: SocketOptions): SecureContext {
	const { secureContext } = options;
	return secureContext === undefined || secureContext === null
		? createSecureContext(options)
		: secureContextOf(secureContext, "options.secureContext");
}

/** Whether options make a context that nobody else has. */
function isOwn({ secureContext }: SocketOptions): boolean {
	return secureContext === undefined || secureContext === null;
}

/** What both roles say. */
function common({ ALPNProtocols, handshakeTimeout }: SocketOptions): Pick<TLSSettings, "applicationLayerProtocol" | "handshakeTimeout"> {
	const protocols = ALPNProtocols === undefined || ALPNProtocols === null ? [] : protocolsOf(ALPNProtocols);
	return {
		...(protocols.length > 0 && { applicationLayerProtocol: protocols }),
		...(handshakeTimeout !== undefined && { handshakeTimeout: milliseconds(handshakeTimeout) }),
	};
}

function readSession(value: unknown): ByteBuffer | undefined {
	if (value === undefined || value === null) return undefined;
	if (!isByteBuffer(value)) throw invalidType("options.session", "a Buffer", value);
	return value;
}

function readDHSize(value: unknown): number | undefined {
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

/** @throws TypeError, RangeError, Error for options that cannot be used. */
export function clientSetup(options: SocketOptions): Setup {
	const checkServerIdentity = optionalFunction<CheckServerIdentity>(options.checkServerIdentity, "options.checkServerIdentity");
	const pskCallback = optionalFunction<ClientPSKCallback>(options.pskCallback, "options.pskCallback");
	if (checkServerIdentity !== undefined && pskCallback !== undefined && options.ca !== undefined)
		throw unavailable(
			"checkServerIdentity with pskCallback and ca",
			"a server with the key has no certificate to be checked; leave ca out, so that the key is the only way",
		);
	const host = hostOf(options);
	const session = readSession(options.session);
	const minimumGroupLength = readDHSize(options.minDHSize);
	const rejectUnauthorized = options.rejectUnauthorized !== false;
	const context = contextFrom(options);
	/* A check of one's own takes the place of the engine's check of the name, and of that alone; see TLSSocket.judge. A session would come without the certificates. */
	const own = checkServerIdentity !== undefined && pskCallback === undefined;
	const settings: TLSSettings = {
		host,
		...context.settings,
		...common(options),
		verify: rejectUnauthorized && !own,
		...(own && { onVerify }),
		...(session !== undefined && !own && { session }),
		...(minimumGroupLength !== undefined && { minimumGroupLength }),
	};
	return {
		settings,
		context,
		single: isOwn(options),
		server: false,
		host,
		named: isNamed(options),
		rejectUnauthorized,
		checkServerIdentity: own ? checkServerIdentity : undefined,
		SNICallback: undefined,
		ALPNCallback: undefined,
		pskCallback,
		options: pskCallback === undefined ? undefined : options,
	};
}

/** The same with the pre-shared key that a client's pskCallback gives. A certificate takes its place only where authorities are named. */
export function withSharedKey(setup: Setup): Setup {
	const { options = {}, rejectUnauthorized } = setup;
	const answer: unknown = (setup.pskCallback as ClientPSKCallback)(null);
	if (answer === null || answer === undefined) throw coded(new Error("pskCallback has no key for this server"), "ERR_TLS_PSK_NO_KEY");
	if (typeof answer !== "object") throw invalidType("what pskCallback gives", "an object with psk and identity, or null", answer);
	const { psk, identity } = answer as { psk: unknown; identity: unknown };
	if (!isByteBuffer(psk)) throw invalidType("psk", "a Buffer", psk);
	if (typeof identity !== "string") throw invalidType("identity", "a string", identity);
	if (options.secureContext !== undefined && options.secureContext !== null)
		throw unavailable("pskCallback with secureContext", "give the options of the context beside it");
	const context = new SecureContext(options, { identity, key: psk });
	const { verify: _verify, ...rest } = setup.settings as ClientSettings;
	const settings: TLSSettings = { ...rest, ...context.settings, ...(context.judges && { verify: rejectUnauthorized }) };
	return { ...setup, settings, context, single: true };
}

/**
 * @param context in place of what the options say
 * @param names whether there are contexts for some names, although there is no SNICallback
 */
export function serverSetup(options: SocketOptions, context = contextFrom(options), SNICallbackOfServer?: SNICallback): Setup {
	const SNI = optionalFunction<SNICallback>(options.SNICallback, "options.SNICallback") ?? SNICallbackOfServer;
	const ALPN = optionalFunction<ALPNCallback>(options.ALPNCallback, "options.ALPNCallback");
	const pskCallback = optionalFunction<ServerPSKCallback>(options.pskCallback, "options.pskCallback");
	const { requestCert, pskIdentityHint, ALPNProtocols } = options;
	const rejectUnauthorized = options.rejectUnauthorized !== false;
	if (pskIdentityHint !== undefined && pskIdentityHint !== null && typeof pskIdentityHint !== "string")
		throw invalidType("options.pskIdentityHint", "a string", pskIdentityHint);
	if (ALPN !== undefined && ALPNProtocols !== undefined && ALPNProtocols !== null)
		throw coded(
			new TypeError("options.ALPNCallback and ALPNProtocols both choose the protocol; give either"),
			"ERR_TLS_ALPN_CALLBACK_WITH_PROTOCOLS",
		);
	if (requestCert && !context.judges)
		throw coded(
			new Error("options.ca is missing: the authorities whose clients are let in (the host's certificate store is for servers)"),
			"ERR_TLS_NO_TRUST",
		);
	const { context: credentials, ...choices } = context.settings;
	const chosen = SNI ?? (context.serves || pskCallback !== undefined ? undefined : nobody);
	const clientAuthentication: "require" | "request" | "none" = requestCert ? (rejectUnauthorized ? "require" : "request") : "none";
	const settings: TLSSettings = Object.freeze({
		server: true,
		...choices,
		...(context.serves || pskCallback !== undefined ? { context: credentials } : {}),
		...common(options),
		clientAuthentication,
		...(chosen !== undefined && { onServerName: chosen === nobody ? nobody : onServerName }),
		...(ALPN !== undefined && { onApplicationLayerProtocol }),
		...(pskCallback !== undefined && { onIdentity }),
	});
	return {
		settings,
		context,
		single: false,
		server: true,
		host: "",
		named: false,
		rejectUnauthorized,
		checkServerIdentity: undefined,
		SNICallback: SNI,
		ALPNCallback: ALPN,
		pskCallback,
		options: undefined,
	};
}
