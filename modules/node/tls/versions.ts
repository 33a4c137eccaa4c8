/* Versions as Node names them. */

import { coded, invalidType, invalidValue } from "tls419/node/errors";

type Version = "TLSv1.2" | "TLSv1.3";

export interface Versions {
	readonly minimumVersion: Version;
	readonly maximumVersion: Version;
}

/* Older ones are no longer there: who sets them as the least that will do gets more, and who sets them as the most gets an error. */
const older = Object.freeze(["TLSv1", "TLSv1.1"]);

function isVersion(value: unknown): value is Version {
	return value === "TLSv1.2" || value === "TLSv1.3";
}

function minimum(value: unknown): Version {
	if (isVersion(value)) return value;
	if (older.includes(value as string)) return "TLSv1.2";
	throw coded(invalidValue("options.minVersion", '"TLSv1.2" or "TLSv1.3"', value), "ERR_TLS_INVALID_PROTOCOL_VERSION");
}

function maximum(value: unknown): Version {
	if (isVersion(value)) return value;
	throw coded(invalidValue("options.maxVersion", '"TLSv1.2" or "TLSv1.3"', value), "ERR_TLS_INVALID_PROTOCOL_VERSION");
}

/* OpenSSL's names of methods, without the role that they end with. */
const methods: Readonly<Record<string, Versions>> = Object.freeze({
	TLS: Object.freeze({ minimumVersion: "TLSv1.2", maximumVersion: "TLSv1.3" }),
	SSLv23: Object.freeze({ minimumVersion: "TLSv1.2", maximumVersion: "TLSv1.2" }),
	TLSv1_2: Object.freeze({ minimumVersion: "TLSv1.2", maximumVersion: "TLSv1.2" }),
	TLSv1_3: Object.freeze({ minimumVersion: "TLSv1.3", maximumVersion: "TLSv1.3" }),
});

function ofMethod(method: unknown): Versions {
	if (typeof method !== "string") throw invalidType("options.secureProtocol", "a string", method);
	const [, name = ""] = /^(.+?)_(?:client_|server_)?method$/.exec(method) ?? [];
	if (Object.hasOwn(methods, name)) return methods[name];
	throw coded(
		new TypeError(`options.secureProtocol: there is no method "${method}" here; use minVersion and maxVersion`),
		"ERR_TLS_INVALID_PROTOCOL_METHOD",
	);
}

/** Reads `minVersion`, `maxVersion` and `secureProtocol`. */
export function versionsOf(options: { minVersion?: unknown; maxVersion?: unknown; secureProtocol?: unknown }): Versions {
	const { minVersion, maxVersion, secureProtocol } = options;
	if (secureProtocol !== undefined && secureProtocol !== null) {
		if ((minVersion ?? maxVersion) !== undefined)
			throw coded(
				new TypeError("options.secureProtocol and minVersion or maxVersion say the same thing in two ways; give either"),
				"ERR_TLS_PROTOCOL_VERSION_CONFLICT",
			);
		return ofMethod(secureProtocol);
	}
	return {
		minimumVersion: minVersion === undefined || minVersion === null ? "TLSv1.2" : minimum(minVersion),
		maximumVersion: maxVersion === undefined || maxVersion === null ? "TLSv1.3" : maximum(maxVersion),
	};
}
