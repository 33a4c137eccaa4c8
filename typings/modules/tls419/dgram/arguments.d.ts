/* Made by `npm run typings` from the module itself. */
declare module "tls419/dgram/arguments" {
	import type { SocketOptions, SocketType } from "tls419/dgram/types";
	export type SendCallback = (error: Error | null, bytes?: number) => void;
	export type Message = string | ArrayBufferView;
	export interface BindOptions {
		port?: number | string | null;
		address?: string | null;
		exclusive?: boolean;
		fd?: number;
	}
	interface Bind {
		readonly port: number;
		readonly address: string | undefined;
		readonly callback: (() => void) | undefined;
		/** Given as a descriptor of the system, which ECMA-419 does not know. */
		readonly byDescriptor: boolean;
	}
	interface Send {
		readonly bytes: Uint8Array;
		readonly port: number | undefined;
		readonly address: string | undefined;
		readonly callback: SendCallback | undefined;
	}
	interface Connect {
		readonly port: number;
		readonly address: string | undefined;
		readonly callback: ConnectCallback | undefined;
	}
	export type ConnectCallback = (error?: Error) => void;
	/** type or options */
	export function readOptions(type: SocketType | SocketOptions): SocketOptions;
	/** [port[, address]][, callback] or options[, callback] */
	export function readBind(values: readonly unknown[]): Bind;
	/** port[, address][, callback] */
	export function readConnect([port, second, third]: readonly unknown[]): Connect;
	/** message[, offset, length][, port][, address][, callback]; a socket that is connected has its port and address already. */
	export function readSend(connected: boolean, [message, ...values]: readonly unknown[]): Send;
}
