/* Made by `npm run typings` from the module itself. */
declare module "tls419/der" {
	import { type ByteBuffer } from "tls419/validate";
	/** Read-only memory of the host, such as a Resource. */
	export interface HostBuffer {
		readonly byteLength: number;
		slice(begin: number, end?: number): ArrayBuffer;
	}
	/** Bytes that are only read. */
	export type ByteSource = ByteBuffer | HostBuffer;
	/** A private key that PSA's key store keeps, in a secure element perhaps, in place of its bytes. A PrivateKey is one. */
	export interface OpaqueKey {
		/** The key's identifier in PSA, 1 to 0x7fffffff. */
		readonly psaKey: number;
	}
}
