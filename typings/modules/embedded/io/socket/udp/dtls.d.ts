/* Made by `npm run typings` from the module itself. */
declare module "embedded:io/socket/udp/dtls" {
	import { type Capabilities } from "tls419/capabilities";
	import { type DTLSOptions, type Format } from "tls419/datagram_options";
	import { type Negotiated } from "tls419/negotiated";
	import { type Traffic } from "tls419/statistics";
	import { type Datagram, type Place } from "tls419/udp";
	import { type ByteBuffer } from "tls419/validate";
	export type { DTLSOptions };
	/** A session that a server has kept for a client without tickets. */
	export interface KeptSession {
		/** What the client names it by (RFC 5246, 7.4.1.3). */
		readonly identifier: ArrayBuffer;
		/** Sealed with the listener's `ticketKeys`; undefined if it was not kept: tls.sessionCache is 0, the client has a ticket or a pre-shared key, or others needed the place. */
		readonly session: ArrayBuffer | undefined;
	}
	export default class DTLS {
		#private;
		target?: unknown;
		/**
		 * Opens an association with a server: see docs/dtls.md.
		 * @throws TypeError, RangeError, Error for options that cannot be used; TLSError for certificates, keys and associations that cannot.
		 */
		constructor(options: DTLSOptions);
		/** Says goodbye (close_notify), frees all memory, and closes the socket if it is this association's own. May be called twice. */
		close(): void;
		/** The same without a goodbye: the peer finds out when nobody answers. */
		abandon(): void;
		/**
		 * Takes one datagram, as an ArrayBuffer with the peer's `address` and `port`; or puts it into a buffer, which gets these properties, and gives the count.
		 * Undefined if there is none.
		 * @throws Error after close; RangeError for a buffer that is too small, and the datagram stays; TypeError for what is no buffer.
		 */
		read(): Datagram | undefined;
		read(buffer: ByteBuffer): number | undefined;
		/**
		 * Encrypts a byte buffer and sends it as one datagram, or throws and sends nothing.
		 * @returns how many bytes a datagram can have.
		 * @throws TLSError ERR_TLS_NOT_CONNECTED before the first onWritable, EMSGSIZE for more than a datagram carries, ERR_TLS_CLOSED after onError; Error after close.
		 */
		write(data: ByteBuffer): number;
		/**
		 * The association as bytes, a secret: `tls.association` of a later one, or a listener's restore(), goes on with it without a handshake. This one goes on too. The
		 * bytes are good once, and as long as this one has not sent 65536 more datagrams.
		 * @throws TLSError ERR_TLS_NOT_CONNECTED, ERR_TLS_NOT_SAVABLE with a CBC cipher suite, ERR_TLS_UNSETTLED as long as something is on its way; Error after close.
		 */
		save(): ArrayBuffer;
		/**
		 * The same, and closes this instance without a goodbye: the association sleeps, and goes on where the bytes are given. Then nothing can use its numbers twice.
		 * @throws what save() throws; then it is not closed. What the socket throws if it cannot be closed; then the instance is closed all the same, and the bytes are lost.
		 */
		suspend(): ArrayBuffer;
		/** Derives key material that both peers can derive and nobody else (RFC 5705); see TLS. */
		exportKeyingMaterial(length: number, label: string, context?: ByteBuffer): ArrayBuffer;
		/**
		 * Takes a datagram that is said to be this peer's, and has come from elsewhere or by another way: `from` is where. It is looked at in a turn of its own like one of the
		 * socket's, and only if it is genuine and newer than all before does the peer's address become `from`, which onRemoteChange tells.
		 * @param judged is called then, before what it carries is announced: true if it was that.
		 * @returns false if too many datagrams wait: then it is lost.
		 * @throws TypeError, RangeError for what is no datagram or no address; Error after close.
		 */
		receive(data: ByteBuffer, from: Place, judged?: (newer: boolean) => void): boolean;
		/** Epoch and number of the record that is sent next, 8 bytes as they are in it; undefined before the handshake is done. */
		get outCounter(): ArrayBuffer | undefined;
		/** A server's: the session that its client may come back to without a ticket, for `onHello` of a later listener. Undefined if there is none. */
		get kept(): KeptSession | undefined;
		/** "buffer", the only one. */
		get format(): Format;
		set format(value: Format);
		/** The peer's address now. */
		get remoteAddress(): string;
		get remotePort(): number;
		/** What the handshake has settled; undefined before it is done. */
		get negotiated(): Negotiated | undefined;
		/** What this build can do; the same frozen object each time. */
		static get capabilities(): Capabilities;
		/** How much went through this association so far. */
		get statistics(): Traffic;
	}
}
