/* The options of this module, and what they are called in the DTLS classes. */

import PrivateKey from "embedded:io/socket/tcp/tls/key";
import { Buffer } from "node:buffer";
import type { OpaqueKey } from "tls419/der";
import { Library } from "tls419/library";
import { coded, invalidType } from "tls419/node/errors";
import { readFile } from "tls419/node/https/file";
import { type CipherSuite, cipherSuitesOf } from "tls419/node/mbed-dtls/ciphers";
import { certificatesOf, keyOf, type PEM, publicKeyOf } from "tls419/node/pem";

/** Bytes, or text that stands for its UTF-8. */
export type Secret = Uint8Array | ArrayBuffer | string;

/** Who this side is, and whom it believes: the same in both roles. PEM or DER. */
export interface Credentials {
	/** Our private key, or one that PSA keeps. Without a certificate it makes itself one, for peers that know the key. */
	readonly key?: PEM | OpaqueKey | null;
	/** Our certificate and those above it. */
	readonly certificate?: PEM | readonly PEM[] | null;
	/** The same. */
	readonly cert?: PEM | readonly PEM[] | null;
	/** Opens an encrypted key. */
	readonly passphrase?: Secret;
	/** The peer's public key (a SubjectPublicKeyInfo), or several of which it has one. */
	readonly peerPublicKey?: PEM | readonly PEM[] | null;
	/** Those whose certificates are believed. */
	readonly CACert?: PEM | readonly PEM[] | null;
	/** A key that both sides have, and its name. */
	readonly psk?: Secret | null;
	readonly PSKIdent?: Secret | null;
}

/** Judges each certificate of the peer's chain, the top first; false refuses. */
export type Verify = (certificate: Buffer, depth: number, reasons: readonly string[]) => boolean | PromiseLike<boolean>;

export interface CommonOptions extends Credentials {
	/** Whether a peer that is not believed is refused. Default true. */
	readonly rejectUnauthorized?: boolean;
	readonly verify?: Verify;
	/** Names or numbers of suites in order of preference, as a list or as text with colons between them. Default: all that this build has. */
	readonly ciphers?: CipherSuite | readonly CipherSuite[];
	/** The same. */
	readonly cipherSuites?: CipherSuite | readonly CipherSuite[];
	/** Milliseconds until a flight of the handshake is sent again, doubled each time: 1000 for a client, 3000 for a server. */
	readonly handshakeTimeoutMin?: number;
	/** The longest of these waits. Default 60000. */
	readonly handshakeTimeoutMax?: number;
	/** Milliseconds for all of the handshake; 0 for no limit. Default 120000, for a server 60000. */
	readonly handshakeTimeout?: number;
	/** Milliseconds without a datagram in either direction that end an association; 0 for no limit. */
	readonly idleTimeout?: number;
	/** Bytes of a datagram. Default 1232. */
	readonly mtu?: number;
	/** RFC 9146: see tls.connectionId. */
	readonly connectionId?: boolean | number;
	/** 0 is silent, 1 tells of errors, 2 of what happens, 3 of each datagram. Default 0. */
	readonly debug?: number;
}

export interface ClientCredentials extends CommonOptions {
	/** The name that the server's certificate must be for. Default: the host. */
	readonly servername?: string;
}

/** Finds the key of an identity: nothing, or nothing in it, refuses the client. */
export type IdentityCallback = (identity: string, bytes: Buffer) => Secret | null | undefined | PromiseLike<Secret | null | undefined>;

export interface ServerCredentials extends CommonOptions {
	readonly identityPskCallback?: IdentityCallback | null;
	/** Whether clients are asked for a certificate. Default: whether CACert, peerPublicKey or verify is given. */
	readonly requestCert?: boolean;
	/** 48 secret bytes that several servers, or starts of one, have in common: one opens the sessions that the other has kept. */
	readonly ticketKeys?: Uint8Array;
	/** How many sessions are kept for clients that come back. Default 16. */
	readonly sessionCache?: number;
	/** How many clients there are at most. Default 100. */
	readonly maximumPeers?: number;
}

const DIGEST = 32;

function given<T>(value: T | null | undefined): value is T {
	return value !== undefined && value !== null;
}

function secretOf(value: unknown, name: string): Uint8Array {
	if (typeof value === "string") return Buffer.from(value);
	if (value instanceof ArrayBuffer) return new Uint8Array(value);
	if (value instanceof Uint8Array) return value;
	throw invalidType(name, "a Buffer or a string", value);
}

function sharedKeyOf({ psk, PSKIdent }: Credentials): object {
	if (!given(psk) && !given(PSKIdent)) return {};
	if (!given(psk)) throw coded(new TypeError("psk is missing: PSKIdent is its name"), "ERR_MISSING_OPTION");
	if (!given(PSKIdent)) throw coded(new TypeError("PSKIdent is missing: the server finds the psk by it"), "ERR_MISSING_OPTION");
	return { psk: { identity: secretOf(PSKIdent, "PSKIdent"), key: secretOf(psk, "psk") } };
}

/** A certificate that the key makes itself. */
function ownCertificate(key: Uint8Array | OpaqueKey, passphrase: Uint8Array | undefined): ArrayBuffer {
	if (!(key instanceof Uint8Array)) return new PrivateKey(key).certificate;
	const inside = PrivateKey.import(key, passphrase);
	try {
		return inside.certificate;
	} finally {
		inside.destroy();
	}
}

/** PEM text says so; any other text is the path of a file. */
function contentOf(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(contentOf);
	return typeof value === "string" && !value.includes("-----BEGIN ") ? new Uint8Array(readFile(value)) : value;
}

interface Identity {
	readonly certificate: Uint8Array[] | ArrayBuffer;
	readonly key: Uint8Array | OpaqueKey;
	readonly passphrase: Uint8Array | undefined;
}

function identityOf({ key, certificate, cert, passphrase }: Credentials): Identity | undefined {
	const chain = certificate ?? cert;
	if (!given(key)) {
		if (given(chain)) throw coded(new TypeError("key is missing: the certificate's private key"), "ERR_MISSING_OPTION");
		return undefined;
	}
	const opaque = typeof key === "object" && "psaKey" in key;
	const own = opaque ? key : keyOf(contentOf(key), "key");
	const word = given(passphrase) ? secretOf(passphrase, "passphrase") : undefined;
	return {
		certificate: given(chain) ? certificatesOf(contentOf(chain), "certificate") : ownCertificate(own, word),
		key: own,
		passphrase: word,
	};
}

function pinsOf(keys: CommonOptions["peerPublicKey"]): Uint8Array[] | undefined {
	if (!given(keys)) return undefined;
	const list: readonly unknown[] = Array.isArray(keys) ? keys : [keys];
	return list.map((key) => {
		const pin = new Uint8Array(DIGEST);
		Library.digest(publicKeyOf(contentOf(key), "peerPublicKey"), pin);
		return pin;
	});
}

function timing({ handshakeTimeoutMin, handshakeTimeoutMax, handshakeTimeout }: CommonOptions, usual: number): object {
	return {
		handshakeTimeout: {
			minimum: handshakeTimeoutMin || usual,
			...(handshakeTimeoutMax !== undefined && { maximum: handshakeTimeoutMax }),
			...(handshakeTimeout !== undefined && { total: handshakeTimeout }),
		},
	};
}

/** What both roles have in common. */
function common(options: CommonOptions): Record<string, unknown> {
	const { ciphers, cipherSuites, verify, idleTimeout, mtu, connectionId, CACert, peerPublicKey } = options;
	const suites = ciphers ?? cipherSuites;
	if (given(verify) && typeof verify !== "function") throw invalidType("verify", "a function", verify);
	return {
		...(given(CACert) && { ca: certificatesOf(contentOf(CACert), "CACert") }),
		...(given(peerPublicKey) && { pins: pinsOf(peerPublicKey) }),
		...(suites !== undefined && { cipherSuites: cipherSuitesOf(suites, ciphers === undefined ? "cipherSuites" : "ciphers") }),
		...(given(verify) && {
			onVerify: ({ certificate, depth, flags }: { certificate: ArrayBuffer; depth: number; flags: readonly string[] }) =>
				verify(Buffer.from(certificate), depth, flags),
		}),
		...(idleTimeout !== undefined && { idleTimeout }),
		...(mtu !== undefined && { mtu }),
		...(connectionId !== undefined && { connectionId }),
	};
}

/** A client's `tls`. @param host the name that was asked for. @throws TypeError, RangeError, Error for what cannot be meant */
export function clientSettings(options: ClientCredentials, host: string): Record<string, unknown> {
	const { rejectUnauthorized, servername, peerPublicKey, CACert } = options;
	const identity = identityOf(options);
	const pinned = given(peerPublicKey) && !given(CACert);
	return {
		host: servername ?? host,
		...common(options),
		...timing(options, 1000),
		...sharedKeyOf(options),
		...(identity !== undefined && { clientCertificate: identity.certificate, clientKey: identity.key }),
		...(identity?.passphrase !== undefined && { passphrase: identity.passphrase }),
		/* Who has the server's key needs nobody to vouch for it. */
		...((rejectUnauthorized === false || pinned) && { verify: false }),
	};
}

type Answer = Secret | undefined;

function answerOf(value: unknown): Answer {
	if (value === undefined || value === null) return undefined;
	if (typeof value !== "string" && !(value instanceof Uint8Array) && !(value instanceof ArrayBuffer))
		throw invalidType("what identityPskCallback gives", "a Buffer, a string, or null", value);
	return (typeof value === "string" ? value.length : value.byteLength) === 0 ? undefined : value;
}

function identities(find: IdentityCallback): (identity: ArrayBuffer) => Answer | Promise<Answer> {
	return (identity) => {
		const bytes = Buffer.from(identity);
		const answer = find(bytes.toString(), bytes);
		const later = typeof answer === "object" && answer !== null && "then" in answer;
		return later ? Promise.resolve(answer).then(answerOf) : answerOf(answer);
	};
}

/** Whether and how clients are asked for a certificate. */
function clientPolicy(options: ServerCredentials): object {
	const { requestCert, rejectUnauthorized, CACert, peerPublicKey, verify } = options;
	const known = given(CACert) || given(peerPublicKey);
	if (!(requestCert ?? (known || given(verify)))) return {};
	if (!known && rejectUnauthorized !== false)
		throw coded(
			new TypeError("requestCert needs CACert or peerPublicKey, to know whom to let in, or rejectUnauthorized: false"),
			"ERR_MISSING_OPTION",
		);
	return { clientAuthentication: given(CACert) && rejectUnauthorized !== false ? "require" : "request" };
}

/** A server's `tls`. @throws TypeError, RangeError, Error for what cannot be meant */
export function serverSettings(options: ServerCredentials): Record<string, unknown> {
	const { identityPskCallback, ticketKeys, sessionCache, maximumPeers = 100, idleTimeout = 86_400_000 } = options;
	if (given(identityPskCallback) && typeof identityPskCallback !== "function")
		throw invalidType("identityPskCallback", "a function", identityPskCallback);
	const identity = identityOf(options);
	if (identity === undefined && !given(identityPskCallback) && !given(options.psk))
		throw coded(new TypeError("key is missing: a server needs a key, identityPskCallback, or psk and PSKIdent"), "ERR_MISSING_OPTION");
	return {
		...common({ ...options, idleTimeout }),
		...timing(options, 3000),
		...sharedKeyOf(options),
		...clientPolicy(options),
		...(identity !== undefined && { certificate: identity.certificate, key: identity.key }),
		...(identity?.passphrase !== undefined && { passphrase: identity.passphrase }),
		...(given(identityPskCallback) && { onIdentity: identities(identityPskCallback) }),
		/* Sessions have identifiers, which 'renegotiate' tells of, and not tickets. */
		tickets: false,
		...(ticketKeys !== undefined && { ticketKeys }),
		...(sessionCache !== undefined && { sessionCache }),
		maximumPeers,
	};
}
