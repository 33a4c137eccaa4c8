/* The ClientHello: what a client says first, in clear, collected and read before there is a session. */

import { numberedError, TLSError } from "tls419/errors";
import { Library } from "tls419/library";

/* Places in the Int32Array that the native call fills in; see `hello_facts` in binding_hello.c. */
const LENGTH = 0;
const ALERT = 1;
const VERSION = 2;
const NAME_START = 3;
const NAME_END = 4;
const PROTOCOLS_START = 5;
const PROTOCOLS_END = 6;
const IDENTITIES_START = 7;
const IDENTITIES_END = 8;
const SESSION_START = 9;
const SESSION_END = 10;
const FACTS_LENGTH = 11;

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Bytes = Uint8Array;
const Places = Int32Array;
const { fromCharCode } = String;
const { apply } = Reflect;

/** What a client says first. */
export interface Hello {
	/** SNI (RFC 6066, 3): a name in visible ASCII, in lower case and without a final dot; undefined if it names nobody. */
	readonly serverName: string | undefined;
	/** ALPN: names with a length byte before each (RFC 7301, 3.1). */
	readonly protocols: Uint8Array | undefined;
	/** The keys that a client of TLS 1.3 offers to use, tickets among them: PskIdentity structures (RFC 8446, 4.2.11). */
	readonly identities: Uint8Array | undefined;
	/** The session that the client wants to come back to, 1 to 32 bytes, or random ones where they mean nothing (RFC 5246, 7.4.1.2; RFC 5077, 3.4). */
	readonly session: Uint8Array | undefined;
	/** The highest version that is offered, up to 0x0304. */
	readonly version: number;
}

/** A ClientHello that cannot be read. */
export interface BadHello {
	readonly error: TLSError;
	/** The alert that tells the client (RFC 8446, 6). */
	readonly alert: number;
}

/* Made when first needed: what exists when modules are preloaded is frozen. Nothing stays in it from one call to the next. */
let facts: Int32Array<ArrayBuffer> | undefined;

function readName(bytes: Uint8Array): string | undefined {
	const length = bytes[bytes.length - 1] === 0x2e ? bytes.length - 1 : bytes.length;
	return length === 0 ? undefined : apply(fromCharCode, undefined, bytes.subarray(0, length)).toLowerCase();
}

/* What is no TLS has another reason here than at a client, which may have the wrong port. */
function helloError(number: number): TLSError {
	const error = numberedError(number);
	if (error.code !== "ERR_SSL_WRONG_VERSION_NUMBER") return error;
	return new TLSError(error.code, "what the client sent is not TLS; does it speak a protocol in clear to this port?", { number });
}

/** Who turns what has arrived into a hello. */
export interface Collector {
	/** All that has arrived, for the session that is made when it is known which. */
	readonly bytes: Uint8Array;
	/** Adds what has arrived; the hello when it is whole, undefined as long as it is not. */
	add(part: Uint8Array): Hello | BadHello | undefined;
}

function describe(bytes: Uint8Array, facts: Int32Array): Hello {
	return {
		serverName: readName(bytes.subarray(facts[NAME_START], facts[NAME_END])),
		protocols: facts[PROTOCOLS_END] > 0 ? bytes.subarray(facts[PROTOCOLS_START], facts[PROTOCOLS_END]) : undefined,
		identities: facts[IDENTITIES_END] > 0 ? bytes.subarray(facts[IDENTITIES_START], facts[IDENTITIES_END]) : undefined,
		session: facts[SESSION_END] > 0 ? bytes.subarray(facts[SESSION_START], facts[SESSION_END]) : undefined,
		version: facts[VERSION],
	};
}

/** Takes the hello of DTLS, which one datagram holds. */
export class DatagramCollector implements Collector {
	bytes: Uint8Array = new Bytes(0);

	add(part: Uint8Array): Hello | BadHello {
		this.bytes = part;
		facts ??= new Places(FACTS_LENGTH);
		const result = Library.readHelloDatagram(part, facts.buffer);
		return result < 0 ? { error: helloError(result), alert: facts[ALERT] } : describe(part, facts);
	}
}

/** Collects a ClientHello. It holds 16 KiB at most, and what has arrived behind it. */
export class HelloCollector implements Collector {
	bytes = new Bytes(0);

	add(part: Uint8Array): Hello | BadHello | undefined {
		const kept = this.bytes;
		const bytes = new Bytes(kept.length + part.length);
		Library.copy(bytes, kept);
		Library.copy(kept.length > 0 ? bytes.subarray(kept.length) : bytes, part);
		facts ??= new Places(FACTS_LENGTH);
		const result = Library.readHello(bytes, facts.buffer);
		this.bytes = bytes.subarray(0, facts[LENGTH]);
		if (result < 0) return { error: helloError(result), alert: facts[ALERT] };
		return result === 0 ? undefined : describe(bytes, facts);
	}
}
