/* Bytes that nobody can guess. */

import { check } from "tls419/errors";
import { Library } from "tls419/library";

export function randomBytes(length: number): Uint8Array {
	const bytes = new Uint8Array(length);
	check(Library.random(bytes));
	return bytes;
}
