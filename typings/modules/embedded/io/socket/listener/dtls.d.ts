/* Made by `npm run typings` from the module itself. */
declare module "embedded:io/socket/listener/dtls" {
	import { type default as TLSContext } from "embedded:io/socket/tcp/tls/context";
	import DTLS from "embedded:io/socket/udp/dtls";
	import type { DTLSListenerSettings } from "tls419/datagrams";
	import { type TLSError } from "tls419/errors";
	import { type Remote } from "tls419/server";
	import { type Place } from "tls419/udp";
	import { type ByteBuffer } from "tls419/validate";
	type Format = "socket/udp";
	type CountCallback = (this: DTLSListener, count: number) => void;
	type ErrorCallback = (this: DTLSListener, error: TLSError, remote?: Remote) => void;
	/** The options of the UDP class, and those of DTLS. */
	export interface DTLSListenerOptions {
		/** The port to listen at. 0, the default, lets the system choose. */
		readonly port?: number | string;
		/** One of this machine's addresses; all of them when absent. */
		readonly address?: string;
		readonly tls: DTLSListenerSettings;
		/** The class to stand on, and options for it. Default: the host's UDP class. */
		readonly UDP?: {
			readonly io?: unknown;
			readonly [option: string]: unknown;
		};
		readonly format?: Format;
		readonly target?: unknown;
		/** Handshakes are done: `count` associations wait to be read. */
		readonly onReadable?: CountCallback | null;
		/** A handshake has failed, with the client at `remote`; others go on. Without `remote` it is the listener itself that has failed. */
		readonly onError?: ErrorCallback | null;
	}
	export default class DTLSListener {
		#private;
		target?: unknown;
		/**
		 * Opens a port. The options are those of the UDP class, and `tls`: see docs/dtls.md.
		 * @throws TypeError, RangeError, Error for options that cannot be used, or a port that cannot be had; TLSError for certificates and keys that cannot be read.
		 */
		constructor(options: DTLSListenerOptions);
		/** Says goodbye to all peers, ends their associations, and closes the port. May be called twice. */
		close(): void;
		/** The association that has been ready for the longest time, without callbacks, to be given to a constructor as `from`; undefined when none waits. */
		read(): DTLS | undefined;
		/**
		 * Goes on with an association that save() of a peer's has given, at a listener with the same options: after a restart, or on another machine.
		 * Where its client has asked for a server name, onServerName is asked for the context, and has to answer at once.
		 * @param remote where the peer was; with a connection ID it may have moved since.
		 * @throws TLSError ERR_TLS_ASSOCIATION for what is none or does not suit; Error if there is no room for it.
		 */
		restore(saved: ByteBuffer, remote: Place): DTLS;
		write(): never;
		/** How many peers there are, those that shake hands among them. */
		get peers(): number;
		/** The port, if the socket tells it. */
		get port(): number | undefined;
		/** "socket/udp": an association has the contract of the UDP class. */
		get format(): Format;
		set format(value: Format);
		/** The context for clients that name no server, or one that onServerName has nothing for; see TLSListener. */
		get context(): TLSContext | undefined;
		set context(value: TLSContext);
	}
}
