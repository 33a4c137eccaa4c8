/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/pem" {
	import { type ByteSource } from "tls419/der";
	/** Certificates, keys and lists as Node's modules take them. */
	export type PEM = string | ByteSource;
	export interface Block {
		/** What stands behind BEGIN, such as "CERTIFICATE". */
		readonly label: string;
		readonly der: Uint8Array;
		/** Whether it is encrypted in the old way, which its headers tell (RFC 1421, 4.6.1). */
		readonly encrypted: boolean;
	}
	/** The blocks of a text one after the other. What stands between them is passed over. */
	export function blocksOf(text: string): Block[];
	/** The certificates of a PEM or DER value, or of a list of them, in DER. */
	export function certificatesOf(value: unknown, name: string): Uint8Array[];
	/** The revocation lists of a PEM or DER value, or of a list of them, in DER. */
	export function revocationsOf(value: unknown, name: string): Uint8Array[];
	/** The public key (SubjectPublicKeyInfo) of a PEM or DER value, in DER. */
	export function publicKeyOf(value: unknown, name: string): Uint8Array;
	/** The private key of a PEM or DER value, in DER. */
	export function keyOf(value: unknown, name: string): Uint8Array;
	/** The revocation lists that stand among other blocks, in DER; none if there are none. */
	export function revocationsAmong(value: unknown, name: string): Uint8Array[];
	/** DER as PEM, with a line feed behind it. */
	export function pemOf(label: string, der: ArrayBuffer): string;
}
