/* What the tests, and the modules that stand on the SDK's, use of it. The SDK's own declarations are in $MODDABLE/typings. */

declare module "system" {}
declare module "config" {}
declare module "httpclient/config" {}
declare module "mqttclient/config" {}

declare module "embedded:network/http/client" {
	type Bytes = ArrayBuffer | Uint8Array | DataView;
	export interface ClientOptions {
		readonly host: string;
		readonly port?: number;
		readonly dns?: object;
		readonly socket?: object;
		readonly onError?: (this: HTTPClient, error?: Error) => void;
	}
	export interface HTTPRequest {
		read(count?: number): ArrayBuffer | undefined;
		write(data?: Bytes): number;
	}
	export interface RequestOptions {
		readonly method?: string;
		readonly path?: string;
		readonly headers?: Map<string, string>;
		readonly onHeaders?: (this: HTTPRequest, status: number, headers: Map<string, string>, statusText: string) => void;
		readonly onReadable?: (this: HTTPRequest, count: number) => void;
		readonly onWritable?: (this: HTTPRequest, count: number) => void;
		readonly onDone?: (this: HTTPRequest, error: Error | null) => void;
	}
	export default class HTTPClient {
		constructor(options: ClientOptions);
		request(options: RequestOptions): HTTPRequest;
		close(): void;
	}
}

declare module "embedded:network/websocket/client" {
	export interface WebSocketClientOptions {
		readonly host?: string;
		readonly port?: number;
		readonly path?: string;
		readonly dns?: object;
		readonly socket?: object;
		readonly attach?: object;
		readonly onReadable?: (this: WebSocketClient, count: number, options: { more: boolean; binary?: boolean }) => void;
		readonly onWritable?: (this: WebSocketClient, count: number) => void;
		readonly onControl?: (this: WebSocketClient, opcode: number, data: ArrayBuffer) => void;
		readonly onClose?: (this: WebSocketClient) => void;
		readonly onError?: (this: WebSocketClient) => void;
	}
	export default class WebSocketClient {
		static readonly close: number;
		static readonly ping: number;
		static readonly pong: number;
		constructor(options: WebSocketClientOptions);
		target?: unknown;
		read(count?: number): ArrayBuffer | undefined;
		write(data: ArrayBuffer | Uint8Array, options?: { opcode?: number; binary?: boolean; more?: boolean }): number;
		close(): void;
	}
}

declare module "embedded:network/ws/client" {
	export { default } from "embedded:network/websocket/client";
}

declare module "embedded:network/mqtt/client" {
	export interface MQTTClientOptions {
		readonly host?: string;
		readonly port?: number;
		readonly id?: string;
		readonly dns?: object;
		readonly socket?: object;
		readonly onReadable?: (this: MQTTClient, count: number, options: { topic?: string; QoS?: number; more: boolean }) => void;
		readonly onWritable?: (this: MQTTClient, count: number) => void;
		readonly onControl?: (this: MQTTClient, message: { operation: number; id?: number }) => void;
		readonly onError?: (this: MQTTClient) => void;
	}
	export default class MQTTClient {
		static readonly PUBLISH: number;
		static readonly PUBACK: number;
		static readonly PUBCOMP: number;
		static readonly SUBSCRIBE: number;
		static readonly SUBACK: number;
		static readonly UNSUBSCRIBE: number;
		static readonly UNSUBACK: number;
		static readonly PINGREQ: number;
		static readonly PINGRESP: number;
		constructor(options: MQTTClientOptions);
		read(count?: number): ArrayBuffer | undefined;
		write(data: Uint8Array | ArrayBuffer | null, options?: object): number;
		close(): void;
	}
}

declare module "mqtt/js" {
	export class Client {
		constructor(url: string, options?: { reconnectPeriod?: number; clientId?: string });
		addEventListener(event: "connect" | "error" | "close", listener: () => void): void;
		addEventListener(event: "message", listener: (topic: string, data: ArrayBuffer) => void): void;
		subscribe(topic: string, options: { qos: number }, done: () => void): this;
		publish(topic: string, data: Uint8Array | string, options: { qos: number }): this;
		end(force?: boolean): this;
	}
}

declare module "embedded:network/http/server" {
	interface Connection {
		accept(options: HTTPServerRoute): void;
		close(): void;
		detach(): object;
		read(count?: number): ArrayBuffer | undefined;
		write(data?: ArrayBuffer | Uint8Array): number;
		respond(response: Response): void;
		route: HTTPServerRoute;
	}
	interface Response {
		status: number;
		readonly headers: Map<string, string>;
	}
	export interface HTTPServerRoute {
		readonly data?: ArrayBuffer | string;
		readonly contentType?: string;
		readonly onRequest?: (this: Connection, request: { method: string; path: string; headers: Map<string, string> }) => void;
		readonly onReadable?: (this: Connection, count: number) => void;
		readonly onResponse?: (this: Connection, response: Response) => void;
		readonly onWritable?: (this: Connection, count: number) => void;
		readonly onDone?: (this: Connection) => void;
		readonly onError?: (this: Connection, error: unknown) => void;
	}
	export default class HTTPServer {
		constructor(options: { io: new (options: never) => object; port?: number; onConnect(connection: Connection): void });
		readonly port: number;
		close(): void;
	}
}

declare module "embedded:network/http/server/options/webpage" {
	import type { HTTPServerRoute } from "embedded:network/http/server";

	const route: HTTPServerRoute;
	export default route;
}

declare module "embedded:network/http/server/options/websocket" {
	import type { HTTPServerRoute } from "embedded:network/http/server";

	const route: HTTPServerRoute;
	export default route;
}

declare module "fetch" {
	export class Headers {
		get(name: string): string | undefined;
	}
	export interface Response {
		readonly status: number;
		readonly ok: boolean;
		readonly redirected: boolean;
		readonly headers: Headers;
		arrayBuffer(): Promise<ArrayBuffer>;
		json(): Promise<unknown>;
		text(): Promise<string>;
	}
	export interface FetchOptions {
		readonly method?: string;
		readonly headers?: Headers | Record<string, string>;
		readonly body?: string | ArrayBuffer;
	}
	export default function fetch(href: string, options?: FetchOptions): Promise<Response>;
}

declare module "WebSocket" {
	export default class WebSocket {
		constructor(url: string, protocol?: string);
		onopen?: () => void;
		onmessage?: (event: { data: string | ArrayBuffer }) => void;
		onclose?: () => void;
		onerror?: () => void;
		send(data: string | ArrayBuffer): void;
		close(): void;
	}
}

declare module "eventsource" {
	interface Event {
		readonly type: string;
		readonly data: string;
	}
	export default class EventSource {
		constructor(url: string);
		onmessage: (event: Event) => void;
		onerror: (event: Event) => void;
		addEventListener(type: string, listener: (event: Event) => void): void;
		close(): void;
	}
}

declare module "tls419/fetch" {
	export { default, type FetchOptions, Headers, type Response } from "fetch";
}

declare module "tls419/network/http" {
	import HTTPClient from "embedded:network/http/client";
	export function withRejection(body: () => void, rejection: (error: Error) => void): void;
	export default class NetworkHTTPClient extends HTTPClient {}
}
