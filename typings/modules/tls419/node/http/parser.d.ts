/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/parser" {
	/**
	 * The parser of HTTP/1.1: the npm library @frida/http-parser-js, and what it has to be told not to accept.
	 *
	 * The library is tolerant on purpose. Where a message could be read in two ways, a proxy in front of a device may have read it in the other one, and what
	 * it took for a body is a request here ("request smuggling"). So the library sees a line only after it has been found to be exactly what RFC 9112 says:
	 * ended by CR LF, of the right form, in bounded size; and it sees the end of a head only when the length of the body can be said in one way.
	 *
	 * Its own expressions for lines (with repetitions) are not used either: on XS each repetition of a regular expression costs some 50 bytes of native
	 * memory, so that one long header would cost more than a microcontroller has.
	 */
	import { HTTPParser } from "@frida/http-parser-js";
	import { type CodedError } from "tls419/node/http/errors";
	/** What a head said, as the library has it. */
	export type Head = HTTPParser["info"];
	/** Who is told what was read. */
	export interface Receiver {
		/** @returns how the message goes on: with the body that its head announces, without one, or no more as HTTP */
		onHead(head: Head): "body" | "none" | "tunnel";
		onBody(chunk: Uint8Array): void;
		/** The message is complete. @returns whether to go on with the bytes that follow */
		onComplete(trailers: string[]): boolean;
	}
	export interface Limits {
		/** bytes of a head, and of the trailers of a message together with its head */
		readonly maxHeaderSize: number;
		/** fields of a head; 0: as many as fit into its size */
		readonly maxHeadersCount: number;
	}
	export class Parser extends HTTPParser {
		private receiver;
		private limits;
		private held;
		/** bytes of the head so far */
		private headBytes;
		/** bytes of chunk extensions so far: nobody uses them, and each chunk could have some */
		private extensionBytes;
		constructor(type: "REQUEST" | "RESPONSE", receiver: Receiver, limits: Limits);
		initialize(type: "REQUEST" | "RESPONSE"): void;
		/** @returns how many of the bytes belong to messages that were read; the others are not HTTP, or of the next message. Or what is wrong with them. */
		parse(chunk: Uint8Array): number | CodedError;
		/** Between two messages, and no byte of the second one has come. */
		get idle(): boolean;
		/** The head of a message has not been read to its end. */
		get inHead(): boolean;
		/** The connection has ended. @returns undefined if that was no surprise: between messages, or in a body that lasts as long as the connection */
		ended(): CodedError | undefined;
		1(): void;
		2(): number;
		3(chunk: Uint8Array, offset: number, length: number): void;
		4(): void;
		REQUEST_LINE(): boolean | undefined;
		RESPONSE_LINE(): boolean | undefined;
		private readVersion;
		/** One line without its CR LF; undefined until all of it has come. */
		consumeLine(): string | undefined;
		/** RFC 9112 section 5: no white space before the colon, no line that goes on with the value of the one before. */
		parseHeader(line: string, headers: string[]): void;
		private checkChunk;
		/** The length of the body can be said in one way, or the message is refused: RFC 9112 section 6. */
		private checkFraming;
	}
}
