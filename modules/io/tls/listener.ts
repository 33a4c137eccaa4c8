/*
 * "embedded:io/socket/listener/tls": a port where TLS connections arrive, with the contract of ECMA-419's Listener class. It stands on a listener for the
 * transport; what happens between the two is in lobby.ts.
 */

import Listener from "embedded:io/socket/listener";
import TLS from "embedded:io/socket/tcp/tls";
import type TLSContext from "embedded:io/socket/tcp/tls/context";
import Timer from "timer";
import { openReception, receptionWith } from "tls419/connect";
import { Connection } from "tls419/connection";
import type { Configuration } from "tls419/credentials";
import { type TLSError, transportError } from "tls419/errors";
import { type Candidate, type Front, Lobby } from "tls419/lobby";
import { readListenerOptions, type TLSRecord } from "tls419/options";
import type { Questions } from "tls419/questions";
import type { Reception } from "tls419/reception";
import type { Remote } from "tls419/server";
import { Session } from "tls419/session";
import type { CommonSettings, ServerOptions } from "tls419/settings";
import type { Timeouts } from "tls419/timeouts";
import { present, type TransportClass, takeTransport } from "tls419/transport";
import { anything, boolean, callback, defineTarget, type Options, oneOf, optional, optionsObject, positiveInteger } from "tls419/validate";

type Format = "socket/tcp";
type CountCallback = (this: TLSListener, count: number) => void;
type ErrorCallback = (this: TLSListener, error: Error & { code?: string }, remote?: Remote) => void;

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
	readonly Listener?: { readonly io?: TransportClass; readonly [option: string]: unknown };
	readonly format?: Format;
	readonly target?: unknown;
	/** Handshakes are done: `count` connections wait to be read. */
	readonly onReadable?: CountCallback | null;
	/** A handshake has failed, with the client at `remote`; others go on. Without `remote` it is the listener itself that has failed. */
	readonly onError?: ErrorCallback | null;
}

/** What is asked of the class underneath. */
interface Below {
	readonly port?: number;
	read(): object | undefined;
	close(): void;
}

const formats = Object.freeze(["socket/tcp"] as const);

/* What is the business of the class underneath. */
const forListener = Object.freeze(["port", "address"]);

/* What is the business of the connections that it gives, checked here so that not each of them has to fail. */
function readTransportOptions(options: object): object {
	const noDelay = optional(options, "noDelay", boolean, undefined);
	const nodelay = optional(options, "nodelay", boolean, undefined);
	const keepAlive = optional(options, "keepAlive", positiveInteger, undefined);
	return {
		...(noDelay !== undefined && { noDelay }),
		...(nodelay !== undefined && { nodelay }),
		...(keepAlive !== undefined && { keepAlive }),
	};
}

function readFormat(value: unknown, name: string): Format {
	return oneOf(value, name, formats);
}

function closed(): never {
	throw new Error("this listener is closed");
}

/** What a listener has while it is open. */
class Desk implements Front {
	readonly instance: TLSListener;
	readonly lobby: Lobby;
	reception: Reception;
	/** The context that was given last; undefined if certificate and key were. */
	context: TLSContext | undefined;
	/** What was made of certificate and key, until a context takes its place. */
	own: Configuration | undefined;
	below: Below | undefined;
	/* Of the record only what each connection needs: it has the bytes of certificates and keys in it. */
	/** Of its connections: how long a handshake may take is the lobby's business. Undefined for no limits. */
	readonly #timeouts: Timeouts | undefined;
	readonly #questions: Questions | undefined;
	readonly #transportOptions: object;
	readonly #onReadable: CountCallback | undefined;
	readonly #onError: ErrorCallback | undefined;

	constructor(instance: TLSListener, record: TLSRecord, transportOptions: object, onReadable?: CountCallback, onError?: ErrorCallback) {
		/* First, because it wipes the secrets in the record. */
		this.reception = openReception(record, true);
		this.context = record.context;
		if (this.context === undefined) this.own = this.reception.configuration;
		this.instance = instance;
		this.lobby = new Lobby(this, record.timeouts.handshake);
		if (record.timeouts.idle > 0) this.#timeouts = { connect: 0, handshake: 0, idle: record.timeouts.idle };
		this.#questions = record.questions;
		this.#transportOptions = transportOptions;
		this.#onReadable = onReadable;
		this.#onError = onError;
	}

	/** @param maximum how many may shake hands or wait to be read at a time */
	listen(options: object, maximum: number): void {
		const inner = optional(options, "Listener", anything, undefined);
		const settings = typeof inner === "object" && inner !== null ? inner : {};
		const lobby = this.lobby;
		const Kind = "io" in settings ? settings.io : Listener;
		if (typeof Kind !== "function") throw new TypeError("Listener.io must be a class with the contract of Listener");
		this.below = Reflect.construct(Kind, [
			{
				...present(options, forListener),
				...settings,
				onReadable: (count: number) => lobby.arrived(count),
				onError: (error: unknown) => this.#broken(transportError(error ?? new Error("the listener underneath has failed"))),
			},
		]);
		lobby.open(maximum);
	}

	close(): void {
		try {
			/* First, since the listener underneath may call back while it is closed. */
			this.lobby.close();
		} finally {
			try {
				this.below?.close();
			} finally {
				this.own?.delete();
			}
		}
	}

	/** The listener underneath has failed. */
	#broken(error: TLSError): void {
		/* While it is being made nobody has this one as yet. */
		if (this.below === undefined) Timer.set(() => this.lobby.tell(error));
		else this.lobby.tell(error);
	}

	accept(): object | undefined {
		return this.below?.read();
	}

	open(from: object, candidate: Candidate): void {
		const reception = this.reception;
		const connection = new Connection(new Session(reception.usual), undefined, candidate, this.#timeouts, this.#questions, reception);
		candidate.connection = connection;
		connection.transport = takeTransport(from, this.#transportOptions, connection);
	}

	ready(count: number): void {
		this.#onReadable?.call(this.instance, count);
	}

	failed(error: TLSError, remote?: Remote): void {
		this.#onError?.call(this.instance, error, remote);
	}
}

export default class TLSListener {
	declare target?: unknown;

	#desk: Desk | undefined;

	/**
	 * Opens a port. The options are those of the TCP listener, and `tls`: see docs/api.md.
	 * @throws TypeError, RangeError, Error for options that cannot be used, or a port that cannot be had; TLSError for certificates and keys that cannot be read.
	 */
	constructor(options: TLSListenerOptions) {
		try {
			this.#open(optionsObject(options));
		} catch (error) {
			this.close();
			throw error;
		}
	}

	/**
	 * A class whose listeners have these TLS settings, for those who take a listener class and know nothing of TLS: an HTTP server that makes one with a port and
	 * a callback.
	 */
	static configure(tls: TLSListenerSettings): typeof TLSListener {
		return class extends this {
			constructor(options: TLSListenerOptions) {
				super(Object.create(optionsObject(options), { tls: { value: tls, enumerable: true } }));
			}
		};
	}

	/** Closes the port, and all connections that were not read. May be called twice. */
	close(): void {
		const desk = this.#desk;
		this.#desk = undefined;
		desk?.close();
	}

	/** The connection that has been ready for the longest time, without callbacks, to be given to a constructor as `from`; undefined when none waits. */
	read(): TLS | undefined {
		const desk = this.#desk ?? closed();
		const connection = desk.lobby.take();
		/* By Reflect, because no declaration has what only a listener gives to the constructor. */
		return connection === undefined ? undefined : Reflect.construct(TLS, [undefined, connection]);
	}

	write(): never {
		this.#live();
		throw new Error("a listener cannot be written");
	}

	/** The port, if what it stands on has one. */
	get port(): number | undefined {
		return this.#live().below?.port;
	}

	/** "socket/tcp": a connection has the contract of the TCP class. */
	get format(): Format {
		this.#live();
		return formats[0];
	}
	set format(value: Format) {
		this.#live();
		readFormat(value, "format");
	}

	/**
	 * The context for clients that name no server, or one that onServerName has nothing for. It may be replaced at any time, when a certificate was renewed, say: the
	 * next handshakes use the new one, connections that stand or shake hands go on with theirs. Undefined if certificate and key were given in place of a context.
	 * @throws TypeError for what is no TLSContext; TLSError, Error for one that a server with these options cannot use. Then nothing is changed.
	 */
	get context(): TLSContext | undefined {
		return this.#live().context;
	}
	set context(value: TLSContext) {
		const desk = this.#live();
		/* The one before is not freed here: clients who have not said yet what they want still come in by it. */
		desk.reception = receptionWith(desk.reception, value);
		desk.context = value;
		desk.own = undefined;
	}

	#open(options: Options): void {
		optional(options, "format", readFormat, undefined);
		const onReadable = optional(options, "onReadable", callback<CountCallback>, undefined);
		const onError = optional(options, "onError", callback<ErrorCallback>, undefined);
		const target = optional(options, "target", anything, undefined);
		const transportOptions = readTransportOptions(options);
		const record = readListenerOptions(options);
		const desk = new Desk(this, record, transportOptions, onReadable, onError);
		this.#desk = desk;
		desk.listen(options, record.maximumPending);
		defineTarget(this, target);
	}

	#live(): Desk {
		return this.#desk ?? closed();
	}
}
