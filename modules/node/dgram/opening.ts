/* A port at an address of a family, or why there is none. */

import { canonical, unmapped } from "tls419/dgram/address";
import { codeOf, systemError } from "tls419/dgram/errors";
import type { Family } from "tls419/dgram/family";
import { openPort, type Port, type PortOptions } from "tls419/dgram/port";
import type { AddressInfo } from "tls419/dgram/types";

export function openAt(
	family: Family,
	address: string,
	port: number,
	callbacks: Pick<PortOptions, "onReadable" | "onError">,
): { socket: Port; local: AddressInfo } | Error {
	const place = { address, port };
	if (!family.suits(address)) return systemError("EINVAL", "bind", place);
	const wild = canonical(address) === "::";
	try {
		/* The class without an address hears both families. */
		const opened = openPort({ ...(wild ? undefined : { address: unmapped(address) }), ...callbacks }, port);
		return { socket: opened.socket, local: { address: family.shown(address), family: family.name, port: opened.port } };
	} catch (error) {
		return systemError(codeOf(error, "EADDRINUSE"), "bind", place, error);
	}
}
