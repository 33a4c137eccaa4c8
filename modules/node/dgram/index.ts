/* "node:dgram": Node's sockets for datagrams, over ECMA-419's UDP class. See docs/node-dgram.md. */

import { createSocket, Socket } from "tls419/dgram/socket";

export type { BindOptions, Message, SendCallback } from "tls419/dgram/arguments";
export type { AddressInfo, RemoteInfo, SocketOptions, SocketType } from "tls419/dgram/types";
export { createSocket, Socket };
export default { createSocket, Socket };
