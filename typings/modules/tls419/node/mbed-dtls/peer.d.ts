/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/mbed-dtls/peer" {
	import DTLS from "embedded:io/socket/udp/dtls";
	import { Buffer } from "node:buffer";
	import type { TLSError } from "tls419/errors";
	import type { Gate } from "tls419/node/mbed-dtls/gate";
	import { DtlsSocket } from "tls419/node/mbed-dtls/socket";
	import type { Place } from "tls419/udp";
	/** What a client needs of its server. */
	export interface Home {
		readonly gate: Gate;
		/** Its handshake is done, or its session has proven to be alive. */
		secured(client: DtlsServerSocket): void;
		moved(client: DtlsServerSocket, before: Place): void;
		gone(client: DtlsServerSocket): void;
		/** Makes it an association that was saved. Returns whether that could be. */
		restore(client: DtlsServerSocket, session: unknown): boolean;
	}
	export class DtlsServerSocket extends DtlsSocket {
		#private;
		/** Whether it was made by resumeSocket. */
		readonly selfRestored: boolean;
		/** By what lookupKey was asked for it, in hexadecimal; undefined if it was not. */
		deviceId: string | undefined;
		constructor(home: Home, { address, port }: Place, sendClose: boolean, selfRestored?: boolean);
		/** Makes it the association that a session has saved. Returns whether that could be done. */
		resumeSession(session: unknown): boolean;
		/** Forgets the association without a word: 'close' comes at once, and no listener stays. */
		reset(): void;
		get session(): Buffer;
		/** Whether there is an association, proven or not. */
		get standing(): boolean;
		/** Takes over an association. @param unproven whether only a genuine datagram tells that its peer is there */
		adopt(from: DTLS, unproven: boolean): void;
		/** Has it look at a datagram that was for it, though it came from elsewhere. `judged` hears whether it was genuine and newer than all before. */
		introduce(message: Uint8Array, from: Place, judged?: (newer: boolean) => void): void;
		/** The peer is there. */
		prove(): void;
		protected get gate(): Gate | undefined;
		protected opened(): void;
		protected announce(): void;
		protected moved(before: Place): void;
		protected failed(error: TLSError): void;
		protected released(done: () => void): void;
	}
}
