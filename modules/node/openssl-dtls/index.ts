/* "openssl-dtls": the API of the npm package of this name, over the DTLS classes, and a client beside it. See docs/node-openssl-dtls.md. */

import { Client, connect } from "tls419/openssl-dtls/client";
import { Peer } from "tls419/openssl-dtls/peer";
import { createServer, Server } from "tls419/openssl-dtls/server";

export type { ClientOptions, CommonOptions, RetransmitTimeout, ServerOptions } from "tls419/openssl-dtls/options";
export type { Info } from "tls419/openssl-dtls/peer";
export { Client, connect, createServer, Peer, Server };
export default { Client, connect, createServer, Peer, Server };
