/* What an application says when it opens an association for one peer of DTLS, and what is made of it. */

import type DTLS from "embedded:io/socket/udp/dtls";
import { Association } from "tls419/association";
import { openSession } from "tls419/connect";
import type { DTLSSettings } from "tls419/datagrams";
import type { TLSError } from "tls419/errors";
import { Handshake } from "tls419/handshake";
import { Line } from "tls419/line";
import { readDTLSOptions } from "tls419/options";
import { Pace } from "tls419/pace";
import type { Owner } from "tls419/report";
import type { Remote } from "tls419/server";
import { callback, integer, type Options, oneOf, required, string } from "tls419/validate";

export type Format = "buffer";
type CountCallback = (this: DTLS, count: number) => void;
type ErrorCallback = (this: DTLS, error: TLSError) => void;
type SessionCallback = (this: DTLS, session: ArrayBuffer) => void;
type RemoteCallback = (this: DTLS, before: Remote) => void;

/** The peer's address and port, and the options of DTLS. */
export interface DTLSOptions {
	/** The peer's address, as the UDP class gives it. Not needed with `from`. */
	readonly address?: string;
	readonly port?: number | string;
	readonly tls?: DTLSSettings;
	/** `tls.host` where that is absent. */
	readonly host?: string;
	/** The class to stand on, and options for it, such as a port of this machine. Default: the host's UDP class. */
	readonly UDP?: { readonly io?: unknown; readonly [option: string]: unknown };
	/** An association to take over as it is, such as one that a listener has given. */
	readonly from?: DTLS;
	readonly format?: Format;
	readonly target?: unknown;
	/** `count` datagrams can be read. */
	readonly onReadable?: CountCallback | null;
	/** A datagram of `count` bytes can be written. The first call says that the handshake is done. */
	readonly onWritable?: CountCallback | null;
	/** The association has ended; `error.code` is "EOF" if in good order. Nothing is called after it. */
	readonly onError?: ErrorCallback | null;
	/** A client's session that `tls.session` of a later association resumes: a secret. */
	readonly onSession?: SessionCallback | null;
	/** The peer has come back from another address, with its connection ID: `remoteAddress` and `remotePort` are the new ones. */
	readonly onRemoteChange?: RemoteCallback | null;
}

export const formats = Object.freeze(["buffer"] as const);

export function readFormat(value: unknown, name: string): Format {
	return oneOf(value, name, formats);
}

export function port(value: unknown, name: string): number {
	return integer(value, name, 1, 65535);
}

/** Who hears of an association. */
export function readOwner(options: Options, instance: DTLS): Owner {
	const onReadable = "onReadable" in options ? callback<CountCallback>(options.onReadable, "onReadable") : undefined;
	const onWritable = "onWritable" in options ? callback<CountCallback>(options.onWritable, "onWritable") : undefined;
	const onError = "onError" in options ? callback<ErrorCallback>(options.onError, "onError") : undefined;
	const owner: Owner = { instance, onReadable, onWritable, onError };
	const onSession = "onSession" in options ? callback<SessionCallback>(options.onSession, "onSession") : undefined;
	if (onSession !== undefined) owner.onSession = onSession;
	const onRemoteChange = "onRemoteChange" in options ? callback<RemoteCallback>(options.onRemoteChange, "onRemoteChange") : undefined;
	if (onRemoteChange !== undefined) owner.onRemoteChange = onRemoteChange;
	return owner;
}

/** Opens the association of an owner, whose line has no socket yet. */
export function openLine(options: Options, owner: Owner): Line {
	const remote = { address: required(options, "address", string), port: required(options, "port", port) };
	const record = readDTLSOptions(options, false);
	const line = new Line();
	const session = openSession(record, owner.onSession !== undefined);
	const { host, questions, timeouts } = record;
	const association = new Association(session, line, remote, owner, { host, mtu: record.datagram?.mtu ?? 0, timeouts });
	if (questions !== undefined) association.handshake = new Handshake(association, questions, undefined);
	const retransmission = record.datagram?.retransmission;
	if (retransmission !== undefined) association.pace = new Pace(retransmission);
	line.association = association;
	return line;
}
