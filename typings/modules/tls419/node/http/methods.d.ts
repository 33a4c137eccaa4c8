/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/methods" {
	/**
	 * Node's array of methods. IoT.js documents an object with string properties, and its indices; so the first eight lie where IoT.js has them, and an
	 * array is such an object.
	 */
	export const METHODS: readonly string[];
}
