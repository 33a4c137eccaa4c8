/* How an option of `tls` is read, or of Moddable's `secure`, which has other names for some. */

import { kindOf, optional } from "tls419/validate";

const { freeze } = Object;

/* The words of Moddable's `secure` object for what ECMA-419 and this library call otherwise. */
const aliases: Readonly<Record<string, string>> = freeze({
	host: "serverName",
	ca: "certificate",
	clientCertificate: "clientCertificates",
	applicationLayerProtocol: "applicationLayerProtocolNegotiation",
	maximumFragmentLength: "tls_max_fragment_length",
	minimumVersion: "protocolVersion",
});

/** Reads an option of `tls`, or of Moddable's `secure` under the name it has there. */
export type Reader = <T>(
	name: string,
	convert: (value: unknown, name: string) => T,
	secureConvert?: (value: unknown, name: string) => T,
) => T | undefined;

export function object(value: unknown, name: string): object {
	if (typeof value !== "object" || value === null) throw new TypeError(`${name} must be an object, and not ${kindOf(value)}`);
	return value;
}

/** What a constructor is given as `secure`, Moddable's, beside or without `tls`. */
export function secureOf(secure: unknown, tls: object | undefined): object | undefined {
	if (tls === undefined) return object(secure, "secure");
	/* Who is trusted must not hang on which of the two is heeded. */
	if (secure !== undefined) throw new TypeError("tls and secure are two names of one thing; give either");
	return undefined;
}

export function reader(tls: object | undefined, secure: object | undefined): Reader | undefined {
	if (tls) return (name, convert) => (name in tls ? convert((tls as Record<string, unknown>)[name], `tls.${name}`) : undefined);
	if (secure) {
		return (name, convert, secureConvert = convert) => {
			/* Only a server asks for its own certificate, and here that word names the authorities: it would trust those whom its own issuer trusts. */
			if (name === "certificate") throw new TypeError('secure is for clients; a server says "tls", with certificate and ca apart');
			const alias = aliases[name] ?? name;
			/* Moddable's applications pass settings on as they come, absent ones as undefined. */
			return optional(secure, alias, (value) => (value === undefined ? undefined : secureConvert(value, `secure.${alias}`)), undefined);
		};
	}
	return undefined;
}
