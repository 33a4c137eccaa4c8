/* Made by `npm run typings` from the module itself. */
declare module "node:dgram" {
	import { createSocket, Socket } from "tls419/dgram/socket";
	export type { BindOptions, Message, SendCallback } from "tls419/dgram/arguments";
	export type { AddressInfo, RemoteInfo, SocketOptions, SocketType } from "tls419/dgram/types";
	export { createSocket, Socket };
	const _default: {
		createSocket: typeof createSocket;
		Socket: typeof Socket;
	};
	export default _default;
}
