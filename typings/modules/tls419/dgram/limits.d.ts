/* Made by `npm run typings` from the module itself. */
declare module "tls419/dgram/limits" {
	import { EventEmitter } from "node:events";
	export abstract class LimitedSocket extends EventEmitter {
		/** The error for a call that cannot be made: ENOTSUP, or that of a socket which is not open. */
		protected abstract unable(syscall: string): Error;
		setTTL(_hops: number): number;
		setMulticastTTL(_hops: number): number;
		setMulticastLoopback(_flag: boolean): boolean;
		setMulticastInterface(_address: string): void;
		addSourceSpecificMembership(_source: string, _group: string, _interface?: string): void;
		dropSourceSpecificMembership(_source: string, _group: string, _interface?: string): void;
		setRecvBufferSize(_size: number): void;
		setSendBufferSize(_size: number): void;
		getRecvBufferSize(): number;
		getSendBufferSize(): number;
		/** What waits in the system: the UDP class takes a datagram or refuses it. */
		getSendQueueSize(): number;
		getSendQueueCount(): number;
	}
}
