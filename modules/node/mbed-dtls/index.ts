/* "node-mbed-dtls": the names, events and streams of neustar's module of that name over the DTLS classes. See docs/node-mbed-dtls.md. */

import { type Capabilities, describe, supported_ciphersuites } from "tls419/node/mbed-dtls/ciphers";
import { type ConnectOptions, DtlsClientSocket } from "tls419/node/mbed-dtls/client";
import { DtlsServerSocket } from "tls419/node/mbed-dtls/peer";
import { DtlsServer, type ServerOptions } from "tls419/node/mbed-dtls/server";

export type { Capabilities, CipherSuite } from "tls419/node/mbed-dtls/ciphers";
export type { ConnectOptions } from "tls419/node/mbed-dtls/client";
export type { ServerOptions } from "tls419/node/mbed-dtls/server";
export type { Credentials, IdentityCallback, Secret, Verify } from "tls419/node/mbed-dtls/settings";

/** Shakes hands with a server. `callback` hears 'secureConnect' once. */
export function connect(options?: ConnectOptions, callback?: (socket: DtlsClientSocket) => void): DtlsClientSocket {
	const socket = new DtlsClientSocket(options);
	if (callback !== undefined) socket.once("secureConnect", callback);
	return socket;
}

/** Makes a server, which listen() opens. `listener` hears 'secureConnection'. */
export function createServer(options?: ServerOptions, listener?: (client: DtlsServerSocket, session: Uint8Array) => void): DtlsServer {
	const server = new DtlsServer(options);
	if (listener !== undefined) server.on("secureConnection", listener);
	return server;
}

/** What this build can do. */
export function capabilities(): Capabilities {
	return describe();
}

export { DtlsClientSocket, DtlsServer, DtlsServerSocket, supported_ciphersuites };
export default Object.freeze({
	capabilities,
	connect,
	createServer,
	DtlsClientSocket,
	DtlsServer,
	DtlsServerSocket,
	supported_ciphersuites,
});
