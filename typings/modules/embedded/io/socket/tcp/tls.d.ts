/* Made by `npm run typings` from the module itself. */
declare module "embedded:io/socket/tcp/tls" {
	import { type TLSError } from "tls419/errors";
	import { type Negotiated } from "tls419/negotiated";
	import { type TLSSettings } from "tls419/options";
	import { type ByteBuffer } from "tls419/validate";
	export type Format = "buffer" | "number";
	export interface WriteOptions {
		/** More data follows soon: what is written now may wait for it. */
		more?: boolean;
		/** A hint: how many bytes the whole sequence of writes will have. */
		byteLength?: number;
	}
	type CountCallback = (this: TLS, count: number) => void;
	type ErrorCallback = (this: TLS, error: TLSError) => void;
	/** The options of the TCP class, and those of TLS. */
	export interface TLSOptions {
		/** The peer's address, as the TCP class wants it. Not needed with `from`. */
		readonly address?: string;
		readonly port?: number | string;
		readonly noDelay?: boolean;
		/** Milliseconds of silence after which the connection is probed. */
		readonly keepAlive?: number;
		readonly tls?: TLSSettings;
		/** Moddable's name for `tls`, with Moddable's names in it. */
		readonly secure?: object;
		/** `tls.host` where that is absent. */
		readonly host?: string;
		/** The class to stand on (Moddable's way to say it), and options for it. Default: the host's TCP class. */
		readonly TCP?: {
			readonly io?: unknown;
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
		/** What else the transport's class understands. */
		readonly [option: string]: unknown;
	}
	export default class TLS {
		#private;
		target?: unknown;
		/**
		 * Opens a connection. The options are those of the TCP class, and `tls`: see docs/tls.md.
		 * @throws TypeError, RangeError, Error for options that cannot be used; TLSError for certificates and keys that cannot.
		 */
		constructor(options: TLSOptions);
		/** Says goodbye (close_notify, RFC 8446, 6.1), closes the transport and frees all memory. May be called twice. */
		close(): void;
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
		/** What the handshake has settled; undefined before it is done. */
		get negotiated(): Negotiated | undefined;
	}
}
