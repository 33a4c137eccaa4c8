/** Certificates and keys as IoT.js documents them (paths of PEM files) and as Node does (PEM text, or bytes): what tls is told of them. */
import { readFile } from "tls419/node/https/file";

/** PEM text says so; any other text is a path. */
function content(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(content);
	if (typeof value !== "string" || value.includes("-----BEGIN")) return value;
	return new Uint8Array(readFile(value));
}

/**
 * @returns what tls is told: the application's options, with the contents of the files. The peer is verified unless `rejectUnauthorized` is false itself,
 * whatever tls.connect's own default is made to be.
 */
export function withCredentials(options: object): Record<string, unknown> {
	const told: Record<string, unknown> = Object.assign(Object.create(null), options);
	for (const name of ["ca", "cert", "key"]) if (told[name]) told[name] = content(told[name]);
	told.rejectUnauthorized = told.rejectUnauthorized !== false;
	return told;
}
