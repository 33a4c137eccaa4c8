/* tls.createSecureContext: certificates, keys and what else connections have in common, read once. */

import TLSContext, { type TLSContextOptions } from "embedded:io/socket/tcp/tls/context";
import { groups as readGroups, signatureAlgorithms as readSignatureAlgorithms } from "tls419/choice";
import type { OpaqueKey } from "tls419/der";
import { cipherSuitesOf, groupsOf, signatureAlgorithmsOf } from "tls419/node/ciphers";
import { coded, invalidType, outOfRange, unavailable } from "tls419/node/errors";
import { certificatesOf, keyOf, type PEM, revocationsOf } from "tls419/node/pem";
import { type Versions, versionsOf } from "tls419/node/tls/versions";
import type { PreSharedKey } from "tls419/psk";

/** A key and what opens it. */
export interface KeyWithPassphrase {
	readonly pem: PEM;
	readonly passphrase?: string;
}

export type KeyOption = PEM | OpaqueKey | KeyWithPassphrase;

export interface SecureContextOptions {
	/** The authorities to trust, each value with one certificate or several. Default: the host's certificate store. */
	readonly ca?: PEM | readonly PEM[];
	/** The own certificate, and those that lead to an authority, behind it or in a list. */
	readonly cert?: PEM | readonly PEM[];
	readonly key?: KeyOption | readonly KeyOption[];
	readonly passphrase?: string;
	/** Revocation lists. */
	readonly crl?: PEM | readonly PEM[];
	/** OpenSSL's cipher list. */
	readonly ciphers?: string;
	/** Groups such as "X25519:P-256", or "auto". */
	readonly ecdhCurve?: string;
	/** Signature algorithms such as "ecdsa_secp256r1_sha256:RSA+SHA256". */
	readonly sigalgs?: string;
	readonly minVersion?: string;
	readonly maxVersion?: string;
	readonly secureProtocol?: string;
	/** 48 bytes that seal a server's tickets. */
	readonly ticketKeys?: Uint8Array;
	/** Seconds for which a session can be resumed. */
	readonly sessionTimeout?: number;
}

/** What connections take of a context, under the names of the classes below. */
export interface ContextSettings extends Versions {
	readonly context: TLSContext;
	readonly cipherSuites?: readonly string[];
	readonly groups?: readonly string[];
	readonly signatureAlgorithms?: readonly string[];
}

/* What Node takes and the engine has not. Silence would leave somebody without what was asked for. */
const missing: Readonly<Record<string, string>> = Object.freeze({
	pfx: "`openssl pkcs12 -in file.pfx -nodes` writes the certificate and the key as PEM, for cert and key",
	dhparam: "servers of this build exchange keys by elliptic curves (ecdhCurve)",
	privateKeyEngine: "key takes a PrivateKey that PSA keeps, in a secure element perhaps",
	privateKeyIdentifier: "key takes a PrivateKey that PSA keeps, in a secure element perhaps",
	clientCertEngine: "cert and key take the certificate and its key",
	secureOptions: "its bits are OpenSSL's; use minVersion, maxVersion and ciphers",
});

function refuseMissing(options: SecureContextOptions): void {
	for (const name in missing) {
		const value = (options as Record<string, unknown>)[name];
		if (value === undefined || value === null || value === 0 || (name === "dhparam" && value === "auto")) continue;
		throw unavailable(`options.${name}`, missing[name]);
	}
}

function isWithPassphrase(value: unknown): value is KeyWithPassphrase {
	return typeof value === "object" && value !== null && "pem" in value;
}

function isOpaque(value: unknown): value is OpaqueKey {
	return typeof value === "object" && value !== null && "psaKey" in value;
}

function readKey(value: unknown, passphrase: unknown): Pick<TLSContextOptions, "key" | "passphrase"> {
	if (Array.isArray(value)) {
		if (value.length !== 1)
			throw unavailable(
				`options.key with ${value.length} keys`,
				"a context has one key and its certificate; addContext and SNICallback choose among several",
			);
		return readKey(value[0], passphrase);
	}
	if (isOpaque(value)) return { key: value };
	const secret = isWithPassphrase(value) ? (value.passphrase ?? passphrase) : passphrase;
	if (secret !== undefined && secret !== null && typeof secret !== "string") throw invalidType("options.passphrase", "a string", secret);
	const key = keyOf(isWithPassphrase(value) ? value.pem : value, "options.key");
	return typeof secret === "string" ? { key, passphrase: secret } : { key };
}

function readLifetime(value: unknown): TLSContextOptions["tickets"] {
	if (typeof value !== "number") throw invalidType("options.sessionTimeout", "a number", value);
	if (!(value >= 1 && value <= 604800)) throw outOfRange("options.sessionTimeout", "a number of seconds from 1 to 604800", value);
	return { lifetime: Math.floor(value) };
}

/** 48 bytes. */
export function ticketKeysOf(value: unknown, name: string): Uint8Array {
	if (!ArrayBuffer.isView(value)) throw invalidType(name, "a Buffer", value);
	if (value.byteLength !== 48)
		throw coded(new RangeError(`${name} must have 48 bytes, and not ${value.byteLength}`), "ERR_INVALID_ARG_VALUE");
	return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
}

/** Whether an option was given. A certificate or key that is null was meant to be one: null is let pass for nothing else. */
function given(value: unknown): boolean {
	return value !== undefined;
}

export class SecureContext {
	/** What the classes below call a context. */
	readonly context: TLSContext;
	/** For the options of a connection. @internal */
	readonly settings: ContextSettings;
	/** Whether a server can prove with it who it is. @internal */
	readonly serves: boolean;
	/** Whether it names authorities. @internal */
	readonly judges: boolean;
	/** The own certificate in DER. @internal */
	readonly certificate: Uint8Array | undefined;

	/** @param psk what both sides know, in place of certificates or beside them. */
	constructor(options: SecureContextOptions, psk?: PreSharedKey) {
		refuseMissing(options);
		const { ca, cert, key, crl, ciphers, ecdhCurve, sigalgs, ticketKeys, sessionTimeout } = options;
		const certificates = given(cert) ? certificatesOf(cert, "options.cert") : undefined;
		const authorities = given(ca) ? certificatesOf(ca, "options.ca") : undefined;
		this.context = new TLSContext({
			...(authorities !== undefined && { ca: authorities }),
			...(certificates !== undefined && { certificate: certificates }),
			...(given(key) && readKey(key, options.passphrase)),
			...(crl !== undefined && crl !== null && { crl: revocationsOf(crl, "options.crl") }),
			...(ticketKeys !== undefined && ticketKeys !== null && { ticketKeys: ticketKeysOf(ticketKeys, "options.ticketKeys") }),
			...(sessionTimeout !== undefined && sessionTimeout !== null && { tickets: readLifetime(sessionTimeout) }),
			...(psk !== undefined && { psk }),
		});
		this.settings = Object.freeze({
			context: this.context,
			...versionsOf(options),
			...(ciphers !== undefined && ciphers !== null && { cipherSuites: cipherSuitesOf(ciphers, "options.ciphers") }),
			...(ecdhCurve !== undefined && ecdhCurve !== null && ecdhCurve !== "auto" && { groups: groupsOf(ecdhCurve, "options.ecdhCurve") }),
			...(sigalgs !== undefined && sigalgs !== null && { signatureAlgorithms: signatureAlgorithmsOf(sigalgs, "options.sigalgs") }),
		});
		const { groups, signatureAlgorithms } = this.settings;
		/* Read here, so that a mistake is told here. */
		if (groups !== undefined) readGroups(groups, "options.ecdhCurve");
		if (signatureAlgorithms !== undefined) readSignatureAlgorithms(signatureAlgorithms, "options.sigalgs");
		this.serves = certificates !== undefined || psk !== undefined;
		this.judges = authorities !== undefined;
		/* A copy: the bytes may be the application's, or a piece of a long text. */
		this.certificate = certificates?.[0]?.slice();
	}
}

/**
 * Reads certificates and keys, once for any number of connections.
 * @throws TypeError, Error, TLSError for what cannot be read, or does not belong together.
 */
export function createSecureContext(options: SecureContextOptions = {}): SecureContext {
	if (typeof options !== "object" || options === null) throw invalidType("options", "an object", options);
	return new SecureContext(options);
}

/** Whether a value is one, and not only looks like it. */
export function secureContextOf(value: unknown, name: string): SecureContext {
	if (!(value instanceof SecureContext))
		throw coded(invalidType(name, "what tls.createSecureContext gives", value), "ERR_TLS_INVALID_CONTEXT");
	return value;
}
