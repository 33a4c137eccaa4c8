/*
 * "embedded:io/socket/tcp/tls": TLS with the contract of ECMA-419's TCP class. What a script sees is here; the bytes are moved in connection.ts.
 */

import { type Capabilities, demand, describeCapabilities } from "tls419/capabilities";
import { openReception, openSession } from "tls419/connect";
import { Connection } from "tls419/connection";
import { READABLE } from "tls419/cursor";
import { numberedError, type TLSError, unconnectedError } from "tls419/errors";
import { exportKeys } from "tls419/exporter";
import { read, take, takeByte, write, writeByte } from "tls419/flow";
import { Library } from "tls419/library";
import { describeSession, type Negotiated } from "tls419/negotiated";
import { readTLSOptions } from "tls419/options";
import { object, secureOf } from "tls419/reader";
import { CLOSED, NOT_CONNECTED } from "tls419/results";
import { Session } from "tls419/session";
import type { SecureSettings, TLSSettings } from "tls419/settings";
import { type MachineStatistics, machineStatistics, sessionStatistics, type Traffic } from "tls419/statistics";
import { makeTransport, type TransportClass } from "tls419/transport";
import {
	type ByteBuffer,
	boolean,
	callback,
	defineTarget,
	integer,
	oneOf,
	optional,
	optionsObject,
	positiveInteger,
} from "tls419/validate";
import { OPEN } from "tls419/wire";

export type { Negotiated, SecureSettings, TLSError, TLSSettings };
export type Format = "buffer" | "number";

export interface WriteOptions {
	/** More data follows soon: what is written now may wait for it. */
	more?: boolean;
	/** A hint: how many bytes the whole sequence of writes will have. */
	byteLength?: number;
}

type CountCallback = (this: TLS, count: number) => void;
type ErrorCallback = (this: TLS, error: TLSError) => void;
type EndCallback = (this: TLS) => void;
type SessionCallback = (this: TLS, session: ArrayBuffer) => void;

/** The options of the TCP class, and those of TLS. */
export interface TLSOptions {
	/** The peer's address, as the TCP class wants it. Not needed with `from`. */
	readonly address?: string;
	readonly port?: number | string;
	readonly noDelay?: boolean;
	/** The older spelling of noDelay. */
	readonly nodelay?: boolean;
	/** Milliseconds of silence after which the connection is probed. */
	readonly keepAlive?: number;
	readonly tls?: TLSSettings;
	/** Moddable's name for `tls`, with Moddable's names in it. */
	readonly secure?: SecureSettings;
	/** `tls.host` where that is absent. */
	readonly host?: string;
	/** The class to stand on (Moddable's way to say it), and options for it. Default: the host's TCP class. */
	readonly TCP?: { readonly io?: TransportClass; readonly [option: string]: unknown };
	/** A connection to start TLS on; or, without `tls` and `secure`, a TLS connection to take over as it is. */
	readonly from?: object;
	/** Default "buffer". */
	readonly format?: Format;
	readonly target?: unknown;
	/** `count` bytes of plaintext can be read. */
	readonly onReadable?: CountCallback | null;
	/** `count` bytes can be written. The first call says that the handshake is done. */
	readonly onWritable?: CountCallback | null;
	/** The older spelling of onWritable. */
	readonly onWriteable?: CountCallback | null;
	/** The connection has ended; `error.code` is "EOF" if in good order. Nothing is called after it. */
	readonly onError?: ErrorCallback | null;
	/**
	 * The peer has closed its side (close_notify), and this side may still write (TLS 1.3; RFC 8446, 6.1), until it calls end() or close(). Without it the peer's
	 * goodbye is the end, as it is in TLS 1.2 in any case.
	 */
	readonly onEnd?: EndCallback | null;
	/** After end(): all that was written and the goodbye have been handed to the transport, which may be closed now without a loss. */
	readonly onFinish?: EndCallback | null;
	/**
	 * A client's session that `tls.session` of a later connection resumes: a secret. In TLS 1.3 one comes with each ticket, after the handshake; in TLS 1.2 one at its
	 * end.
	 */
	readonly onSession?: SessionCallback | null;
}

const formats = Object.freeze(["buffer", "number"] as const);

/* Looked up once: on XS a lookup of a global walks over all of them. */
const { min } = Math;

/* Made when first asked for: what exists when modules are preloaded is frozen. */
let capabilities: Capabilities | undefined;

function readFormat(value: unknown, name: string): Format {
	return oneOf(value, name, formats);
}

function readFrom(value: unknown, name: string): object {
	if (typeof value !== "object" || value === null) throw new TypeError(`${name} must be a connection`);
	return value;
}

function readWriteOptions(options: unknown): boolean {
	const given = optionsObject(options);
	optional(given, "byteLength", positiveInteger, undefined);
	return optional(given, "more", boolean, false);
}

function closed(): never {
	throw new Error("this connection is closed");
}

function live(connection: Connection | undefined): Connection {
	return connection ?? closed();
}

export default class TLS {
	declare target?: unknown;

	#connection: Connection | undefined;
	#numbers = false;

	/** A listener's connection. @internal */
	constructor(options: undefined, arrived: Connection);
	/**
	 * Opens a connection. The options are those of the TCP class, and `tls`: see docs/api.md.
	 * @throws TypeError, RangeError, Error for options that cannot be used; TLSError for certificates and keys that cannot.
	 */
	constructor(options: TLSOptions);
	constructor(options: TLSOptions | undefined, arrived?: Connection) {
		/* Without instanceof, which is a call. */
		if (options === undefined && arrived?.constructor === Connection) {
			this.#connection = arrived;
			arrived.unpark(this);
			return;
		}
		try {
			const given = optionsObject(options);
			const numbers = "format" in given && readFormat(given.format, "format") === "number";
			const owner = Library.readOwner(given, this, callback);
			const saved = owner.onSession !== undefined;
			if (saved) demand("resumption", "onSession");
			const target = "target" in given ? given.target : undefined;
			const from = "from" in given ? readFrom(given.from, "from") : undefined;
			const other = from !== undefined && #connection in from ? from : undefined;
			const tls = "tls" in given ? object(given.tls, "tls") : undefined;
			const secure = "secure" in given ? secureOf(given.secure, tls) : undefined;
			if (other !== undefined && tls === undefined && secure === undefined) {
				const connection = other.#connection ?? closed();
				if (connection.over) throw new Error("from: this connection has failed");
				other.#connection = undefined;
				this.#connection = connection;
				connection.assign(owner);
			} else {
				const record = readTLSOptions(given, tls, secure);
				const reception = record.server ? openReception(record) : undefined;
				const session = reception === undefined ? openSession(record, saved) : new Session(reception.usual);
				const connection = new Connection(session, record.host, owner, record.timeouts, record.questions, reception);
				this.#connection = connection;
				connection.transport = makeTransport(given, from, connection);
			}
			if (numbers) this.#numbers = true;
			if (target !== undefined) defineTarget(this, target);
		} catch (error) {
			this.close();
			throw error;
		}
	}

	/** Says goodbye (close_notify, RFC 8446, 6.1), closes the transport and frees all memory. May be called twice. */
	close(): void {
		const connection = this.#connection;
		this.#connection = undefined;
		connection?.close();
	}

	/**
	 * Closes this side and not the other: what was written leaves, then close_notify (RFC 8446, 6.1), and data of the peer still arrives. When the peer has closed
	 * its side too, onError is called with the code EOF: then everything was delivered, both ways. After it nothing can be written. May be called twice.
	 * @throws TLSError ERR_TLS_NOT_CONNECTED before the first onWritable, ERR_TLS_CLOSED after onError; Error after close.
	 */
	end(): void {
		const connection = live(this.#connection);
		if (connection.over) throw numberedError(CLOSED);
		connection.endSide();
	}

	/**
	 * Derives key material that both peers can derive and nobody else, for other protocols: an exporter (RFC 5705; RFC 8446, 7.5).
	 * @param length how many bytes, 1 to 8160
	 * @param label of 1 to 249 bytes in UTF-8; labels are registered with IANA or begin with "EXPERIMENTAL"
	 * @param context at most 65535 bytes. TLS 1.2 tells none from an empty one, TLS 1.3 does not.
	 * @throws TLSError ERR_TLS_NOT_CONNECTED before the handshake is done, ERR_TLS_EXPORT; TypeError, RangeError; Error after close.
	 */
	exportKeyingMaterial(length: number, label: string, context?: ByteBuffer): ArrayBuffer {
		const connection = live(this.#connection);
		if (!connection.connected) throw unconnectedError(NOT_CONNECTED, "there is no key material to export");
		return exportKeys(connection.session, length, label, context);
	}

	/**
	 * Takes decrypted data: all that is there as an ArrayBuffer, `count` bytes at most as one, or into a buffer, which gives the count; in number format one
	 * byte. Undefined if there is none.
	 * @throws Error after close; TypeError, RangeError for an argument that cannot be used.
	 */
	read(): ArrayBuffer | number | undefined;
	read(count: number): ArrayBuffer | undefined;
	read(buffer: ByteBuffer): number | undefined;
	read(into?: number | ByteBuffer): ArrayBuffer | number | undefined {
		const connection = this.#connection ?? closed();
		const readable = connection.cursor[READABLE];
		if (readable === 0) return undefined;
		if (this.#numbers) {
			if (into !== undefined) throw new TypeError("read takes no argument in number format");
			return takeByte(connection);
		}
		if (typeof into === "object" || typeof into === "function") return read(connection, into);
		return take(connection, into === undefined ? readable : min(positiveInteger(into, "count"), readable));
	}

	/**
	 * Encrypts and sends all of a byte buffer, or one byte in number format, or throws and sends nothing. What is written in one turn of the event loop leaves
	 * together at its end, and what is small shares a record.
	 * @returns how many bytes can be written next.
	 * @throws TLSError ERR_TLS_NOT_CONNECTED before the first onWritable, ERR_TLS_OVERFLOW for more than can be written now; Error after close.
	 */
	write(data: ByteBuffer | number, options?: WriteOptions): number {
		const connection = this.#connection ?? closed();
		const more = options === undefined ? false : readWriteOptions(options);
		if (connection.over || connection.ending !== OPEN) throw numberedError(CLOSED);
		if (!connection.connected) throw numberedError(NOT_CONNECTED);
		if (this.#numbers) return writeByte(connection, integer(data, "data", 0, 255), more);
		return write(connection, data as ByteBuffer, more);
	}

	/** "buffer" (the default) or "number". May be changed at any time. */
	get format(): Format {
		live(this.#connection);
		return this.#numbers ? "number" : "buffer";
	}
	set format(value: Format) {
		live(this.#connection);
		this.#numbers = readFormat(value, "format") === "number";
	}

	/** The peer's address, as the transport gives it. */
	get remoteAddress(): string | undefined {
		return live(this.#connection).transport?.remoteAddress;
	}
	get remotePort(): number | undefined {
		return live(this.#connection).transport?.remotePort;
	}

	/** This side's address and port, where the transport tells them: ECMA-419's classes need not. */
	get localAddress(): string | undefined {
		return live(this.#connection).transport?.localAddress;
	}
	get localPort(): number | undefined {
		return live(this.#connection).transport?.localPort;
	}

	/** Whether the program goes on as long as this connection is open, where the transport has such a choice (the simulator's TCP class, say). */
	hold(yes: boolean): void {
		live(this.#connection).transport?.hold?.(yes);
	}

	/** What the handshake has settled; undefined before it is done. */
	get negotiated(): Negotiated | undefined {
		const connection = live(this.#connection);
		if (connection.connected) connection.negotiated ??= describeSession(connection.session, connection.host);
		return connection.negotiated;
	}

	/** What this build can do; the same frozen object each time. */
	static get capabilities(): Capabilities {
		capabilities ??= describeCapabilities();
		return capabilities;
	}

	/** How much went through this connection so far. */
	get statistics(): Traffic {
		const connection = live(this.#connection);
		return sessionStatistics(connection.entered ? connection.session : undefined);
	}

	/** How much went through all connections of the machine, and how many there are. */
	static get statistics(): MachineStatistics {
		return machineStatistics();
	}
}
