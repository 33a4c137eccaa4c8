/** What of the npm library @frida/http-parser-js (an ES module; it has no types of its own) the parser uses. */
declare module "@frida/http-parser-js" {
	export interface Information {
		headers: string[];
		upgrade: boolean;
		shouldKeepAlive: boolean;
		versionMajor: number;
		versionMinor: number;
		/** Of a request: index in METHODS (the library has a list of its own). */
		method: number;
		url: string;
		statusCode: number;
		statusMessage: string;
	}

	export class HTTPParser {
		static readonly REQUEST: "REQUEST";
		static readonly RESPONSE: "RESPONSE";
		constructor(type: "REQUEST" | "RESPONSE");
		initialize(type: "REQUEST" | "RESPONSE"): void;
		execute(chunk: Uint8Array): number | Error;
		finish(): Error | undefined;
		nextRequest(): void;
		consumeLine(): string | undefined;
		parseHeader(line: string, headers: string[]): void;
		REQUEST_LINE(): boolean | undefined;
		RESPONSE_LINE(): boolean | undefined;
		type: "REQUEST" | "RESPONSE";
		state: string;
		info: Information;
		trailers: string[];
		line: string;
		connection: string;
		isChunked: boolean;
		/** What remains of the body or of its chunk; null: until the connection ends. */
		body_bytes: number | null;
		headerSize: number;
		chunk: Uint8Array | null;
		offset: number;
		end: number;
	}
}
