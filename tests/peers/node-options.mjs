/** Options of Node's `tls` that only OpenSSL's numbers can say. */
import { constants } from "node:crypto";

/** A key without (EC)DHE in TLS 1.3; Node's constants lack it. */
const allowNoDHE = 1 << 10;

/** @param {{ noTickets?: boolean, psk?: { ephemeral?: boolean } }} options */
export function protocolOptions({ noTickets, psk }) {
	const flags = (noTickets ? constants.SSL_OP_NO_TICKET : 0) | (psk?.ephemeral === false ? allowNoDHE : 0);
	return flags || undefined;
}
