/* Made by `npm run typings` from the module itself. */
declare module "tls419/statistics" {
	/** Counted since the connection, or the machine, was started. */
	export interface Traffic {
		/** Bytes of ciphertext that arrived, the handshake's included. */
		readonly bytesIn: number;
		readonly bytesOut: number;
		/** Bytes of application data that were read. */
		readonly plainIn: number;
		/** Bytes of application data that were sealed. */
		readonly plainOut: number;
		/** Records with application data. */
		readonly recordsIn: number;
		readonly recordsOut: number;
	}
	export interface MachineStatistics extends Traffic {
		/** Handshakes that were completed. */
		readonly handshakes: number;
		/** Those of them that resumed a session. */
		readonly resumptions: number;
		/** Handshakes that ended with an error, or with the end of the transport. */
		readonly failures: number;
		/** Connections that take memory now. */
		readonly sessions: number;
		/** The most that ever did at a time. */
		readonly peakSessions: number;
	}
}
