/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/mbed-dtls/facts" {
	import type DTLS from "embedded:io/socket/udp/dtls";
	import { Buffer } from "node:buffer";
	import { Duplex } from "node:stream";
	import type { Negotiated } from "tls419/negotiated";
	export abstract class PeerFacts extends Duplex {
		#private;
		/** What can be done with the association, once there is one and as long as it lasts. */
		protected association: DTLS | undefined;
		constructor();
		protected get negotiated(): Negotiated | undefined;
		/** Whether the peer's certificate, or its key, was found good; false before the handshake is done. */
		get authorized(): boolean;
		/** Why not, a code; undefined if it was. */
		get authorizationError(): string | undefined;
		/** IANA's name of the cipher suite; undefined before the handshake is done. */
		get cipherSuite(): string | undefined;
		/** The identity of the key that both sides have; undefined if there is none. */
		get pskIdentity(): Buffer | undefined;
		/** The peer's public key, a SubjectPublicKeyInfo in DER; empty if it has shown no certificate, or one that cannot be read. */
		get publicKey(): Buffer;
		/** The same in PEM; empty if there is none. */
		get publicKeyPEM(): Buffer;
		/** Epoch and number of the next record, 8 bytes; empty before the handshake is done. */
		get outCounter(): Buffer;
	}
}
