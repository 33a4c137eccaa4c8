/* What the classes below are told of a TLSSocket's options. */

import { isByteBuffer } from "tls419/der";
import { coded, invalidType, optionalFunction, unavailable } from "tls419/node/errors";
import { onApplicationLayerProtocol, onIdentity, onServerName, onVerify } from "tls419/node/tls/asked";
import type { CheckServerIdentity } from "tls419/node/tls/identity";
import {
	type ALPNCallback,
	type ClientPSKCallback,
	hostOf,
	isNamed,
	milliseconds,
	protocolsOf,
	readDHSize,
	readSession,
	type ServerPSKCallback,
	type SNICallback,
	type SocketOptions,
} from "tls419/node/tls/options";
import { createSecureContext, SecureContext, secureContextOf } from "tls419/node/tls/secure_context";
import type { ClientSettings, TLSSettings } from "tls419/settings";

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

/** Of a server without a certificate: nobody is served. */
function nobody(): undefined {
	return undefined;
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
 * @param SNICallbackOfServer what finds the contexts for some names where the options have no SNICallback
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
