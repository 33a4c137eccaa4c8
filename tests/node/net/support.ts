/* What tests of net have in common, on XS and on Node. */
import { once } from "node:events";
import net, { type Server, type Socket } from "node:net";
import { closeAfterTest } from "../../support/suite.ts";
import { onNode } from "../support/runtime.ts";

type Handler = (socket: Socket) => void;

/** A server on a free port of this machine. What it accepts is destroyed after the test. */
export async function listening(
	...values: [Handler] | [{ allowHalfOpen?: boolean; pauseOnConnect?: boolean }, Handler]
): Promise<{ server: Server; port: number }> {
	const [options, handler] = values.length === 1 ? [{}, values[0]] : values;
	const server = net.createServer(options, handler);
	const sockets = new Set<Socket>();
	server.on("connection", (socket: Socket) => sockets.add(socket));
	closeAfterTest(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return { server, port: portOf(server) };
}

export function portOf(server: Server): number {
	const address = server.address();
	return typeof address === "object" && address !== null ? address.port : 0;
}

/** Both ends of a connection. */
export async function connected(options: object = {}): Promise<{ client: Socket; server: Socket; listener: Server }> {
	let accepted: (socket: Socket) => void = () => undefined;
	const arrival = new Promise<Socket>((resolve) => {
		accepted = resolve;
	});
	const { server: listener, port } = await listening((socket) => accepted(socket));
	const client = net.connect({ port, host: "127.0.0.1", ...options });
	closeAfterTest(() => {
		client.destroy();
	});
	await once(client, "connect");
	return { client, server: await arrival, listener };
}

/** All that comes until the end. */
export async function textOf(socket: Socket): Promise<string> {
	let text = "";
	socket.on("data", (chunk: Uint8Array) => {
		text += String(chunk);
	});
	await once(socket, "end");
	return text;
}

/** The code of what a call throws. */
export function codeOf(call: () => unknown): string {
	try {
		call();
	} catch (error) {
		return error instanceof Error && "code" in error ? String(error.code) : String(error);
	}
	return "nothing was thrown";
}

/** A value of a type that the compiler would not let through, as a program in JavaScript may have it. */
export function coded<Wrong>(value: unknown): Wrong {
	return value as Wrong;
}

/** AbortController is a global of Node, and a module here. */
export function abortable(): Promise<{ AbortController: new () => { readonly signal: object; abort(): void } }> {
	return onNode ? Promise.resolve(coded(globalThis)) : import("tls419/node/abort");
}
