/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/tls/versions" {
	type Version = "TLSv1.2" | "TLSv1.3";
	export interface Versions {
		readonly minimumVersion: Version;
		readonly maximumVersion: Version;
	}
	/** Reads `minVersion`, `maxVersion` and `secureProtocol`. */
	export function versionsOf(options: {
		minVersion?: unknown;
		maxVersion?: unknown;
		secureProtocol?: unknown;
	}): Versions;
}
