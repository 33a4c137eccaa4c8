/* Made by `npm run typings` from the module itself. */
declare module "tls419/psk" {
	import { type ByteBuffer } from "tls419/validate";
	/** A key that both sides have, and the name under which the server finds it. Text stands for its UTF-8. */
	export interface PreSharedKey {
		/** 1 to 1024 bytes of any value. The client sends it in clear. */
		readonly identity: string | ByteBuffer;
		/** 1 to 64 bytes of any value; 16 random ones at least, or whoever listens can find it by trying. */
		readonly key: string | ByteBuffer;
	}
	/** What `onIdentity` may give: the key, or undefined or null for an identity that is unknown. */
	export type Key = string | ByteBuffer | undefined | null;
	/** Finds the key of a client that names itself so. */
	export type OnIdentity = (identity: ArrayBuffer) => Key | Promise<Key>;
	/** Copies, which only the native side gets, and which are wiped when it has them. */
	export interface SharedKey {
		readonly identity: Uint8Array;
		readonly key: Uint8Array;
	}
}
