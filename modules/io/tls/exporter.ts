/* Key material for other protocols out of a connection: exporters (RFC 5705; RFC 8446, 7.5). */

import { isByteBuffer, utf8, view } from "tls419/der";
import { check } from "tls419/errors";
import type { Session } from "tls419/session";
import { integer, kindOf } from "tls419/validate";

function contextBytes(value: unknown): Uint8Array | undefined {
	if (value === undefined) return undefined;
	if (isByteBuffer(value)) return view(value);
	throw new TypeError(`context must be a byte buffer, and not ${kindOf(value)}`);
}

/** See TLS.exportKeyingMaterial. */
export function exportKeys(session: Session, length: unknown, label: unknown, context: unknown): ArrayBuffer {
	const size = integer(length, "length", 1, 8160);
	if (typeof label !== "string") throw new TypeError(`label must be a string, and not ${kindOf(label)}`);
	const name = utf8(label, "label");
	const extra = contextBytes(context);
	const result = new ArrayBuffer(size);
	check(session.exportKeys(result, name, extra));
	return result;
}
