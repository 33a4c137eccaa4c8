/* The ClientHello: what a client says first, in clear, collected and read before there is a session. */

import { numberedError, TLSError } from "tls419/errors";
import { Library } from "tls419/library";

/* Places in the Int32Array that the native call fills in; see `hello_facts` in binding_hello.c. */
const LENGTH = 0;
const ALERT = 1;
const VERSION = 2;
const PROTOCOLS_START = 3;
const PROTOCOLS_END = 4;
const IDENTITIES_START = 5;
const IDENTITIES_END = 6;
const SESSION_START = 7;
const SESSION_END = 8;
const FACTS_LENGTH = 9;

/* Looked up once: on XS a lookup of a global walks over all of them. */
const Bytes = Uint8Array;
const Places = Int32Array;

/** What a client says first. */
export interface Hello {
	readonly error?: undefined;
	/** SNI (RFC 6066, 3): a name in visible ASCII, in lower case and without a final dot; undefined if it names nobody. */
	readonly serverName: string | undefined;
	/** What else it says, for who has somebody to ask about it. */
	readonly details: Details | undefined;
}

/** Of each of these there is a copy, since answers may take time, and only if there is a callback for it. */
export interface Details {
	/** The highest version that is offered, up to 0x0304. */
	readonly version: number;
	/** ALPN: names with a length byte before each (RFC 7301, 3.1). */
	readonly protocols: Uint8Array | undefined;
	/** The keys that a client of TLS 1.3 offers to use, tickets among them: PskIdentity structures (RFC 8446, 4.2.11). */
	readonly identities: Uint8Array | undefined;
	/** The session that the client wants to come back to, 1 to 32 bytes, or random ones where they mean nothing (RFC 5246, 7.4.1.2; RFC 5077, 3.4). */
	readonly session: Uint8Array | undefined;
}

/** A ClientHello that cannot be read. */
export interface BadHello {
	readonly error: TLSError;
	/** The alert that tells the client (RFC 8446, 6). */
	readonly alert: number;
}

/** What of a hello is looked at: whatever has a callback here. */
export interface Curiosity {
	/** Whether there is anybody who is asked. */
	readonly asks: boolean;
	readonly onProtocol: unknown;
	readonly onIdentity: unknown;
	readonly onHello: unknown;
}

/** Where a hello comes from. */
export interface Source {
	/** What has arrived: of a stream all of it, which stays where it lies; or the next datagram, taken out. */
	collect(): Uint8Array;
	/** Takes out what was collected of a stream. */
	discard(): void;
}

/** Who turns what has arrived into a hello. */
export interface Collector {
	/** What the session is to read first, since it does not lie with the source any more. */
	readonly kept: Uint8Array | undefined;
	/** Adds what has arrived; the hello when it is whole, undefined as long as it is not. */
	add(source: Source, curiosity: Curiosity): Hello | BadHello | undefined;
}

/* Made when first needed: what exists when modules are preloaded is frozen. Nothing stays in it from one call to the next. */
let places: Int32Array<ArrayBuffer> | undefined;

/** Undefined for what is not there. */
function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
	if (end === 0) return undefined;
	const copy = new Bytes(end - start);
	Library.copy(copy, bytes.subarray(start, end));
	return copy;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
	const bytes = new Bytes(first.length + second.length);
	Library.copy(bytes, first);
	Library.copy(bytes.subarray(first.length), second);
	return bytes;
}

/* What is no TLS has another reason here than at a client, which may have the wrong port. */
function helloError(number: number): TLSError {
	const error = numberedError(number);
	if (error.code !== "ERR_SSL_WRONG_VERSION_NUMBER") return error;
	return new TLSError(error.code, "what the client sent is not TLS; does it speak a protocol in clear to this port?", { number });
}

function describe(name: string, bytes: Uint8Array, facts: Int32Array, curiosity: Curiosity): Hello {
	return { serverName: name === "" ? undefined : name, details: curiosity.asks ? detailsOf(bytes, facts, curiosity) : undefined };
}

function detailsOf(bytes: Uint8Array, facts: Int32Array, { onProtocol, onIdentity, onHello }: Curiosity): Details {
	return {
		version: facts[VERSION],
		protocols: onProtocol === undefined ? undefined : copyOf(bytes, facts[PROTOCOLS_START], facts[PROTOCOLS_END]),
		identities: onIdentity === undefined ? undefined : copyOf(bytes, facts[IDENTITIES_START], facts[IDENTITIES_END]),
		session: onHello === undefined ? undefined : copyOf(bytes, facts[SESSION_START], facts[SESSION_END]),
	};
}

/** Takes the hello of DTLS, which one datagram holds. */
export class DatagramCollector implements Collector {
	kept: Uint8Array | undefined;

	add(source: Source, curiosity: Curiosity): Hello | BadHello {
		const bytes = source.collect();
		this.kept = bytes;
		places ??= new Places(FACTS_LENGTH);
		const facts = places;
		const result = Library.readHelloDatagram(bytes, facts.buffer);
		if (typeof result === "string") return describe(result, bytes, facts, curiosity);
		return { error: helloError(result), alert: facts[ALERT] };
	}
}

/** Collects a ClientHello. One that comes in one piece is left where it lies; of another one it holds 16 KiB at most, and what has arrived behind it. */
export class HelloCollector implements Collector {
	kept: Uint8Array | undefined;

	add(source: Source, curiosity: Curiosity): Hello | BadHello | undefined {
		const kept = this.kept;
		const arrived = source.collect();
		const bytes = kept === undefined ? arrived : joined(kept, arrived);
		places ??= new Places(FACTS_LENGTH);
		const facts = places;
		const result = Library.readHello(bytes, facts.buffer);
		const length = facts[LENGTH];
		/* What came in several records has been joined, and is shorter now. */
		if (typeof result !== "string" || kept !== undefined || length < bytes.length) {
			this.kept = kept === undefined ? copyOf(bytes, 0, length) : bytes.subarray(0, length);
			source.discard();
		}
		if (typeof result === "string") return describe(result, bytes, facts, curiosity);
		return result < 0 ? { error: helloError(result), alert: facts[ALERT] } : undefined;
	}
}
