/* The options of openssl-dtls, and what they are for the DTLS classes. All mistakes in them are found here, and named as its documents do. */

import TLSContext, { type TLSContextOptions } from "embedded:io/socket/tcp/tls/context";
import type { HandshakeTimeout } from "tls419/datagrams";
import type { Lookup } from "tls419/dgram/lookup";
import type { Socket } from "tls419/dgram/socket";
import { cipherSuitesOf } from "tls419/node/ciphers";
import { invalidType, outOfRange } from "tls419/node/errors";
import { certificatesOf, keyOf, type PEM, revocationsAmong } from "tls419/node/pem";

/** Gives the microseconds to wait before a flight is sent again, from those that were waited before; 0 at first. */
export type RetransmitTimeout = (lastTimeout: number) => number;

/** What a server and a client say. */
export interface CommonOptions {
	/** The own private key and certificate, each of them PEM, as text or bytes, or DER. Certificates behind the first are those that lead to an authority. */
	readonly key?: PEM;
	readonly cert?: PEM;
	/** Opens an encrypted key. */
	readonly passphrase?: string;
	/** The authorities to trust, and revocation lists. Once there is a list, each issuer in the peer's chain needs one. */
	readonly ca?: PEM;
	/** Bytes that a datagram may have, without the headers of UDP and IP: 256 to 16384. Default 1452. */
	readonly mtu?: number;
	/** OpenSSL's cipher list. Default: all that this build has. */
	readonly ciphers?: string;
	/** The socket to use. */
	readonly socket?: Socket;
	/** Milliseconds until a handshake has to be done. Default 30000. */
	readonly handshakeTimeout?: number;
	/** Milliseconds without a message of the peer after which the connection ends; Infinity for no limit. Default 600000. */
	readonly connectionTimeout?: number;
	/** Microseconds until a flight of the handshake is sent again, doubled each time; or a function that says. Default 1000000. */
	readonly retransmitTimeout?: number | RetransmitTimeout;
	/** Sends a flight again only when the peer says its own again. Default false. */
	readonly suppressRetransmitsQuirk?: boolean;
}

export interface ServerOptions extends CommonOptions {
	readonly key: PEM;
	readonly cert: PEM;
	/** Whether clients are asked for a certificate. Default false. */
	readonly requestCert?: boolean;
	/** Whether clients have to have a valid certificate. Default false. */
	readonly rejectUnauthorized?: boolean;
	/** How many peers there may be, handshakes among them. Default 1000. */
	readonly maximumPeers?: number;
}

export interface ClientOptions extends CommonOptions {
	/** A name or an address. Default "localhost". */
	readonly host?: string;
	readonly port: number;
	/** The name that the server's certificate has to have. Default: `host`. */
	readonly servername?: string;
	/** Whether to go on only with a server whose certificate is valid. Default true. */
	readonly rejectUnauthorized?: boolean;
	/** Finds addresses, as for node:dgram. */
	readonly lookup?: Lookup;
}

/** Both sides' options, read. */
export interface Times {
	readonly mtu: number;
	readonly handshakeTimeout: number;
	readonly connectionTimeout: number;
	readonly suppressRetransmitsQuirk: boolean;
}

const USUAL_MTU = 1452;
const USUAL_HANDSHAKE = 30_000;
const USUAL_SILENCE = 600_000;
const USUAL_RETRANSMIT = 1_000_000;
const USUAL_PEERS = 1000;
/** The longest wait of the classes below, milliseconds. */
const LONGEST_WAIT = 600_000;

/** What is missing, or 0, is the default. */
function number(value: unknown, name: string, usual: number, least: number, most: number): number {
	if (!value) return usual;
	if (typeof value !== "number") throw invalidType(`Option ${name}`, "a number", value);
	if (!(value >= least && value <= most)) throw outOfRange(`Option ${name}`, `from ${least} to ${most}`, value);
	return value;
}

export function readTimes(options: CommonOptions): Times {
	return {
		mtu: number(options.mtu, "mtu", USUAL_MTU, 256, 16384),
		handshakeTimeout: number(options.handshakeTimeout, "handshakeTimeout", USUAL_HANDSHAKE, 1, Number.POSITIVE_INFINITY),
		connectionTimeout: number(options.connectionTimeout, "connectionTimeout", USUAL_SILENCE, 1, Number.POSITIVE_INFINITY),
		suppressRetransmitsQuirk: Boolean(options.suppressRetransmitsQuirk),
	};
}

/** When a flight is sent again, in milliseconds. */
function readRetransmission({ retransmitTimeout, suppressRetransmitsQuirk }: CommonOptions, total: number): HandshakeTimeout {
	if (suppressRetransmitsQuirk) return { retransmission: false, total };
	if (typeof retransmitTimeout === "function")
		return { retransmission: (last) => retransmitTimeout(Math.round(last * 1000)) / 1000, total };
	const microseconds = number(retransmitTimeout, "retransmitTimeout", USUAL_RETRANSMIT, 1, LONGEST_WAIT * 1000);
	return { minimum: Math.ceil(microseconds / 1000), maximum: LONGEST_WAIT, total };
}

/** OpenSSL's list names suites of TLS 1.3 too, which DTLS 1.2 has not. */
function readCiphers(ciphers: unknown): { cipherSuites?: readonly string[] } {
	if (!ciphers) return {};
	const suites = cipherSuitesOf(ciphers, "Option ciphers").filter((name) => name.includes("_WITH_"));
	if (suites.length === 0) throw outOfRange("Option ciphers", "a list with a suite of DTLS 1.2", ciphers);
	return { cipherSuites: suites };
}

function readCredentials({ key, cert, passphrase, ca }: CommonOptions): TLSContextOptions {
	const revocations = ca ? revocationsAmong(ca, "Option ca") : [];
	return {
		...(cert && { certificate: certificatesOf(cert, "Option cert") }),
		...(key && { key: keyOf(key, "Option key") }),
		...(passphrase && { passphrase }),
		...(ca && { ca: certificatesOf(ca, "Option ca") }),
		...(revocations.length > 0 && { crl: revocations }),
	};
}

/** The `tls` of a listener. @throws TypeError, RangeError, Error for options that cannot be used; TLSError for keys and certificates that cannot. */
export function readServer(options: ServerOptions, { mtu, handshakeTimeout }: Times) {
	if (!options.key) throw new Error("Option key is mandatory");
	if (!options.cert) throw new Error("Option cert is mandatory");
	const { ca, requestCert, rejectUnauthorized } = options;
	if (rejectUnauthorized && !ca)
		throw new Error("Option ca is missing: the authorities whose clients are let in, where rejectUnauthorized is true");
	return {
		context: new TLSContext(readCredentials(options)),
		clientAuthentication: rejectUnauthorized ? "require" : requestCert ? "request" : "none",
		handshakeTimeout: readRetransmission(options, handshakeTimeout),
		/* A connection's own clock runs from the last message, in one direction only. */
		idleTimeout: 0,
		mtu,
		maximumPeers: number(options.maximumPeers, "maximumPeers", USUAL_PEERS, 1, 0x7fffffff),
		...readCiphers(options.ciphers),
	} as const;
}

/** The `tls` of a client. @throws what readServer throws */
export function readClient(options: ClientOptions, { mtu, handshakeTimeout }: Times) {
	if (!options.key !== !options.cert) throw new Error("Options key and cert must be given together");
	const { host = "localhost", servername, rejectUnauthorized } = options;
	return {
		context: new TLSContext(readCredentials(options)),
		host: servername || host,
		/* Only a plain false takes the check away. */
		verify: rejectUnauthorized !== false,
		handshakeTimeout: readRetransmission(options, handshakeTimeout),
		mtu,
		...readCiphers(options.ciphers),
	} as const;
}
