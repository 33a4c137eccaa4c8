/* Where a datagram comes from. */

import type { Family } from "tls419/dgram/family";
import type { AddressInfo, RemoteInfo } from "tls419/dgram/types";
import type { Datagram } from "tls419/udp";

/**
 * As 'message' tells of it; undefined for one that the socket does not hear.
 * @param peer the only one that a connected socket hears
 * @param only6 whether the socket has no ear for IPv4
 */
export function originOf(datagram: Datagram, family: Family, peer: AddressInfo | undefined, only6: boolean): RemoteInfo | undefined {
	const address = family.originOf(datagram.address);
	const { port } = datagram;
	const other = peer !== undefined && (peer.port !== port || peer.address !== address);
	if (other || (only6 && datagram.address.includes("."))) return undefined;
	return { address, family: family.name, port, size: datagram.byteLength };
}
