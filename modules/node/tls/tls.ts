/* node:tls, as IoT.js documents it, with what Node has beyond. */

import { callable } from "tls419/node/callable";
import { cipherNames } from "tls419/node/ciphers";
import { connect } from "tls419/node/tls/connect";
import { checkServerIdentity } from "tls419/node/tls/identity";
import { createSecureContext, SecureContext } from "tls419/node/tls/secure_context";
import { type ServerOptions, Server as TLSServer } from "tls419/node/tls/server";
import { TLSSocket as Socket } from "tls419/node/tls/socket";

/** Made with or without `new`. */
const TLSSocket = callable(Socket);
const Server = callable(TLSServer);
type TLSSocket = Socket;
type Server = TLSServer;

/** The same as new Server(). */
function createServer(...values: ConstructorParameters<typeof TLSServer>): Server {
	return new Server(...values);
}

/** OpenSSL's names of the cipher suites, in small letters. */
function getCiphers(): string[] {
	return cipherNames();
}

const DEFAULT_MIN_VERSION = "TLSv1.2";
const DEFAULT_MAX_VERSION = "TLSv1.3";
const DEFAULT_ECDH_CURVE = "auto";

export type { ConnectOptions } from "tls419/node/tls/connect";
export type { SocketOptions as TLSSocketOptions } from "tls419/node/tls/options";
export type { PeerCertificate } from "tls419/node/tls/peer_certificate";
export type { SecureContextOptions } from "tls419/node/tls/secure_context";
export type { CipherDescription } from "tls419/node/tls/socket";
export type { ServerOptions };
export {
	checkServerIdentity,
	connect,
	createSecureContext,
	createServer,
	DEFAULT_ECDH_CURVE,
	DEFAULT_MAX_VERSION,
	DEFAULT_MIN_VERSION,
	getCiphers,
	SecureContext,
	Server,
	TLSSocket,
};
export default {
	checkServerIdentity,
	connect,
	createSecureContext,
	createServer,
	DEFAULT_ECDH_CURVE,
	DEFAULT_MAX_VERSION,
	DEFAULT_MIN_VERSION,
	getCiphers,
	SecureContext,
	Server,
	TLSSocket,
};
