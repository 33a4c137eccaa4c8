/* Made by `npm run typings` from the module itself. */
declare module "embedded:io/socket/tcp/tls" {
	import { type Capabilities } from "tls419/capabilities";
	import { type TLSError } from "tls419/errors";
	import { type Negotiated } from "tls419/negotiated";
	import type { SecureSettings, TLSSettings } from "tls419/settings";
	import { type MachineStatistics, type Traffic } from "tls419/statistics";
	import { type TransportClass } from "tls419/transport";
	import { type ByteBuffer } from "tls419/validate";
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
		readonly TCP?: {
			readonly io?: TransportClass;
			readonly [option: string]: unknown;
		};
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
	export default class TLS {
		#private;
		target?: unknown;
		/**
		 * Opens a connection. The options are those of the TCP class, and `tls`: see docs/api.md.
		 * @throws TypeError, RangeError, Error for options that cannot be used; TLSError for certificates and keys that cannot.
		 */
		constructor(options: TLSOptions);
		/** Says goodbye (close_notify, RFC 8446, 6.1), closes the transport and frees all memory. May be called twice. */
		close(): void;
		/**
		 * Closes this side and not the other: what was written leaves, then close_notify (RFC 8446, 6.1), and data of the peer still arrives. When the peer has closed
		 * its side too, onError is called with the code EOF: then everything was delivered, both ways. After it nothing can be written. May be called twice.
		 * @throws TLSError ERR_TLS_NOT_CONNECTED before the first onWritable, ERR_TLS_CLOSED after onError; Error after close.
		 */
		end(): void;
		/**
		 * Derives key material that both peers can derive and nobody else, for other protocols: an exporter (RFC 5705; RFC 8446, 7.5).
		 * @param length how many bytes, 1 to 8160
		 * @param label of 1 to 249 bytes in UTF-8; labels are registered with IANA or begin with "EXPERIMENTAL"
		 * @param context at most 65535 bytes. TLS 1.2 tells none from an empty one, TLS 1.3 does not.
		 * @throws TLSError ERR_TLS_NOT_CONNECTED before the handshake is done, ERR_TLS_EXPORT; TypeError, RangeError; Error after close.
		 */
		exportKeyingMaterial(length: number, label: string, context?: ByteBuffer): ArrayBuffer;
		/**
		 * Takes decrypted data: all that is there as an ArrayBuffer, `count` bytes at most as one, or into a buffer, which gives the count; in number format one
		 * byte. Undefined if there is none.
		 * @throws Error after close; TypeError, RangeError for an argument that cannot be used.
		 */
		read(): ArrayBuffer | number | undefined;
		read(count: number): ArrayBuffer | undefined;
		read(buffer: ByteBuffer): number | undefined;
		/**
		 * Encrypts and sends all of a byte buffer, or one byte in number format, or throws and sends nothing. What is written in one turn of the event loop leaves
		 * together at its end, and what is small shares a record.
		 * @returns how many bytes can be written next.
		 * @throws TLSError ERR_TLS_NOT_CONNECTED before the first onWritable, ERR_TLS_OVERFLOW for more than can be written now; Error after close.
		 */
		write(data: ByteBuffer | number, options?: WriteOptions): number;
		/** "buffer" (the default) or "number". May be changed at any time. */
		get format(): Format;
		set format(value: Format);
		/** The peer's address, as the transport gives it. */
		get remoteAddress(): string | undefined;
		get remotePort(): number | undefined;
		/** This side's address and port, where the transport tells them: ECMA-419's classes need not. */
		get localAddress(): string | undefined;
		get localPort(): number | undefined;
		/** Whether the program goes on as long as this connection is open, where the transport has such a choice (the simulator's TCP class, say). */
		hold(yes: boolean): void;
		/** What the handshake has settled; undefined before it is done. */
		get negotiated(): Negotiated | undefined;
		/** What this build can do; the same frozen object each time. */
		static get capabilities(): Capabilities;
		/** How much went through this connection so far. */
		get statistics(): Traffic;
		/** How much went through all connections of the machine, and how many there are. */
		static get statistics(): MachineStatistics;
	}
}
