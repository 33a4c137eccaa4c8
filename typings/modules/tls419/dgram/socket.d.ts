/* Made by `npm run typings` from the module itself. */
declare module "tls419/dgram/socket" {
	import { type BindOptions, type ConnectCallback, type Message, type SendCallback } from "tls419/dgram/arguments";
	import { LimitedSocket } from "tls419/dgram/limits";
	import type { AddressInfo, MessageListener, SocketOptions, SocketType } from "tls419/dgram/types";
	export class Socket extends LimitedSocket {
		#private;
		readonly type: SocketType;
		constructor(type: SocketType | SocketOptions, listener?: MessageListener);
		/** Opens the port: (port, address, callback), each of which may be left out, or (options, callback). 'listening' follows. */
		bind(port?: number | string | BindOptions | null | (() => void), address?: string | null | (() => void), callback?: () => void): this;
		/** Sends one datagram: (message, offset, length, port, address, callback), with or without offset and length; the last two may be left out. */
		send(message: Message | readonly Message[], port: number, address?: string | SendCallback, callback?: SendCallback): void;
		send(message: Message | readonly Message[], callback?: SendCallback): void;
		send(message: Message, offset: number, length: number, port: number, address?: string | SendCallback, callback?: SendCallback): void;
		send(message: Message, offset: number, length: number, callback?: SendCallback): void;
		/** Sends to one peer and hears only that one: (port, address, callback). 'connect' follows. */
		connect(port: number, address?: string | ConnectCallback, callback?: ConnectCallback): void;
		disconnect(): void;
		/** Closes the port. 'close' follows, with the callback among its listeners. What waits to be sent is sent before. */
		close(callback?: () => void): this;
		/** Where the socket is bound. */
		address(): AddressInfo;
		/** The peer of a socket that is connected. */
		remoteAddress(): AddressInfo;
		/** Whether datagrams to 255.255.255.255 are allowed. */
		setBroadcast(flag: boolean): void;
		addMembership(group: string, interfaceAddress?: string): void;
		dropMembership(group: string, interfaceAddress?: string): void;
		/** The program goes on as long as the socket is open. */
		ref(): this;
		/** The program may end while the socket is open. */
		unref(): this;
		protected unable(syscall: string): Error;
	}
	export function createSocket(type: SocketType | SocketOptions, listener?: MessageListener): Socket;
}
