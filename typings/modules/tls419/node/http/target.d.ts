/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/target" {
	/** What request() is told. Those that are not named here are for the connection: net's and tls's own. */
	export interface RequestOptions {
		protocol?: string | null;
		host?: string | null;
		hostname?: string | null;
		port?: number | string | null;
		defaultPort?: number | string;
		path?: string | null;
		method?: string;
		headers?: object;
		auth?: string | null;
		agent?: unknown;
		timeout?: number;
		signal?: AbortSignalLike;
		setHost?: boolean;
		maxHeaderSize?: number;
		createConnection?: unknown;
		[name: string]: unknown;
	}
	/** As much of an AbortSignal as is used: some runtimes have none, and bring their own. */
	export interface AbortSignalLike {
		readonly aborted: boolean;
		readonly reason?: unknown;
		addEventListener(type: "abort", listener: () => void): void;
		removeEventListener(type: "abort", listener: () => void): void;
	}
	/** Few machines have a URL class: as much of the URL standard as http and https URLs without a base need. @throws ERR_INVALID_URL */
	export function parseUrl(input: string): RequestOptions;
	export type ResponseCallback = (response: never) => void;
	/** request(url[, options][, callback]), request(options[, callback]) */
	export function readArguments(input: unknown, options: unknown, callback: unknown): {
		options: RequestOptions;
		callback: unknown;
	};
}
