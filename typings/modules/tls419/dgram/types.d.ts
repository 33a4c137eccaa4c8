/* Made by `npm run typings` from the module itself. */
declare module "tls419/dgram/types" {
	import type { Buffer } from "node:buffer";
	import type { Lookup } from "tls419/dgram/lookup";
	export type SocketType = "udp4" | "udp6";
	/** What ends something from outside: Node's AbortSignal, or the like. */
	export interface Signal {
		readonly aborted: boolean;
		addEventListener(type: "abort", listener: () => void): void;
		removeEventListener(type: "abort", listener: () => void): void;
	}
	export interface SocketOptions {
		readonly type: SocketType;
		/** Drops what comes over IPv4. */
		readonly ipv6Only?: boolean;
		readonly lookup?: Lookup;
		readonly signal?: Signal;
		/** Hints, which the UDP class has no use for. */
		readonly reuseAddr?: boolean;
		readonly recvBufferSize?: number;
		readonly sendBufferSize?: number;
	}
	/** An address as events and methods give it. */
	export interface AddressInfo {
		address: string;
		family: "IPv4" | "IPv6";
		port: number;
	}
	/** Where a datagram has come from. */
	export interface RemoteInfo extends AddressInfo {
		size: number;
	}
	export type MessageListener = (message: Buffer, remote: RemoteInfo) => void;
}
