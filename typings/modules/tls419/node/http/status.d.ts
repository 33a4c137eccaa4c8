/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/status" {
	/** The reasons that a server gives with a status, unless it says its own. */
	export const STATUS_CODES: Readonly<Record<string, string>>;
}
