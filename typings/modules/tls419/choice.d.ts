/* Made by `npm run typings` from the module itself. */
declare module "tls419/choice" {
	/** A name, or several in order of preference. */
	export type Names = string | readonly string[];
	export interface VersionRange {
		readonly minimumVersion: number;
		readonly maximumVersion: number;
	}
}
