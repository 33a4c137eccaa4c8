/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/mbed-dtls/socket" {
	import { Buffer } from "node:buffer";
	import type { Callback } from "node:stream";
	import { TLSError } from "tls419/errors";
	import { PeerFacts } from "tls419/node/mbed-dtls/facts";
	import type { Gate } from "tls419/node/mbed-dtls/gate";
	import type { Place } from "tls419/udp";
	export abstract class DtlsSocket extends PeerFacts {
		#private;
		/** Where the peer is now. */
		remoteAddress: string | undefined;
		remotePort: number | undefined;
		/** Whether the handshake is done. */
		connected: boolean;
		/** Whether the keys come from an earlier association. */
		resumed: boolean;
		/** Whether the peer is told when this side ends. */
		sendClose: boolean;
		protected abstract get gate(): Gate | undefined;
		/** The callbacks of the association that this socket stands for. */
		protected callbacks(): object;
		/** The handshake is done, or was restored. */
		protected opened(): void;
		/** The peer has proven that it is there. Says so, once. */
		protected confirm(): void;
		/** Tells the application that the association stands. */
		protected abstract announce(): void;
		/** The peer is elsewhere now. */
		protected moved(_before: Place): void;
		/** The association has ended. */
		protected failed(error: TLSError): void;
		/** The session as bytes, a secret; see docs/node-mbed-dtls.md. Empty before the handshake is done. */
		abstract get session(): Buffer;
		/** What the association would go on with; undefined as long as it cannot be saved. */
		protected save(): Uint8Array | undefined;
		/** The most bytes of a datagram; 0 before the handshake is done. */
		get maximumLength(): number;
		/** As dgram has it: sends a part of the message to the peer, whatever port and host are named. */
		send(message: string | Uint8Array, ...values: unknown[]): void;
		/** One datagram. One that is too large is refused, by its callback or 'error', and the association goes on. */
		write(chunk: string | Uint8Array, ...values: unknown[]): boolean;
		/** Ends the association: what was written leaves before. While the handshake goes on that is at once. */
		end(...values: unknown[]): this;
		emit(event: string | symbol, ...values: unknown[]): boolean;
		_read(): void;
		_write(chunk: Uint8Array, _encoding: string, callback: Callback): void;
		_final(callback: Callback): void;
		_destroy(error: Error | null, callback: Callback): void;
		/** Lets go of what the socket stands on. */
		protected abstract released(done: () => void): void;
	}
}
