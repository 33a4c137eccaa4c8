/* Made by `npm run typings` from the module itself. */
declare module "tls419/datagrams" {
	import { type Retransmission } from "tls419/pace";
	import type { Remote } from "tls419/server";
	import type { ClientSettings, CommonSettings, ServerOptions } from "tls419/settings";
	import { type ByteBuffer, type Convert } from "tls419/validate";
	/** An address and a port. */
	export interface Place {
		readonly address: string;
		readonly port: number;
	}
	/** How long to wait for a peer that does not answer, milliseconds. */
	export interface HandshakeTimeout {
		/** Until a flight that was not answered is sent again; doubled each time. 1 to 600000, default 1000 (RFC 6347, 4.2.4.1). */
		readonly minimum?: number;
		/** The longest of these waits; when it has passed in vain as well, the handshake has failed. Default 60000. */
		readonly maximum?: number;
		/** For all of the handshake, whatever arrives; 0 or Infinity for no limit. Default 120000, for a listener's peer 60000. */
		readonly total?: number;
		/** In place of `minimum` and `maximum`: gives each wait from the one before, 0 at first. False: a flight is sent again only when the peer says its own again. */
		readonly retransmission?: Retransmission | false;
	}
	/** What both sides say of DTLS. */
	export interface DatagramOptions {
		/** The only one there is. */
		readonly minimumVersion?: "DTLSv1.2";
		readonly maximumVersion?: "DTLSv1.2";
		readonly handshakeTimeout?: HandshakeTimeout;
		/** Bytes that a datagram may have, without the headers of UDP and IP: 256 to 16384. Default 1232, which each path of IPv6 carries. */
		readonly mtu?: number;
		/**
		 * Connection IDs (RFC 9146), with which an association survives a change of the client's address. True, or the length of this side's own, 0 to 32 bytes: for a
		 * client true is 0, for a listener 8. Default false for a client; a listener has them for clients that ask.
		 */
		readonly connectionId?: boolean | number;
	}
	export interface DatagramClientOptions {
		/** An association as save() has given it, a secret: it goes on without a handshake. */
		readonly association?: ByteBuffer | null;
	}
	/** What a client says first, and where it is. */
	export interface ClientHello extends Remote {
		/** The name that it asks for (SNI). */
		readonly serverName: string | undefined;
		/** The identifier of a session that it wants to come back to; where it has a ticket, random bytes (RFC 5077, 3.4). */
		readonly session: ArrayBuffer | undefined;
	}
	/** Lets a client in, with a session that it may come back to if there is one: see `kept` of an association. What it throws refuses the client. */
	export type OnHello = (hello: ClientHello) => ByteBuffer | undefined | null | Promise<ByteBuffer | undefined | null>;
	export interface DatagramListenerOptions {
		/**
		 * Called for each client that has shown its address to be its own, before anything else is spent on it. `this` is the listener. A function that throws, or whose
		 * promise is rejected, ends the handshake. Default: all may try.
		 */
		readonly onHello?: OnHello | null;
		/** How many peers there are at most, those that shake hands among them. Default 16. */
		readonly maximumPeers?: number;
	}
	/** What is another thing over datagrams, or none. */
	type Other = keyof DatagramOptions | "connectTimeout" | "server";
	/** What an application says about DTLS: the `tls` of a client's options. */
	export interface DTLSSettings extends Omit<ClientSettings, Other>, DatagramOptions, DatagramClientOptions {
	}
	/** The `tls` of a listener's options. */
	export interface DTLSListenerSettings extends Omit<CommonSettings, Other>, ServerOptions, DatagramOptions, DatagramListenerOptions {
	}
	/** The same, read and checked. */
	export interface DatagramRecord {
		readonly mtu: number;
		readonly minimum: number;
		readonly maximum: number;
		readonly retransmission: Retransmission | false | undefined;
		/** The length of this side's own identifiers; -1 for none at all. */
		readonly connectionId: number;
	}
	type Get = <T>(name: string, convert: Convert<T>) => T | undefined;
}
