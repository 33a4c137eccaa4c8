/* The native side of what connections have in common: whom they trust, who they are, what they resume. See session.ts. */

import type { HostBuffer } from "tls419/der";
import type { ByteBuffer } from "tls419/validate";

/** Bytes of a key for tickets, its name included; see tls.h. */
export const TICKET_KEY_LENGTH = 48;
/** What a client's configuration does with sessions: only resumes them, or saves them too. */
export const SESSIONS_RESUMED = 1;
export const SESSIONS_SAVED = 2;

/** How a configuration treats its peer's certificate; see tls_peer_policy in tls.h. */
export const PEER_IGNORED = 0;
export const PEER_OPTIONAL = 1;
export const PEER_REQUIRED = 2;

/** When dates count; see tls_time_policy in tls.h. */
export const TIME_REQUIRE = 0;
export const TIME_ALLOW_UNSET = 1;
export const TIME_IGNORE = 2;
/** Bytes of a pin, the SHA-256 of a SubjectPublicKeyInfo. */
export const PIN_SIZE = 32;

/** Certificates, keys and trust. Parsed once; any number of configurations may use them. */
export class Credentials extends Native("xs_tls_credentials_destructor") {
	constructor() {
		super();
		native("xs_tls_credentials").call(this);
	}
	open(): number {
		return native("xs_tls_credentials_open").call(this);
	}
	addAuthority(der: ByteBuffer): number {
		return native("xs_tls_credentials_addAuthority").call(this, der);
	}
	addCertificate(der: ByteBuffer): number {
		return native("xs_tls_credentials_addCertificate").call(this, der);
	}
	/** Revocation lists. */
	addRevocations(der: ByteBuffer): number {
		return native("xs_tls_credentials_addRevocations").call(this, der);
	}
	setKey(der: ByteBuffer, passphrase: ByteBuffer | undefined): number {
		return native("xs_tls_credentials_setKey").call(this, der, passphrase);
	}
	/** A key in PSA's store in place of bytes. */
	setKeyHandle(handle: number): number {
		return native("xs_tls_credentials_setKeyHandle").call(this, handle);
	}
	/** A bundle of authorities. Memory of the host that cannot be written to is used in place; these credentials and what is made of them keep it. */
	setStore(bundle: ByteBuffer | HostBuffer): number {
		return native("xs_tls_credentials_setStore").call(this, bundle);
	}
	/** The key that this side shares with its peers, and its identity. */
	setSharedKey(identity: ByteBuffer, key: ByteBuffer): number {
		return native("xs_tls_credentials_setSharedKey").call(this, identity, key);
	}
	/** Whether key and certificate belong together. */
	check(): number {
		return native("xs_tls_credentials_check").call(this);
	}
	/** Whether there is anything to check a peer's certificate against. */
	trust(): number {
		return native("xs_tls_credentials_trust").call(this);
	}
	/** Lets go of the native part; what uses it keeps it. */
	delete(): void {
		native("xs_tls_credentials_delete").call(this);
	}
}

/** What servers that share it resume: keys for tickets, and sessions of clients without tickets. */
export class Tickets extends Native("xs_tls_tickets_destructor") {
	constructor() {
		super();
		native("xs_tls_tickets").call(this);
	}
	/** `lifetime` in seconds; `cache` sessions at most are kept; `key` has TICKET_KEY_LENGTH bytes, and without it is random. */
	open(lifetime: number, cache: number, key: ByteBuffer | undefined): number {
		return native("xs_tls_tickets_open").call(this, lifetime, cache, key);
	}
	rotate(key: ByteBuffer | undefined): number {
		return native("xs_tls_tickets_rotate").call(this, key);
	}
	/** Lets go of the native part; what uses it keeps it. */
	delete(): void {
		native("xs_tls_tickets_delete").call(this);
	}
}

/** One set of options over credentials. */
export class Configuration extends Native("xs_tls_configuration_destructor") {
	constructor() {
		super();
		native("xs_tls_configuration").call(this);
	}
	open(
		credentials: Credentials,
		server: boolean,
		peer: number,
		minimumVersion: number,
		maximumVersion: number,
		maximumFragmentLength: number,
		questions: number,
		time: number,
		sessions: number,
		keyOnly: boolean,
		datagram: boolean,
		mtu: number,
		retransmitMinimum: number,
		retransmitMaximum: number,
		connectionIdLength: number,
		groupBits: number,
		tickets: Tickets | undefined,
		protocols: Uint8Array | undefined,
		pins: Uint8Array | undefined,
		cipherSuites: Uint8Array | undefined,
		groups: Uint8Array | undefined,
		signatureAlgorithms: Uint8Array | undefined,
	): number {
		return native("xs_tls_configuration_open").call(
			this,
			credentials,
			server,
			peer,
			minimumVersion,
			maximumVersion,
			maximumFragmentLength,
			questions,
			time,
			sessions,
			keyOnly,
			datagram,
			mtu,
			retransmitMinimum,
			retransmitMaximum,
			connectionIdLength,
			groupBits,
			tickets,
			protocols,
			pins,
			cipherSuites,
			groups,
			signatureAlgorithms,
		);
	}
	/** Whether its credentials have the pre-shared key of that identity. */
	knows(identity: ByteBuffer): boolean {
		return native("xs_tls_configuration_knows").call(this, identity);
	}
	/** Keeps what `kept` of a session has given, for a client without tickets that comes back with this identifier; what does not open is ignored then. */
	keep(identifier: ByteBuffer, kept: ByteBuffer): number {
		return native("xs_tls_configuration_keep").call(this, identifier, kept);
	}
	/** Lets go of the native part; what uses it keeps it. */
	delete(): void {
		native("xs_tls_configuration_delete").call(this);
	}
}
