/* What the tests of http share: servers that close after the test, requests as promises, and connections that say what no client would. */
import { Buffer } from "node:buffer";
import http, { type ClientRequest, type Server as HttpServer } from "node:http";
import net, { type Server, type Socket } from "node:net";
import { closeAfterTest } from "../../support/suite.ts";

type Listener = NonNullable<Parameters<typeof http.createServer>[1]>;
export type Request = Parameters<Listener>[0];
export type Response = Parameters<Listener>[1];

export interface Answer {
	response: Request;
	body: string;
}

/** @returns the server and its port */
export function serve(listener: Listener, options: object = {}): Promise<{ server: HttpServer; port: number }> {
	const server = http.createServer(options, listener);
	return listen(server);
}

export function listen<S extends Server & { closeAllConnections?(): void }>(server: S): Promise<{ server: S; port: number }> {
	return new Promise((resolve, reject) => {
		server.on("error", reject);
		server.listen(0, "127.0.0.1", () => {
			const address = server.address();
			if (typeof address !== "object" || address === null) return reject(new Error("no address"));
			resolve({ server, port: address.port });
		});
		closeAfterTest(() => {
			server.closeAllConnections?.();
			if (server.listening) server.close();
		});
	});
}

/** A server of one's own making. */
export async function serveRaw(listener: (socket: Socket) => void): Promise<number> {
	const server = net.createServer((socket) => {
		socket.on("error", () => socket.destroy());
		closeAfterTest(() => {
			socket.destroy();
		});
		listener(socket);
	});
	return (await listen(server)).port;
}

/** A server that answers each connection's first bytes with these. */
export function answerWith(text: string | Uint8Array, end = true): Promise<number> {
	return serveRaw((socket) => {
		socket.once("data", () => {
			socket.write(text);
			if (end) socket.end();
		});
	});
}

/** @returns the body as text. Fails as the message does. */
export function bodyOf(message: Request): Promise<string> {
	return new Promise((resolve, reject) => {
		let text = "";
		message.setEncoding("utf8");
		message.on("data", (chunk: string) => {
			text += chunk;
		});
		message.on("end", () => resolve(text));
		message.on("error", reject);
		message.on("aborted", () => reject(Object.assign(new Error("aborted"), { code: "ABORTED" })));
	});
}

/** @returns the response and its body. @param body all of the request's body */
export function ask(options: object, body?: string | Uint8Array): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const request = http.request({ host: "127.0.0.1", ...options }, (response: Request) => {
			bodyOf(response).then((text) => resolve({ response, body: text }), reject);
		});
		request.on("error", reject);
		if (body === undefined) request.end();
		else request.end(body);
	});
}

/** @returns the error that the request fails with */
export function failureOf(options: object): Promise<Error & { code?: string }> {
	return new Promise((resolve, reject) => {
		const request = http.get({ host: "127.0.0.1", ...options }, (response: Request) => {
			response.on("error", resolve);
			response.on("end", () => reject(new Error("the response was complete")));
			response.resume();
		});
		request.on("error", resolve);
	});
}

/** @returns all that a server sends, until it closes, to who says this */
export function say(port: number, text: string | Uint8Array, more?: (socket: Socket) => void): Promise<string> {
	return new Promise((resolve) => {
		const socket = net.connect({ port, host: "127.0.0.1" }, () => {
			socket.write(text);
			more?.(socket);
		});
		let received = "";
		socket.on("data", (chunk: Uint8Array) => {
			received += Buffer.from(chunk).toString("latin1");
		});
		socket.on("error", () => socket.destroy());
		socket.on("close", () => resolve(received));
		closeAfterTest(() => {
			socket.destroy();
		});
	});
}

/** @returns the code of what a call throws */
export function codeOf(call: () => unknown): string | undefined {
	try {
		call();
	} catch (error) {
		return error instanceof Error && "code" in error ? String(error.code) : String(error);
	}
	return undefined;
}

/** Resolves when it is closed, also where an error came before: once() would fail with that. */
export function closed(emitter: { on(event: "close", listener: () => void): unknown }): Promise<void> {
	return new Promise((resolve) => {
		emitter.on("close", resolve);
	});
}

/** @returns the response. Fails as the request does. */
export function responseTo(request: ClientRequest): Promise<Request> {
	return new Promise((resolve, reject) => {
		request.on("response", resolve);
		request.on("error", reject);
	});
}

export function errorOf(emitter: {
	on(event: "error", listener: (error: Error & { code?: string }) => void): unknown;
}): Promise<Error & { code?: string }> {
	return new Promise((resolve) => {
		emitter.on("error", resolve);
	});
}

/** @returns the connection that is no HTTP any more, and what came behind the response */
export function handedOver(request: ClientRequest, event: string): Promise<{ response: Request; socket: Socket; head: Uint8Array }> {
	return new Promise((resolve, reject) => {
		request.on(event, (response: Request, socket: Socket, head: Uint8Array) => resolve({ response, socket, head }));
		request.on("error", reject);
	});
}
