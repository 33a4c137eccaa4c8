/* Made by `npm run typings` from the module itself. */
declare module "node-mbed-dtls" {
	import { type Capabilities, supported_ciphersuites } from "tls419/node/mbed-dtls/ciphers";
	import { type ConnectOptions, DtlsClientSocket } from "tls419/node/mbed-dtls/client";
	import { DtlsServerSocket } from "tls419/node/mbed-dtls/peer";
	import { DtlsServer, type ServerOptions } from "tls419/node/mbed-dtls/server";
	export type { Capabilities, CipherSuite } from "tls419/node/mbed-dtls/ciphers";
	export type { ConnectOptions } from "tls419/node/mbed-dtls/client";
	export type { ServerOptions } from "tls419/node/mbed-dtls/server";
	export type { Credentials, IdentityCallback, Secret, Verify } from "tls419/node/mbed-dtls/settings";
	/** Shakes hands with a server. `callback` hears 'secureConnect' once. */
	export function connect(options?: ConnectOptions, callback?: (socket: DtlsClientSocket) => void): DtlsClientSocket;
	/** Makes a server, which listen() opens. `listener` hears 'secureConnection'. */
	export function createServer(options?: ServerOptions, listener?: (client: DtlsServerSocket, session: Uint8Array) => void): DtlsServer;
	/** What this build can do. */
	export function capabilities(): Capabilities;
	export { DtlsClientSocket, DtlsServer, DtlsServerSocket, supported_ciphersuites };
	const _default: Readonly<{
		capabilities: typeof capabilities;
		connect: typeof connect;
		createServer: typeof createServer;
		DtlsClientSocket: typeof DtlsClientSocket;
		DtlsServer: typeof DtlsServer;
		DtlsServerSocket: typeof DtlsServerSocket;
		supported_ciphersuites: Readonly<{
			TLS_PSK_WITH_AES_128_CCM_8: 49320;
			TLS_PSK_WITH_AES_256_CCM_8: 49321;
			TLS_PSK_WITH_AES_128_CCM: 49316;
			TLS_PSK_WITH_AES_128_GCM_SHA256: 168;
			TLS_PSK_WITH_AES_128_CBC_SHA256: 174;
			TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256: 49207;
			TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8: 49326;
			TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8: 49327;
			TLS_ECDHE_ECDSA_WITH_AES_128_CCM: 49324;
			TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 49195;
			TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 49199;
		}>;
	}>;
	export default _default;
}
