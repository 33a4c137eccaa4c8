/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/limits" {
	/** How large a head may be, unless an application says otherwise. */
	/** bytes */
	export const maxHeaderSize = 16384;
	/** A head with more fields is either a mistake or an attack: each one costs some objects, however short it is. */
	export const defaultHeadersCount = 128;
}
