/*
 * "embedded:io/socket/udp/dtls": DTLS with the contract of ECMA-419's UDP class, for one peer. What a script sees is here; association.ts moves the datagrams.
 */

import { Association } from "tls419/association";
import { type Capabilities, describeCapabilities } from "tls419/capabilities";
import { fetch, pulled, read, take, write } from "tls419/datagram_flow";
import { type DTLSOptions, type Format, formats, openLine, port, readFormat, readOwner } from "tls419/datagram_options";
import { bytes, view } from "tls419/der";
import { numberedError, unconnectedError } from "tls419/errors";
import { exportKeys } from "tls419/exporter";
import { describeSession, type Negotiated } from "tls419/negotiated";
import { unheard } from "tls419/report";
import { CLOSED, NOT_CONNECTED } from "tls419/results";
import { sessionStatistics, type Traffic } from "tls419/statistics";
import { type Datagram, landing, makeSocket, type Place } from "tls419/udp";
import { type ByteBuffer, defineTarget, optionsObject, string } from "tls419/validate";

export type { DTLSOptions };

/** A session that a server has kept for a client without tickets. */
export interface KeptSession {
	/** What the client names it by (RFC 5246, 7.4.1.3). */
	readonly identifier: ArrayBuffer;
	/** Sealed with the listener's `ticketKeys`; undefined if it was not kept: tls.sessionCache is 0, the client has a ticket or a pre-shared key, or others needed the place. */
	readonly session: ArrayBuffer | undefined;
}

/* Made when first asked for: what exists when modules are preloaded is frozen. */
let capabilities: Capabilities | undefined;

function readFrom(value: unknown, name: string): DTLS {
	if (!(value instanceof DTLS)) throw new TypeError(`${name} must be a DTLS association`);
	return value;
}

/** Gives a buffer the properties that say where its datagram is from. */
function stamp<B extends { address: string; port: number }>(buffer: B, from: Place): B {
	buffer.address = from.address;
	buffer.port = from.port;
	return buffer;
}

/** What a read into a buffer tells. @param count of bytes; 0 if nothing was read */
function told(association: Association, into: ByteBuffer, count: number): number | undefined {
	if (count > 0) stamp(into as ByteBuffer & Datagram, association.remote);
	else if (association.readable > 0)
		throw new RangeError(`the datagram has ${association.readable} bytes, the buffer only ${into.byteLength}`);
	return count > 0 ? count : undefined;
}

function closed(): never {
	throw new Error("this association is closed");
}

function live(association: Association | undefined): Association {
	return association ?? closed();
}

/** An association that can be taken over. */
function usable(association: Association): Association {
	if (association.over) throw new Error("from: this association has failed");
	return association;
}

export default class DTLS {
	declare target?: unknown;

	#association: Association | undefined;
	#negotiated: Negotiated | undefined;

	/**
	 * Opens an association with a server: see docs/dtls.md.
	 * @throws TypeError, RangeError, Error for options that cannot be used; TLSError for certificates, keys and associations that cannot.
	 */
	constructor(options: DTLSOptions) {
		/* A listener's association, which asks for nothing. */
		if (options instanceof Association) {
			this.#association = usable(options);
			options.assign(unheard(this));
			return;
		}
		const given = optionsObject(options);
		if ("format" in given) readFormat(given.format, "format");
		const owner = readOwner(given, this);
		const from = "from" in given ? readFrom(given.from, "from") : undefined;
		defineTarget(this, "target" in given ? given.target : undefined);
		if (from === undefined) {
			const line = openLine(given, owner);
			this.#association = line.association;
			try {
				line.socket = makeSocket(given, {}, line);
			} catch (error) {
				this.close();
				throw error;
			}
			line.association?.later();
		} else {
			const association = usable(live(from.#association));
			from.#association = undefined;
			this.#negotiated = from.#negotiated;
			this.#association = association;
			association.assign(owner);
		}
	}

	/** Says goodbye (close_notify), frees all memory, and closes the socket if it is this association's own. May be called twice. */
	close(): void {
		const association = this.#association;
		this.#association = undefined;
		association?.close();
	}

	/** The same without a goodbye: the peer finds out when nobody answers. */
	abandon(): void {
		const association = this.#association;
		this.#association = undefined;
		association?.close(true);
	}

	/**
	 * Takes one datagram, as an ArrayBuffer with the peer's `address` and `port`; or puts it into a buffer, which gets these properties, and gives the count.
	 * Undefined if there is none.
	 * @throws Error after close; RangeError for a buffer that is too small, and the datagram stays; TypeError for what is no buffer.
	 */
	read(): Datagram | undefined;
	read(buffer: ByteBuffer): number | undefined;
	read(into?: ByteBuffer): Datagram | number | undefined {
		const association = this.#association ?? closed();
		if (into === undefined) return fetch(association) ? stamp(take(association) as Datagram, association.remote) : undefined;
		const inlet = association.inlet;
		if (inlet === undefined) return told(association, into, read(association, into));
		/* Done for each datagram that comes behind another one, so what is usual is here: read() of datagram_flow.ts does the same. */
		const spot = landing;
		const got = inlet.read(spot);
		const remote = association.remote;
		const count =
			spot.port === remote.port && spot.address === remote.address
				? association.session.pullDatagram(got, spot, into, association.state)
				: -1;
		if (count <= 0) return told(association, into, pulled(association, count, got, into));
		(into as ByteBuffer & Datagram).address = remote.address;
		(into as ByteBuffer & Datagram).port = remote.port;
		return count;
	}

	/**
	 * Encrypts a byte buffer and sends it as one datagram, or throws and sends nothing.
	 * @returns how many bytes a datagram can have.
	 * @throws TLSError ERR_TLS_NOT_CONNECTED before the first onWritable, EMSGSIZE for more than a datagram carries, ERR_TLS_CLOSED after onError; Error after close.
	 */
	write(data: ByteBuffer): number {
		const association = this.#association ?? closed();
		if (association.over) throw numberedError(CLOSED);
		if (!association.connected) throw numberedError(NOT_CONNECTED);
		return write(association, data);
	}

	/**
	 * The association as bytes, a secret: `tls.association` of a later one, or a listener's restore(), goes on with it without a handshake. This one goes on too. The
	 * bytes are good once, and as long as this one has not sent 65536 more datagrams.
	 * @throws TLSError ERR_TLS_NOT_CONNECTED, ERR_TLS_NOT_SAVABLE with a CBC cipher suite, ERR_TLS_UNSETTLED as long as something is on its way; Error after close.
	 */
	save(): ArrayBuffer {
		return live(this.#association).save();
	}

	/**
	 * The same, and closes this instance without a goodbye: the association sleeps, and goes on where the bytes are given. Then nothing can use its numbers twice.
	 * @throws what save() throws; then it is not closed. What the socket throws if it cannot be closed; then the instance is closed all the same, and the bytes are lost.
	 */
	suspend(): ArrayBuffer {
		const association = live(this.#association);
		const saved = association.save();
		this.#association = undefined;
		association.close(true);
		return saved;
	}

	/** Derives key material that both peers can derive and nobody else (RFC 5705); see TLS. */
	exportKeyingMaterial(length: number, label: string, context?: ByteBuffer): ArrayBuffer {
		const association = live(this.#association);
		if (!association.connected) throw unconnectedError(NOT_CONNECTED, "there is no key material to export");
		return exportKeys(association.session, length, label, context);
	}

	/**
	 * Takes a datagram that is said to be this peer's, and has come from elsewhere or by another way: `from` is where. It is looked at in a turn of its own like one of the
	 * socket's, and only if it is genuine and newer than all before does the peer's address become `from`, which onRemoteChange tells.
	 * @param judged is called then, before what it carries is announced: true if it was that.
	 * @returns false if too many datagrams wait: then it is lost.
	 * @throws TypeError, RangeError for what is no datagram or no address; Error after close.
	 */
	receive(data: ByteBuffer, from: Place, judged?: (newer: boolean) => void): boolean {
		const association = live(this.#association);
		const copy = view(bytes(data, "data")).slice();
		const { address: place, port: number } = optionsObject(from);
		const origin = { address: string(place, "address"), port: port(number, "port"), ...(judged !== undefined && { judged }) };
		return association.introduce(copy, origin);
	}

	/** Epoch and number of the record that is sent next, 8 bytes as they are in it; undefined before the handshake is done. */
	get outCounter(): ArrayBuffer | undefined {
		const association = live(this.#association);
		return association.connected ? association.session.outCounter() : undefined;
	}

	/** A server's: the session that its client may come back to without a ticket, for `onHello` of a later listener. Undefined if there is none. */
	get kept(): KeptSession | undefined {
		const association = live(this.#association);
		if (!association.connected) return undefined;
		const identifier = association.session.identifier();
		return identifier === undefined ? undefined : { identifier, session: association.session.kept() };
	}

	/** "buffer", the only one. */
	get format(): Format {
		live(this.#association);
		return formats[0];
	}
	set format(value: Format) {
		live(this.#association);
		readFormat(value, "format");
	}

	/** The peer's address now. */
	get remoteAddress(): string {
		return live(this.#association).remote.address;
	}
	get remotePort(): number {
		return live(this.#association).remote.port;
	}

	/** What the handshake has settled; undefined before it is done. */
	get negotiated(): Negotiated | undefined {
		const association = live(this.#association);
		if (association.connected) this.#negotiated ??= describeSession(association.session, association.terms.host);
		return this.#negotiated;
	}

	/** What this build can do; the same frozen object each time. */
	static get capabilities(): Capabilities {
		capabilities ??= describeCapabilities();
		return capabilities;
	}

	/** How much went through this association so far. */
	get statistics(): Traffic {
		const association = live(this.#association);
		return sessionStatistics(association.entered ? association.session : undefined);
	}
}
