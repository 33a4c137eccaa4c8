/* What Node's sockets can do and ECMA-419's UDP class has no means for. It says so, rather than to seem done. */

import { EventEmitter } from "node:events";

export abstract class LimitedSocket extends EventEmitter {
	/** The error for a call that cannot be made: ENOTSUP, or that of a socket which is not open. */
	protected abstract unable(syscall: string): Error;

	setTTL(_hops: number): number {
		throw this.unable("setTTL");
	}
	setMulticastTTL(_hops: number): number {
		throw this.unable("setMulticastTTL");
	}
	setMulticastLoopback(_flag: boolean): boolean {
		throw this.unable("setMulticastLoopback");
	}
	setMulticastInterface(_address: string): void {
		throw this.unable("setMulticastInterface");
	}
	addSourceSpecificMembership(_source: string, _group: string, _interface?: string): void {
		throw this.unable("addSourceSpecificMembership");
	}
	dropSourceSpecificMembership(_source: string, _group: string, _interface?: string): void {
		throw this.unable("dropSourceSpecificMembership");
	}
	setRecvBufferSize(_size: number): void {
		throw this.unable("setRecvBufferSize");
	}
	setSendBufferSize(_size: number): void {
		throw this.unable("setSendBufferSize");
	}
	getRecvBufferSize(): number {
		throw this.unable("getRecvBufferSize");
	}
	getSendBufferSize(): number {
		throw this.unable("getSendBufferSize");
	}

	/** What waits in the system: the UDP class takes a datagram or refuses it. */
	getSendQueueSize(): number {
		return 0;
	}
	getSendQueueCount(): number {
		return 0;
	}
}
