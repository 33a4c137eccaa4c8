/** Where https finds a file that a path names: in the simulator, among the resources of the program, and then on the machine that it runs on. */
import Resource from "Resource";
import { coded } from "tls419/node/errors";
import { readFile as readWhole } from "tls419/sim/file";

/** @throws ENOENT */
export function readFile(path: string): ArrayBuffer {
	const bytes = Resource.exists(path) ? new Resource(path).slice(0) : readWhole(path);
	if (bytes) return bytes;
	throw coded(new Error(`there is no file "${path}"; or give the PEM text itself`), "ENOENT");
}
