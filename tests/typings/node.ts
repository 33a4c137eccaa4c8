/* The Node-style modules with types of their own: "tls419/typings/node" in place of "tls419/typings". */

import DTLS from "embedded:io/socket/udp/dtls";
import { Buffer } from "node:buffer";
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { type EventEmitter, once } from "node:events";
import net, { type AddressInfo, type Socket as Stream } from "node:net";
import { pipeline, Transform } from "node:stream";
import { setTimeout } from "node:timers";
import { type Client, connect, createServer, type Peer, type Server } from "openssl-dtls";
import { SocketUDP } from "tls419/dgram/udp";

const socket: Socket = createSocket({ type: "udp4", ipv6Only: false }, (message, from: RemoteInfo) => {
	const text: string = message.toString();
	socket.send([text, Buffer.from("x")], from.port, from.address, (error, bytes) => `${error?.message} ${bytes}`);
});
socket.bind({ port: 0, address: "127.0.0.1" }, () => socket.address().port.toFixed()).unref();

const server: Server = createServer({
	key: "pem",
	cert: new ArrayBuffer(1),
	retransmitTimeout: (last) => last * 2,
	socket,
	ciphers: "HIGH",
});
server.on("secureConnection", (peer: Peer) => {
	const chain: Buffer = peer.getCertChain();
	peer.send(chain);
});
server.bind(5684, "127.0.0.1");
server.close(() => undefined);

const client: Client = connect({ port: 5684, rejectUnauthorized: false }, () => client.end());
const events: Promise<unknown[]> = once(client, "close");
const emitter: EventEmitter = connect({ port: 5684 });

new DTLS({ address: "127.0.0.1", port: 5684, UDP: { io: SocketUDP, socket }, tls: { host: "localhost" } });

class Upper extends Transform {
	override _transform(chunk: Uint8Array, _encoding: string, callback: (error?: Error | null, chunk?: unknown) => void): void {
		callback(null, Buffer.from(chunk).toString("latin1").toUpperCase());
	}
}
const upper = net.createServer({ allowHalfOpen: true }, (stream: Stream) => {
	pipeline(stream, new Upper(), stream, (error) => void error);
});
upper.listen(0, "127.0.0.1", () => {
	const address: AddressInfo | null = upper.address();
	const stream = net.connect({ port: address?.port ?? 0, host: "127.0.0.1", noDelay: true });
	stream.setTimeout(1000, () => stream.destroy()).write("text", "utf8", (error) => void error);
});
setTimeout((value: number) => void value, 1, 2).refresh();

export { emitter, events };

// @ts-expect-error: the type is missing
createSocket();
// @ts-expect-error: there is no such type
createSocket("udp5");
// @ts-expect-error: key and cert are mandatory
createServer({ key: "pem" });
// @ts-expect-error: so is the port
connect({});
// @ts-expect-error: an option of another type
net.createServer({ allowHalfOpen: "yes" });
// @ts-expect-error: a peer sends bytes
client.send("text");
