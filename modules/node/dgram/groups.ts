/* Multicast groups, for a UDP class that has them. */

import { unmapped } from "tls419/dgram/address";
import { codeOf, systemError } from "tls419/dgram/errors";
import type { Port } from "tls419/dgram/port";

export type Membership = "addMembership" | "dropMembership";

/** Joins or leaves a group. @param local where the socket is bound: groups of another interface are not for it. @throws SystemError */
export function changeMembership(
	socket: Port,
	syscall: Membership,
	group: string,
	interfaceAddress: string | undefined,
	local: string | undefined,
): void {
	const able = syscall === "addMembership" ? "add" : "remove";
	const elsewhere = interfaceAddress !== undefined && !["0.0.0.0", "::", local].includes(interfaceAddress);
	if (socket[able] === undefined || elsewhere) throw systemError("ENOTSUP", syscall);
	try {
		socket[able](unmapped(group));
	} catch (error) {
		throw systemError(codeOf(error, "EINVAL"), syscall, undefined, error);
	}
}
