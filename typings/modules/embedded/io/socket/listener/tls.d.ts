/* Made by `npm run typings` from the module itself. */
declare module "embedded:io/socket/listener/tls" {
	import TLS from "embedded:io/socket/tcp/tls";
	import type TLSContext from "embedded:io/socket/tcp/tls/context";
	import type { Remote } from "tls419/server";
	import type { CommonSettings, ServerOptions } from "tls419/settings";
	import { type TransportClass } from "tls419/transport";
	type Format = "socket/tcp";
	type CountCallback = (this: TLSListener, count: number) => void;
	type ErrorCallback = (this: TLSListener, error: Error & {
		code?: string;
	}, remote?: Remote) => void;
	/** What a listener says about TLS: the options of a server, which `server: true` does not have to name. */
	export interface TLSListenerSettings extends CommonSettings, ServerOptions {
		/** How many connections may shake hands, or wait to be read, at a time. Default 16. */
		readonly maximumPending?: number;
	}
	/** The options of the TCP listener, and those of TLS. */
	export interface TLSListenerOptions {
		/** 0, the default, lets the system choose; `port` tells which. */
		readonly port?: number | string;
		/** One of this machine's addresses; all of them when absent. */
		readonly address?: string;
		readonly noDelay?: boolean;
		/** Milliseconds of silence after which a connection is probed. */
		readonly keepAlive?: number;
		readonly tls?: TLSListenerSettings;
		/** The class to stand on, and options for it. Default: the host's listener for TCP. */
		readonly Listener?: {
			readonly io?: TransportClass;
			readonly [option: string]: unknown;
		};
		readonly format?: Format;
		readonly target?: unknown;
		/** Handshakes are done: `count` connections wait to be read. */
		readonly onReadable?: CountCallback | null;
		/** A handshake has failed, with the client at `remote`; others go on. Without `remote` it is the listener itself that has failed. */
		readonly onError?: ErrorCallback | null;
	}
	export default class TLSListener {
		#private;
		target?: unknown;
		/**
		 * Opens a port. The options are those of the TCP listener, and `tls`: see docs/api.md.
		 * @throws TypeError, RangeError, Error for options that cannot be used, or a port that cannot be had; TLSError for certificates and keys that cannot be read.
		 */
		constructor(options: TLSListenerOptions);
		/**
		 * A class whose listeners have these TLS settings, for those who take a listener class and know nothing of TLS: an HTTP server that makes one with a port and
		 * a callback.
		 */
		static configure(tls: TLSListenerSettings): typeof TLSListener;
		/** Closes the port, and all connections that were not read. May be called twice. */
		close(): void;
		/** The connection that has been ready for the longest time, without callbacks, to be given to a constructor as `from`; undefined when none waits. */
		read(): TLS | undefined;
		write(): never;
		/** The port, if what it stands on has one. */
		get port(): number | undefined;
		/** "socket/tcp": a connection has the contract of the TCP class. */
		get format(): Format;
		set format(value: Format);
		/**
		 * The context for clients that name no server, or one that onServerName has nothing for. It may be replaced at any time, when a certificate was renewed, say: the
		 * next handshakes use the new one, connections that stand or shake hands go on with theirs. Undefined if certificate and key were given in place of a context.
		 * @throws TypeError for what is no TLSContext; TLSError, Error for one that a server with these options cannot use. Then nothing is changed.
		 */
		get context(): TLSContext | undefined;
		set context(value: TLSContext);
	}
}
