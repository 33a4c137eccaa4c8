/* How much went through one connection, and through all of a machine. */

import { Library } from "tls419/library";
import type { Session } from "tls419/session";

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

function traffic(figure: (index: number) => number): Traffic {
	return {
		bytesIn: figure(0),
		bytesOut: figure(1),
		plainIn: figure(2),
		plainOut: figure(3),
		recordsIn: figure(4),
		recordsOut: figure(5),
	};
}

/** @param session undefined for a server whose client has not spoken yet */
export function sessionStatistics(session: Session | undefined): Traffic {
	return traffic((index) => session?.traffic(index) ?? 0);
}

export function machineStatistics(): MachineStatistics {
	const figure = (index: number) => Library.statistic(index);
	return {
		...traffic(figure),
		handshakes: figure(6),
		resumptions: figure(7),
		failures: figure(8),
		sessions: figure(9),
		peakSessions: figure(10),
	};
}
