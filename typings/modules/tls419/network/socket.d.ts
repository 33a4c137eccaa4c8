/* Made by `npm run typings` from the module itself. */
declare module "tls419/network/socket" {
	import TLS, { type TLSOptions } from "embedded:io/socket/tcp/tls";
	/** The options of TLS, and one. */
	export interface NetworkTLSOptions extends TLSOptions {
		/** Hears of a failure, and of the end, before onError does, as the application's does. */
		readonly onFailure?: (error: Error) => void;
	}
	export default class NetworkTLS extends TLS {
		/** @throws what TLS throws. */
		constructor(options: NetworkTLSOptions);
	}
}
