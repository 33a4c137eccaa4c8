/** Where https finds a file that a path names: on a device, among the resources that the application's manifest names. */
import Resource from "Resource";
import { coded } from "tls419/node/errors";

/** @throws ENOENT */
export function readFile(path: string): ArrayBuffer {
	if (Resource.exists(path)) return new Resource(path).slice(0);
	throw coded(
		new Error(
			`there is no "${path}": this device has no files, only what its manifest names under "data" or "resources"; or give the PEM text itself`,
		),
		"ENOENT",
	);
}
