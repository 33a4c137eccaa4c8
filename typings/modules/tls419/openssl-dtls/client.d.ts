/* Made by `npm run typings` from the module itself. */
declare module "tls419/openssl-dtls/client" {
	import { type ClientOptions } from "tls419/openssl-dtls/options";
	import { Peer } from "tls419/openssl-dtls/peer";
	export class Client extends Peer {
		#private;
		/** @throws TypeError, RangeError, Error for options that cannot be used; TLSError for keys and certificates that cannot */
		constructor(options: ClientOptions);
	}
	/** Connects with a server, whose certificate is checked. The callback is called when the handshake is done. */
	export function connect(options: ClientOptions, callback?: () => void): Client;
}
