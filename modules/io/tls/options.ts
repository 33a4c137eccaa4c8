/*
 * ECMA-419 options in, a record out that nobody changes. All mistakes in options are found here, before anything is allocated; each property is read once, and those of
 * an object that cannot change once for all connections (lasting.ts).
 */

import { isContext, type default as TLSContext } from "embedded:io/socket/tcp/tls/context";
import { type ProtocolCallback, protocols } from "tls419/alpn";
import { demand } from "tls419/capabilities";
import { cipherSuites, groups, narrow, signatureAlgorithms, suitesForKey } from "tls419/choice";
import { checkIdentifiers, checkSessions, checkTogether, isKeyOnly } from "tls419/consistency";
import { type Configuration, PEER_IGNORED, TIME_REQUIRE } from "tls419/credentials";
import { type DatagramRecord, datagramVersion, type OnHello, readDatagram } from "tls419/datagrams";
import { bytes, bytesOrList, key, passphrase } from "tls419/der";
import type { KeyLogCallback } from "tls419/keylog";
import { datagramRecordOf, isLasting, keepDatagramRecord, keepRecord, recordOf } from "tls419/lasting";
import { identityCallback, type OnIdentity, preSharedKey, type SharedKey, wipe } from "tls419/psk";
import { type Questions, questionsFrom } from "tls419/questions";
import { object, type Reader, reader, secureOf } from "tls419/reader";
import { noTickets, readTickets, savedSession, type TicketRecord } from "tls419/resumption";
import { type CredentialNames, credentialNames, refuseForListener, refuseOtherRole } from "tls419/roles";
import { clientAuthentication, type ServerNameCallback, serverNameCallback } from "tls419/server";
import { readTimeouts, type Timeouts } from "tls419/timeouts";
import { type ByteBuffer, boolean, callback, integer, kindOf, type Options, positiveInteger, required, string } from "tls419/validate";
import { type OnVerify, pins, timePolicy } from "tls419/verification";

/** The same, read and checked. @internal */
export interface TLSRecord {
	/* First what each connection looks up: XS walks from one to the next. */
	readonly server: boolean;
	/** The peer's name or address; undefined for a server. */
	readonly host: string | undefined;
	/** Of a client's options that cannot change: what they have led to, without and with sessions that are saved. */
	readonly configurations: Configuration[] | undefined;
	readonly session: ByteBuffer | undefined;
	/** A client's saved association, of DTLS. */
	readonly association: ByteBuffer | undefined;
	readonly onKeyLog: KeyLogCallback | undefined;
	readonly timeouts: Timeouts;
	/** Who answers what a handshake asks. */
	readonly questions: Questions | undefined;

	readonly minimumVersion: number;
	readonly maximumVersion: number;
	/** ALPN names, a length byte before each; undefined for none. */
	readonly protocols: Uint8Array | undefined;
	/** 512, 1024, 2048, 4096, or 0. */
	readonly maximumFragmentLength: number;
	readonly context: TLSContext | undefined;
	readonly authorities: readonly ByteBuffer[];
	readonly store: ByteBuffer | undefined;
	readonly certificates: readonly ByteBuffer[];
	/** Bytes, or the number of a key that PSA keeps. */
	readonly key: ByteBuffer | number | undefined;
	readonly passphrase: Uint8Array | undefined;
	readonly verify: boolean;
	readonly revocations: readonly ByteBuffer[];
	/** What the options were called that these came from. */
	readonly names: CredentialNames;
	/** Digests, 32 bytes each. */
	readonly pins: Uint8Array | undefined;
	/** TIME_REQUIRE, TIME_ALLOW_UNSET, TIME_IGNORE. */
	readonly time: number;
	readonly tickets: TicketRecord;
	readonly onVerify: OnVerify | undefined;
	/** A server's policy; see tls_peer_policy in tls.h. */
	readonly clientAuthentication: number;
	readonly onServerName: ServerNameCallback | undefined;
	readonly onProtocol: ProtocolCallback | undefined;
	/** Of a listener: how many connections may shake hands, or wait to be read, at a time. */
	readonly maximumPending: number;
	readonly psk: SharedKey | undefined;
	readonly onIdentity: OnIdentity | undefined;
	/** Whether a pre-shared key is the only way for a peer to prove who it is. */
	readonly keyOnly: boolean;
	/** Numbers of IANA's, two bytes each; undefined for all there are. */
	readonly cipherSuites: Uint8Array | undefined;
	readonly groups: Uint8Array | undefined;
	readonly signatureAlgorithms: Uint8Array | undefined;
	/** Bits that a server's own group must have; 0 for what the engine takes. */
	readonly groupBits: number;
	/** What there is to say about DTLS; undefined for TLS. */
	readonly datagram: DatagramRecord | undefined;
	/** A listener's, of DTLS. */
	readonly onHello: OnHello | undefined;
}

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { assign } = Object;

function version(value: unknown, name: string): number {
	const text = string(value, name);
	if (text === "TLSv1.2") return 0x0303;
	if (text === "TLSv1.3") return 0x0304;
	if (text === "TLSv1.1") throw new RangeError(`${name}: TLSv1.1 is not supported by this build; use "TLSv1.2" or "TLSv1.3"`);
	throw new RangeError(`${name} must be "TLSv1.2" or "TLSv1.3", and not ${kindOf(value)}`);
}

/* Moddable's `secure.protocolVersion` is the number in a record: TLS 1.0 to 1.2. It was a version to speak; here it is the least that is accepted. */
function protocolVersion(value: unknown, name: string): number {
	return Math.max(0x0303, integer(value, name, 0x0301, 0x0304));
}

function fragmentLength(value: unknown, name: string): number {
	const length = integer(value, name, 512);
	return [4096, 2048, 1024].find((allowed) => allowed <= length) ?? 512;
}

function groupLength(value: unknown, name: string): number {
	return integer(value, name, 1, 65535);
}

/** Whether there is text, in visible letters of ASCII. Without a regular expression, which a small machine would compile for each connection. */
function isVisible(text: string): boolean {
	const length = text.length;
	for (let index = 0; index < length; index++) {
		const code = text.charCodeAt(index);
		if (code <= 0x20 || code >= 0x7f) return false;
	}
	return length > 0;
}

/* The last one that was found good. Who opens one connection after another mostly names the same. */
let lastHost: string | undefined;

/** A DNS name or an address. A final dot and the brackets of a URL's IPv6 address do not belong to it. */
function hostName(value: unknown, name: string): string {
	let host = string(value, name);
	if (host.startsWith("[") && host.endsWith("]")) host = host.slice(1, -1);
	if (host.endsWith(".")) host = host.slice(0, -1);
	if (host === lastHost) return host;
	if (!isVisible(host) || host.length > 253)
		throw new RangeError(`${name} must be a host name or an address (an international name in its xn-- form), and not ${kindOf(value)}`);
	lastHost = host;
	return host;
}

/* Only a plain `false` takes the check away. A setting that is missing must not, nor one that somebody read from a file as text. */
function verification(value: unknown, name: string): boolean | undefined {
	if (value !== undefined && typeof value !== "boolean") throw new TypeError(`${name} must be true or false, and not ${kindOf(value)}`);
	return value;
}

function context(value: unknown, name: string): TLSContext {
	if (!isContext(value)) throw new TypeError(`${name} must be a TLSContext, and not ${kindOf(value)}`);
	return value;
}

/**
 * Reads `tls`, or `secure`, and `host` of a constructor's options.
 * @throws TypeError, RangeError for a value that cannot be meant; Error for one that is missing.
 * @internal
 */
export function readTLSOptions(options: Options, tls: object | undefined, secure: object | undefined): TLSRecord {
	if (tls !== undefined) return recordOf(tls) ?? readForFirstTime(options, tls, secure);
	return readForFirstTime(options, undefined, secure);
}

function readForFirstTime(options: Options, tls: object | undefined, secure: object | undefined): TLSRecord {
	const given = reader(tls, secure);
	const topHost = "host" in options ? options.host : undefined;
	if (given === undefined && topHost === undefined) throw new Error("tls is missing");
	const get: Reader = given ?? (() => undefined);
	const server = get("server", boolean) ?? false;
	if (server) demand("server", "a connection that is accepted");
	if (tls !== undefined) refuseOtherRole(tls, server);
	const names = credentialNames(server, tls === undefined);
	if (tls === undefined || !isLasting(tls, server)) return makeRecord(get, server, names, topHost);
	const record = makeRecord(get, server, names, topHost, []);
	keepRecord(tls, record);
	return record;
}

/** What reads `tls`, or `secure` where that is absent; undefined if neither is there. */
function readerOf(options: Options, tls: object | undefined): Reader | undefined {
	return reader(tls, "secure" in options ? secureOf(options.secure, tls) : undefined);
}

/** Reads `tls` (or `secure`) of a listener's options. @throws what readTLSOptions throws. @internal */
export function readListenerOptions(options: Options): TLSRecord {
	const tls = "tls" in options ? object(options.tls, "tls") : undefined;
	const get = readerOf(options, tls);
	if (get === undefined) throw new Error("tls is missing");
	demand("server", "a listener");
	if (tls !== undefined) refuseForListener(tls);
	return makeRecord(get, true, credentialNames(true, false), undefined, undefined, get("maximumPending", positiveInteger));
}

/** Reads `tls` and `host` of the options of DTLS. @param server a listener's. @throws what readTLSOptions throws. @internal */
export function readDTLSOptions(given: object, server: boolean): TLSRecord {
	const options = given as Options;
	demand("DTLS", server ? "a listener" : "an association");
	if (server) demand("server", "a listener");
	const tls = required(options, "tls", object);
	const get = readerOf(options, tls) ?? (() => undefined);
	const known = server ? undefined : datagramRecordOf(tls);
	if (known !== undefined) return known;
	if (server) refuseForListener(tls);
	else {
		if (get("server", boolean)) throw new TypeError("tls.server: a server of DTLS is a DTLSListener");
		refuseOtherRole(tls, false);
	}
	const topHost = !server && "host" in options ? options.host : undefined;
	const maximumPeers = server ? get("maximumPeers", positiveInteger) : undefined;
	const names = credentialNames(server, false);
	if (server || !isLasting(tls, server)) return makeRecord(get, server, names, topHost, undefined, maximumPeers, true);
	const record = makeRecord(get, server, names, topHost, [], maximumPeers, true);
	keepDatagramRecord(tls, record);
	return record;
}

function makeRecord(
	get: Reader,
	server: boolean,
	names: CredentialNames,
	topHost: unknown,
	configurations?: Configuration[],
	maximumPending = 16,
	overDatagrams = false,
): TLSRecord {
	const ownHost = get("host", hostName);
	const minimumVersion = get("minimumVersion", overDatagrams ? datagramVersion : version, protocolVersion) ?? 0x0303;
	const maximumVersion = get("maximumVersion", overDatagrams ? datagramVersion : version) ?? (overDatagrams ? 0x0303 : 0x0304);
	const { datagram, timeouts } = overDatagrams ? readDatagram(get, server) : { datagram: undefined, timeouts: readTimeouts(get, server) };
	if (minimumVersion > maximumVersion) throw new RangeError("tls.minimumVersion is above tls.maximumVersion");
	const verify = server ? undefined : get("verify", verification);
	const onVerify = get("onVerify", callback<OnVerify>);
	const onKeyLog = get("onKeyLog", callback<KeyLogCallback>);
	const onIdentity = server ? get("onIdentity", identityCallback) : undefined;
	const record = {
		server,
		host: server ? undefined : (ownHost ?? (topHost === undefined ? undefined : hostName(topHost, "host"))),
		configurations,
		session: server ? undefined : get("session", savedSession),
		association: overDatagrams && !server ? get("association", savedSession) : undefined,
		onKeyLog,
		timeouts,
		questions: questionsFrom(onVerify, onKeyLog, onIdentity),
		minimumVersion,
		maximumVersion,
		protocols: get("applicationLayerProtocol", protocols),
		maximumFragmentLength: get("maximumFragmentLength", fragmentLength) ?? 0,
		context: get("context", context),
		authorities: get("ca", bytesOrList) ?? [],
		store: get("store", bytes),
		certificates: get(server ? "certificate" : "clientCertificate", bytesOrList) ?? [],
		key: get(server ? "key" : "clientKey", key),
		verify: verify ?? true,
		revocations: get("crl", bytesOrList) ?? [],
		names,
		pins: get("pins", pins),
		time: get("time", timePolicy) ?? TIME_REQUIRE,
		onVerify,
		tickets: server ? readTickets(get) : noTickets,
		clientAuthentication: server ? (get("clientAuthentication", clientAuthentication) ?? PEER_IGNORED) : PEER_IGNORED,
		onServerName: server ? get("onServerName", serverNameCallback) : undefined,
		onProtocol: server ? get("onApplicationLayerProtocol", callback<ProtocolCallback>) : undefined,
		datagram,
		onHello: overDatagrams && server ? get("onHello", callback<OnHello>) : undefined,
		maximumPending,
		onIdentity,
		keyOnly: false,
		cipherSuites: get("cipherSuites", cipherSuites),
		groups: get("groups", groups),
		signatureAlgorithms: get("signatureAlgorithms", signatureAlgorithms),
		groupBits: (server ? undefined : get("minimumGroupLength", groupLength)) ?? 0,
		psk: undefined as SharedKey | undefined,
		passphrase: undefined as Uint8Array | undefined,
	};
	/* Last, because they are copies of secrets, which only the next step wipes. */
	try {
		record.psk = get("psk", preSharedKey);
		record.keyOnly = isKeyOnly(record, verify === true);
		checkTogether(record);
		checkIdentifiers(record);
		checkSessions(record);
		if (record.keyOnly && record.cipherSuites !== undefined) record.cipherSuites = suitesForKey(record.cipherSuites);
		if (record.cipherSuites !== undefined || record.signatureAlgorithms !== undefined)
			assign(record, narrow(record, record.cipherSuites, record.signatureAlgorithms));
		record.passphrase = get("passphrase", passphrase);
	} catch (error) {
		wipe(record.psk);
		throw error;
	}
	return record;
}
