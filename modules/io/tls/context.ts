/*
 * "embedded:io/socket/tcp/tls/context": certificates, keys and authorities, parsed once and shared by any number of connections, of both roles.
 */

import { Configuration, Credentials, PEER_REQUIRED, type Tickets } from "tls419/credentials";
import type { DatagramRecord } from "tls419/datagrams";
import { type ByteSource, bytes, bytesOrList, key, type OpaqueKey, passphrase } from "tls419/der";
import { check, listError, optionError } from "tls419/errors";
import { type PreSharedKey, preSharedKey, type SharedKey, wipe } from "tls419/psk";
import { IDENTITY } from "tls419/results";
import {
	makeTickets,
	readTickets,
	TICKETS_OF_CONTEXT,
	type TicketOptions,
	type TicketRecord,
	ticketCount,
	ticketKey,
} from "tls419/resumption";
import { type CredentialNames, namesInContext } from "tls419/roles";
import { type ByteBuffer, optional, optionsObject } from "tls419/validate";

export interface TLSContextOptions extends TicketOptions {
	/** The authorities to trust, DER. Default: the host's certificate store. */
	readonly ca?: ByteSource | readonly ByteSource[];
	/** Revocation lists (RFC 5280, 5), DER: see `crl` of a connection's options. */
	readonly crl?: ByteSource | readonly ByteSource[];
	/** The chain to show to a peer, the own certificate first, DER. */
	readonly certificate?: ByteSource | readonly ByteSource[];
	/** A bundle of authorities to trust (`npx tls419 bundle`), in place of the host's store. A Resource is read in place, other buffers are copied. */
	readonly store?: ByteSource;
	/** The key of the certificate, DER (PKCS#8, SEC1, PKCS#1), or one that PSA keeps. */
	readonly key?: ByteSource | OpaqueKey;
	/** Opens an encrypted key. */
	readonly passphrase?: string | ByteSource;
	/** A key that both sides have; see `psk` of a connection. */
	readonly psk?: PreSharedKey;
}

/** What credentials are parsed from. @internal */
export interface Ingredients {
	readonly authorities: readonly ByteBuffer[];
	readonly store: ByteBuffer | undefined;
	readonly certificates: readonly ByteBuffer[];
	/** Bytes, or the number of a key that PSA keeps. */
	readonly key: ByteBuffer | number | undefined;
	readonly passphrase: Uint8Array | undefined;
	readonly revocations: readonly ByteBuffer[];
	readonly psk: SharedKey | undefined;
	/** What the options were called that these came from. */
	readonly names: CredentialNames;
}

/** What a configuration is made of besides credentials. @internal */
export interface Settings {
	readonly server: boolean;
	readonly peer: number;
	readonly minimumVersion: number;
	readonly maximumVersion: number;
	readonly maximumFragmentLength: number;
	/** VERIFY, IDENTITY: what a handshake is to ask. */
	readonly questions: number;
	/** TIME_REQUIRE, TIME_ALLOW_UNSET, TIME_IGNORE. */
	readonly time: number;
	/** A client's SESSIONS_RESUMED or SESSIONS_SAVED, or how many tickets a server gives; TICKETS_OF_CONTEXT if that is not said here. */
	readonly sessions: number;
	/** That only a peer with the same pre-shared key will do. */
	readonly keyOnly: boolean;
	/** What there is to say about DTLS; undefined for TLS. */
	readonly datagram: DatagramRecord | undefined;
	/** A server's, where it has no context with some of its own. */
	readonly tickets: Tickets | undefined;
	readonly protocols: Uint8Array | undefined;
	/** Digests, PIN_SIZE bytes each. */
	readonly pins: Uint8Array | undefined;
	/** Numbers of IANA's, two bytes each; undefined for all there are. */
	readonly cipherSuites: Uint8Array | undefined;
	readonly groups: Uint8Array | undefined;
	readonly signatureAlgorithms: Uint8Array | undefined;
	/** Bits that a server's own group must have; 0 for what the engine takes. */
	readonly groupBits: number;
}

/* Adds one after the other. An error names the option, and which of several it is. */
function addAll(list: readonly ByteBuffer[], option: string, add: (der: ByteBuffer) => number, describe: typeof optionError): void {
	for (let index = 0; index < list.length; index++) {
		const result = add(list[index]);
		if (result < 0) throw describe(result, list.length > 1 ? `${option}[${index}]` : option);
	}
}

/** Parses credentials. @throws TLSError for what cannot be read or does not belong together. @internal */
export function parseCredentials(ingredients: Ingredients): Credentials {
	const { authorities, store, certificates, key, passphrase, revocations, psk, names } = ingredients;
	const credentials = new Credentials();
	try {
		check(credentials.open());
		addAll(authorities, names.ca, (der) => credentials.addAuthority(der), optionError);
		if (store !== undefined) check(credentials.setStore(store), names.store);
		addAll(certificates, names.certificate, (der) => credentials.addCertificate(der), optionError);
		addAll(revocations, names.crl, (der) => credentials.addRevocations(der), listError);
		if (typeof key === "number") check(credentials.setKeyHandle(key), names.key);
		else if (key !== undefined) check(credentials.setKey(key, passphrase), names.key);
		check(credentials.check(), names.key);
		if (psk !== undefined) check(credentials.setSharedKey(psk.identity, psk.key));
	} catch (error) {
		credentials.delete();
		throw error;
	} finally {
		passphrase?.fill(0);
		wipe(psk);
	}
	return credentials;
}

/** @internal */
export function makeConfiguration(credentials: Credentials, settings: Settings): Configuration {
	const configuration = new Configuration();
	const { datagram } = settings;
	check(
		configuration.open(
			credentials,
			settings.server,
			settings.peer,
			settings.minimumVersion,
			settings.maximumVersion,
			settings.maximumFragmentLength,
			settings.questions,
			settings.time,
			settings.sessions,
			settings.keyOnly,
			datagram !== undefined,
			datagram?.mtu ?? 0,
			datagram?.minimum ?? 0,
			datagram?.maximum ?? 0,
			datagram?.connectionId ?? -1,
			settings.groupBits,
			settings.tickets,
			settings.protocols,
			settings.pins,
			settings.cipherSuites,
			settings.groups,
			settings.signatureAlgorithms,
		),
	);
	return configuration;
}

/** The same for the same settings. A number as long as that will do, which is the quicker key. */
function nameOf(settings: Settings): number | string {
	const versions = (settings.minimumVersion - 0x0303) * 2 + settings.maximumVersion - 0x0303;
	const policies = ((settings.server ? 1 : 0) * 4 + settings.peer) * 3 + settings.time;
	const number = (((settings.maximumFragmentLength * 24 + policies) * 4 + versions) * 32 + settings.questions) * 16 + settings.sessions + 1;
	const { keyOnly, protocols, pins, cipherSuites, groups, signatureAlgorithms, datagram, groupBits } = settings;
	if (!(keyOnly || protocols || pins || cipherSuites || groups || signatureAlgorithms || datagram || groupBits)) return number;
	const lists = `${protocols ?? ""};${pins ?? ""};${cipherSuites ?? ""};${groups ?? ""};${signatureAlgorithms ?? ""}`;
	const over = datagram === undefined ? "" : `${datagram.mtu},${datagram.minimum},${datagram.maximum},${datagram.connectionId}`;
	return `${number},${keyOnly};${lists};${over};${groupBits}`;
}

/** The settings of a server that gives tickets. @internal */
export function withTickets(settings: Settings, record: TicketRecord, tickets: Tickets): Settings {
	return { ...settings, sessions: settings.sessions === TICKETS_OF_CONTEXT ? ticketCount(record) : settings.sessions, tickets };
}

/** What a connection asks of a context: set once, by the class. @internal */
export let credentialsOf: (context: TLSContext) => Credentials;
/** Whether a value is one, and not only looks like it. @internal */
export let isContext: (value: unknown) => value is TLSContext;
/** Lets go of all that is native in it: what has a connection keeps it, and nobody can use the context again. @internal */
export let letGo: (context: TLSContext) => void;
/** @internal */
export let isKeyOnly: (context: TLSContext) => boolean;
/** @internal */
export let configurationOf: (context: TLSContext, settings: Settings) => Configuration;
/** One that is kept for nobody else, and belongs to who asks. @internal */
export let configurationOnce: (context: TLSContext, settings: Settings) => Configuration;

export default class TLSContext {
	readonly #credentials: Credentials;
	/** Whether it names its authorities itself. */
	readonly #judges: boolean;
	/** Whether it has anything with which a server can prove who it is. */
	readonly #serves: boolean;
	/** Whether there is a pre-shared key and nothing to check a certificate against. */
	readonly #keyOnly: boolean;
	/** One for each set of options that was asked for. */
	readonly #configurations = new Map<number | string, Configuration>();
	readonly #ticketRecord: TicketRecord;
	/** For servers; made when the first one asks, or when its key was given. */
	#tickets: Tickets | undefined;

	/**
	 * Parses certificates and keys.
	 * @throws TypeError, RangeError for options that cannot be used; TLSError for certificates and keys that cannot.
	 */
	constructor(options: TLSContextOptions = {}) {
		const given = optionsObject(options);
		const authorities = optional(given, "ca", bytesOrList, []);
		const certificates = optional(given, "certificate", bytesOrList, []);
		const revocations = optional(given, "crl", bytesOrList, []);
		const privateKey = optional(given, "key", key, undefined);
		const store = optional(given, "store", bytes, undefined);
		if (store !== undefined && authorities.length > 0) throw new TypeError("ca and store both say whom to trust; give either");
		const tickets = readTickets((name, convert) => optional(given, name, convert, undefined));
		/* Last, because they are copies of secrets, which only the next step wipes. */
		const psk = optional(given, "psk", preSharedKey, undefined);
		let secret: Uint8Array | undefined;
		try {
			secret = optional(given, "passphrase", passphrase, undefined);
		} catch (error) {
			wipe(psk);
			throw error;
		}
		this.#judges = authorities.length > 0 || store !== undefined;
		this.#serves = certificates.length > 0 || psk !== undefined;
		this.#keyOnly = psk !== undefined && !this.#judges;
		const names = namesInContext;
		this.#credentials = parseCredentials({
			authorities,
			store,
			certificates,
			key: privateKey,
			passphrase: secret,
			revocations,
			psk,
			names,
		});
		/* The key is not kept here: it is the application's to wipe. */
		if (tickets.key !== undefined) this.#tickets = makeTickets(tickets);
		this.#ticketRecord = { ...tickets, key: undefined };
	}

	/**
	 * Seals tickets with another key from now on. The one before still opens its tickets for one lifetime, and the one before that no longer.
	 * @param keys 48 secret random bytes, which then stay until the next call. Default: random ones, which are replaced once a lifetime.
	 * @throws TypeError, RangeError for what is no such key.
	 */
	rotateTicketKeys(keys?: ByteBuffer): void {
		const key = keys === undefined ? undefined : ticketKey(keys, "keys");
		check(this.#getTickets().rotate(key));
	}

	#getTickets(): Tickets {
		this.#tickets ??= makeTickets(this.#ticketRecord);
		return this.#tickets;
	}

	static {
		credentialsOf = (context) => context.#credentials;
		isContext = (value): value is TLSContext => typeof value === "object" && value !== null && #credentials in value;
		letGo = (context) => {
			for (const configuration of context.#configurations.values()) configuration.delete();
			context.#configurations.clear();
			context.#tickets?.delete();
			context.#credentials.delete();
		};
		isKeyOnly = (context) => context.#keyOnly;
		configurationOnce = (context, settings) => {
			if (settings.server && settings.peer === PEER_REQUIRED && !context.#judges)
				throw new Error("this context has no authorities (ca, store), so no client can be let in by its certificate");
			if (settings.server && !context.#serves && (settings.questions & IDENTITY) === 0)
				throw new Error("this context has no certificate and no psk, so no client can be served with it");
			const own = settings.server ? withTickets(settings, context.#ticketRecord, context.#getTickets()) : settings;
			return makeConfiguration(context.#credentials, own);
		};
		configurationOf = (context, settings) => {
			const name = nameOf(settings);
			let configuration = context.#configurations.get(name);
			if (configuration === undefined) {
				configuration = configurationOnce(context, settings);
				context.#configurations.set(name, configuration);
			}
			return configuration;
		};
	}
}
