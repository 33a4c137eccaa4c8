/*
 * "embedded:io/socket/listener/dtls": a port where DTLS peers arrive, with the contract of ECMA-419's Listener class. One UDP socket serves all of them, and lives as
 * long as the listener: closing it ends its associations. Who a datagram is from is found in peers.ts.
 */

import { configurationOf, type default as TLSContext } from "embedded:io/socket/tcp/tls/context";
import DTLS from "embedded:io/socket/udp/dtls";
import { promised } from "tls419/answer";
import { Association, type Terms, type Way } from "tls419/association";
import { openReception, receptionWith, restore } from "tls419/connect";
import type { Configuration } from "tls419/credentials";
import type { DTLSListenerSettings } from "tls419/datagrams";
import { Entrance } from "tls419/entrance";
import { check, type TLSError } from "tls419/errors";
import { Handshake } from "tls419/handshake";
import { DatagramCollector } from "tls419/hello";
import { Library } from "tls419/library";
import { readDTLSOptions, type TLSRecord } from "tls419/options";
import { Pace, type Retransmission } from "tls419/pace";
import { type Host, Peers } from "tls419/peers";
import type { Questions } from "tls419/questions";
import type { Reception } from "tls419/reception";
import type { Owner } from "tls419/report";
import { chosenContext, type Remote } from "tls419/server";
import { Session } from "tls419/session";
import { present } from "tls419/transport";
import { makeSocket, type Place } from "tls419/udp";
import { anything, type ByteBuffer, callback, defineTarget, integer, oneOf, optional, optionsObject, string } from "tls419/validate";

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
	readonly UDP?: { readonly io?: unknown; readonly [option: string]: unknown };
	readonly format?: Format;
	readonly target?: unknown;
	/** Handshakes are done: `count` associations wait to be read. */
	readonly onReadable?: CountCallback | null;
	/** A handshake has failed, with the client at `remote`; others go on. Without `remote` it is the listener itself that has failed. */
	readonly onError?: ErrorCallback | null;
}

const formats = Object.freeze(["socket/udp"] as const);
/* What is the business of the class underneath. */
const forSocket = Object.freeze(["port", "address"]);

function readFormat(value: unknown, name: string): Format {
	return oneOf(value, name, formats);
}

function readRemote(value: object): Place {
	return {
		address: optional(value, "address", string, undefined) ?? missing("address"),
		port: optional(value, "port", (port, name) => integer(port, name, 1, 65535), undefined) ?? missing("port"),
	};
}

function missing(name: string): never {
	throw new Error(`${name} of the peer is missing`);
}

function closed(): never {
	throw new Error("this listener is closed");
}

/** What a listener has while it is open. */
class Desk implements Host {
	readonly instance: DTLSListener;
	/** Of the associations that nobody has taken over yet. */
	readonly owner: Owner;
	readonly peers: Peers;
	reception: Reception;
	/** The context that was given last; undefined if certificate and key were. */
	context: TLSContext | undefined;
	/** What was made of certificate and key, until a context takes its place. */
	own: Configuration | undefined;
	/* Of the record only what each association needs: it has the bytes of certificates and keys in it. */
	readonly #terms: Terms;
	readonly #retransmission: Retransmission | false | undefined;
	readonly #questions: Questions | undefined;
	readonly #onReadable: CountCallback | undefined;
	readonly #onError: ErrorCallback | undefined;

	constructor(instance: DTLSListener, record: TLSRecord, onReadable?: CountCallback, onError?: ErrorCallback) {
		/* First, because it wipes the secrets in the record. */
		this.reception = openReception(record, true);
		this.context = record.context;
		if (this.context === undefined) this.own = this.reception.configuration;
		this.instance = instance;
		this.owner = { instance, onReadable: undefined, onWritable: undefined, onError: undefined };
		this.peers = new Peers(this, record.maximumPending, Math.max(0, record.datagram?.connectionId ?? 0));
		this.#terms = { host: undefined, mtu: record.datagram?.mtu ?? 0, timeouts: record.timeouts };
		this.#retransmission = record.datagram?.retransmission;
		this.#questions = record.questions;
		this.#onReadable = onReadable;
		this.#onError = onError;
	}

	listen(options: object): void {
		this.peers.open(makeSocket(options, present(options, forSocket), this.peers));
	}

	close(): void {
		try {
			this.peers.close();
		} finally {
			this.own?.delete();
		}
	}

	open(way: Way, remote: Place, id: Uint8Array | undefined): Association {
		const entrance = new Entrance(this.reception, new DatagramCollector(), { id, remote });
		const association = new Association(new Session(), way, remote, this.owner, this.#terms);
		association.handshake = new Handshake(association, this.#questions, entrance);
		if (this.#retransmission !== undefined) association.pace = new Pace(this.#retransmission);
		return association;
	}

	restore(saved: ByteBuffer, remote: Place): Association {
		return this.peers.adopt((way) => {
			const name = Library.associationName(saved);
			const configuration = this.#configurationFor(name);
			const session = new Session();
			check(session.open(configuration, name));
			restore(session, saved);
			return new Association(session, way, remote, this.owner, this.#terms);
		});
	}

	/** The one for clients that ask for that name. */
	#configurationFor(name: string | undefined): Configuration {
		const { configuration, onServerName, settings } = this.reception;
		const answer = name === undefined ? undefined : onServerName?.call(this.instance, name);
		if (promised(answer) !== undefined)
			throw new Error(
				`onServerName answers with a promise, and restore() does not wait for the context of "${name}": answer at once with one that is there`,
			);
		const context = chosenContext(answer);
		if (context !== undefined) return configurationOf(context, settings);
		if (configuration === undefined)
			throw new Error("this listener has no certificate of its own, and onServerName has none for this association");
		return configuration;
	}

	ready(count: number): void {
		this.#onReadable?.call(this.instance, count);
	}

	failed(error: TLSError, remote?: Remote): void {
		this.#onError?.call(this.instance, error, remote);
	}
}

/* Only our own class takes a bare association. */
function instanceOf(association: Association): DTLS {
	const options: object = association;
	return new DTLS(options as ConstructorParameters<typeof DTLS>[0]);
}

export default class DTLSListener {
	declare target?: unknown;

	#desk: Desk | undefined;

	/**
	 * Opens a port. The options are those of the UDP class, and `tls`: see docs/dtls.md.
	 * @throws TypeError, RangeError, Error for options that cannot be used, or a port that cannot be had; TLSError for certificates and keys that cannot be read.
	 */
	constructor(options: DTLSListenerOptions) {
		try {
			this.#open(optionsObject(options));
		} catch (error) {
			this.close();
			throw error;
		}
	}

	/** Says goodbye to all peers, ends their associations, and closes the port. May be called twice. */
	close(): void {
		const desk = this.#desk;
		this.#desk = undefined;
		desk?.close();
	}

	/** The association that has been ready for the longest time, without callbacks, to be given to a constructor as `from`; undefined when none waits. */
	read(): DTLS | undefined {
		const association = this.#live().peers.take();
		return association === undefined ? undefined : instanceOf(association);
	}

	/**
	 * Goes on with an association that save() of a peer's has given, at a listener with the same options: after a restart, or on another machine.
	 * Where its client has asked for a server name, onServerName is asked for the context, and has to answer at once.
	 * @param remote where the peer was; with a connection ID it may have moved since.
	 * @throws TLSError ERR_TLS_ASSOCIATION for what is none or does not suit; Error if there is no room for it.
	 */
	restore(saved: ByteBuffer, remote: Place): DTLS {
		return instanceOf(this.#live().restore(saved, readRemote(optionsObject(remote))));
	}

	write(): never {
		this.#live();
		throw new Error("a listener cannot be written");
	}

	/** How many peers there are, those that shake hands among them. */
	get peers(): number {
		return this.#live().peers.count;
	}

	/** The port, if the socket tells it. */
	get port(): number | undefined {
		return this.#live().peers.socket?.port;
	}

	/** "socket/udp": an association has the contract of the UDP class. */
	get format(): Format {
		this.#live();
		return formats[0];
	}
	set format(value: Format) {
		this.#live();
		readFormat(value, "format");
	}

	/** The context for clients that name no server, or one that onServerName has nothing for; see TLSListener. */
	get context(): TLSContext | undefined {
		return this.#live().context;
	}
	set context(value: TLSContext) {
		const desk = this.#live();
		desk.reception = receptionWith(desk.reception, value);
		desk.context = value;
		desk.own = undefined;
	}

	#open(options: object): void {
		optional(options, "format", readFormat, undefined);
		const onReadable = optional(options, "onReadable", callback<CountCallback>, undefined);
		const onError = optional(options, "onError", callback<ErrorCallback>, undefined);
		const target = optional(options, "target", anything, undefined);
		const desk = new Desk(this, readDTLSOptions(options, true), onReadable, onError);
		this.#desk = desk;
		desk.listen(options);
		defineTarget(this, target);
	}

	#live(): Desk {
		return this.#desk ?? closed();
	}
}
