/* What the tests of the SDK's clients have in common: names resolved on this machine, and requests in promises. */
import TCP from "embedded:io/socket/tcp";
import TLS from "embedded:io/socket/tcp/tls";
import HTTPClient, { type ClientOptions, type RequestOptions } from "embedded:network/http/client";
import Timer from "timer";
import { configureNetwork, type NetworkSettings } from "tls419/network";
import { deviceNetwork, type SecureEntry } from "tls419/network/provide";
import { closeAfterTest } from "../support/suite.ts";
import { certificate, clientIdentity } from "./certificates.ts";

interface Question {
	host: string;
	onResolved(host: string, address: string): void;
}

/** Every name is this machine's, but for one. */
class Loopback {
	resolve({ host, ...question }: Question & { onError(error: Error): void }): void {
		Timer.set(() => {
			if (host === "unknown.invalid") question.onError(new Error("unknown name"));
			else question.onResolved(host, "127.0.0.1");
		});
	}
	close(): void {
		/* It has nothing open. */
	}
}

export const dns = { io: Loopback };

/** Puts that resolver in the place of the SDK's in all entries. */
export function resolveHere(): void {
	const network: Record<string, unknown> = {};
	for (const [name, entry] of Object.entries(deviceNetwork())) network[name] = name === "tls" ? entry : { ...entry, dns };
	const device: object = Reflect.get(globalThis, "device");
	Reflect.set(globalThis, "device", { ...device, network });
}

/** An entry that the manifest of the tests brings. */
export function secureEntry(name: "https" | "wss" | "mqtts"): SecureEntry {
	const entry = deviceNetwork()[name];
	if (entry === undefined) throw new Error(`there is no device.network.${name}`);
	return entry;
}

/** The class with the contract of TLS, as a client takes it without `device`. */
export const socket = { io: TLS, TCP: { io: TCP }, tls: { ca: certificate("authority.der"), applicationLayerProtocol: "http/1.1" } };

/** What the manifest of the tests says, since configureNetwork has no way back to it. */
const manifestSettings = { ca: certificate("authority.der") };

/** Settings for one test. What fails is kept in the list that is given back. */
export function configureForTest(settings: NetworkSettings = manifestSettings): (Error & { code?: string })[] {
	const failures: (Error & { code?: string })[] = [];
	configureNetwork({ ...settings, onFailure: (error) => failures.push(error) });
	closeAfterTest(() => configureNetwork(manifestSettings));
	return failures;
}

/** The client of the test PKI. */
export const withIdentity = { ...manifestSettings, ...clientIdentity() };

export interface Answer {
	status: number;
	headers: Map<string, string>;
	body: Uint8Array;
}

/** One request, with a body if there is one. Rejects with what onDone is called with. */
export function request(client: HTTPClient, options: RequestOptions & { body?: Uint8Array }): Promise<Answer> {
	const { body, ...rest } = options;
	let sent = 0;
	const parts: number[] = [];
	const answer: Answer = { status: 0, headers: new Map(), body: new Uint8Array() };
	return new Promise((resolve, reject) => {
		client.request({
			...rest,
			...(body && { headers: new Map([["content-length", String(body.length)]]) }),
			onWritable(count) {
				if (body === undefined) return;
				const part = body.subarray(sent, sent + count);
				sent += part.length;
				this.write(part);
			},
			onHeaders(status, headers) {
				answer.status = status;
				answer.headers = headers;
			},
			onReadable(count) {
				for (const byte of new Uint8Array(this.read(count) ?? new ArrayBuffer(0))) parts.push(byte);
			},
			onDone(error) {
				answer.body = Uint8Array.from(parts);
				if (error === null) resolve(answer);
				else reject(error);
			},
		});
	});
}

/** The SDK's client as it is, over TLS without `device`. */
export function openClient(port: number | string, options: Partial<ClientOptions> = {}): HTTPClient {
	const client = new HTTPClient({ host: "localhost", port: port as number, dns, socket, ...options });
	closeAfterTest(() => client.close());
	return client;
}

/** The client of `device.network.https`. */
export function openDeviceClient(port: number, options: Partial<ClientOptions> = {}): HTTPClient {
	const { io, ...entry } = secureEntry("https");
	const Client = io as typeof HTTPClient;
	const client = new Client({ ...entry, dns, host: "localhost", port, ...options });
	closeAfterTest(() => client.close());
	return client;
}

/** What an error may say where nobody listens: the TCP class of the SDK for Linux gives no reason. */
export const refused = ["ECONNREFUSED", "ECONNRESET"];

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { code?: string }> {
	try {
		await promise;
	} catch (error) {
		if (error instanceof Error) return error;
		throw error;
	}
	throw new Error("this was to fail");
}
