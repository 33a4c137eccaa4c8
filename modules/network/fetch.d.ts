/* The declarations of fetch.js. They stand by themselves: not every version of Moddable's has one of `fetch`. */

/** Names of headers are the same in upper and lower case. */
export class Headers extends Map<string, string> {}

export interface FetchOptions {
	/** Default: "GET". */
	readonly method?: string;
	readonly headers?: Headers | Readonly<Record<string, string>>;
	/** Of a POST or PUT. What is no ArrayBuffer is sent as its text. */
	readonly body?: string | ArrayBuffer | { toString(): string };
}

/** A body is read once, by one of the three. Each rejects with what has cut the body off. */
export interface Response {
	readonly bodyUsed: boolean;
	readonly headers: Headers;
	readonly ok: boolean;
	readonly redirected: boolean;
	readonly status: number;
	readonly statusText: string;
	readonly url: { toString(): string };
	arrayBuffer(): Promise<ArrayBuffer>;
	json(): Promise<unknown>;
	text(): Promise<string>;
}

/** The SDK's fetch. What fails, such as a TLSError for a server that is not who it should be, rejects the promise, or that of the body. */
export default function fetch(resource: string | { toString(): string }, options?: FetchOptions): Promise<Response>;
