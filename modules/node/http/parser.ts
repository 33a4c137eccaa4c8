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
/// <reference path="./http-parser-js.d.ts" />
import { HTTPParser } from "@frida/http-parser-js";
import { type CodedError, parseError } from "tls419/node/http/errors";
import { find, isFieldContent, isToken } from "tls419/node/http/fields";
import { METHODS } from "tls419/node/http/methods";
import { latin1 } from "tls419/node/text";

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

/** Hexadecimal digits of a chunk's size: 2^48 is far beyond what a device receives, and exact as a number. */
const sizeDigits = 12;
const notHexadecimal = /[^0-9A-Fa-f]/;
const notDecimal = /[^0-9]/;
const notVisible = /[^\x21-\x7e\x80-\xff]/;

/** Without the blanks and tabs around it; what else String.trim takes for white space is part of a value. */
function trimmed(text: string): string {
	let start = 0;
	let end = text.length;
	while (start < end && (text[start] === " " || text[start] === "\t")) start++;
	while (end > start && (text[end - 1] === " " || text[end - 1] === "\t")) end--;
	return text.slice(start, end);
}

export class Parser extends HTTPParser {
	declare private receiver: Receiver;
	declare private limits: Limits;
	declare private held: boolean;
	/** bytes of the head so far */
	declare private headBytes: number;
	/** bytes of chunk extensions so far: nobody uses them, and each chunk could have some */
	declare private extensionBytes: number;

	constructor(type: "REQUEST" | "RESPONSE", receiver: Receiver, limits: Limits) {
		super(type);
		this.receiver = receiver;
		this.limits = limits;
		this.held = false;
	}

	override initialize(type: "REQUEST" | "RESPONSE"): void {
		super.initialize(type);
		// The library counts by whole pieces, whatever is in them; the count here is exact.
		this.headerSize = -Infinity;
		this.headBytes = 0;
		this.extensionBytes = 0;
	}

	/** @returns how many of the bytes belong to messages that were read; the others are not HTTP, or of the next message. Or what is wrong with them. */
	parse(chunk: Uint8Array): number | CodedError {
		this.held = false;
		const result = this.execute(chunk);
		if (typeof result === "number") return result;
		return "code" in result && typeof result.code === "string"
			? Object.assign(result, { code: result.code })
			: parseError("HPE_INTERNAL", result.message);
	}

	/** Between two messages, and no byte of the second one has come. */
	get idle(): boolean {
		return this.line === "" && this.state.endsWith("_LINE");
	}

	/** The head of a message has not been read to its end. */
	get inHead(): boolean {
		return this.state.endsWith("_LINE") || this.state === "HEADER";
	}

	/** The connection has ended. @returns undefined if that was no surprise: between messages, or in a body that lasts as long as the connection */
	ended(): CodedError | undefined {
		if (this.idle) return undefined;
		if (this.state.endsWith("_LINE") || this.finish()) return parseError("HPE_INVALID_EOF_STATE", "Unexpected end of the message");
		return undefined;
	}

	1(): void {
		// The library tells of trailers here; they are read when the message is complete.
	}

	2(): number {
		const next = this.receiver.onHead(this.info);
		if (next === "tunnel") return 2;
		// With Upgrade in a request that stays HTTP, the library would forget that its body is chunked.
		this.isChunked = find(this.info.headers, "transfer-encoding") !== undefined;
		this.info.upgrade = false;
		return next === "none" ? 1 : 0;
	}

	3(chunk: Uint8Array, offset: number, length: number): void {
		this.receiver.onBody(chunk.subarray(offset, offset + length));
	}

	4(): void {
		this.held = !this.receiver.onComplete(this.trailers);
	}

	override REQUEST_LINE(): boolean | undefined {
		if (this.held) return true;
		const line = this.consumeLine();
		// An empty line before a request is what some clients send after a body.
		if (!line) return undefined;
		const first = line.indexOf(" ");
		const second = line.indexOf(" ", first + 1);
		const method = METHODS.indexOf(line.slice(0, first));
		if (first < 0 || method < 0) throw parseError("HPE_INVALID_METHOD", "Invalid method encountered");
		if (second < 0) throw parseError("HPE_INVALID_CONSTANT", "Expected HTTP/");
		this.info.method = method;
		this.info.url = line.slice(first + 1, second);
		if (this.info.url === "" || notVisible.test(this.info.url)) throw parseError("HPE_INVALID_URL", "Invalid characters in url");
		this.readVersion(line.slice(second + 1));
		this.body_bytes = 0;
		this.state = "HEADER";
		return undefined;
	}

	override RESPONSE_LINE(): boolean | undefined {
		if (this.held) return true;
		const line = this.consumeLine();
		if (line === undefined) return undefined;
		this.readVersion(line.slice(0, 8));
		const status = line.slice(9, 12);
		if (line[8] !== " " || status.length < 3 || notDecimal.test(status) || status < "100" || (line.length > 12 && line[12] !== " "))
			throw parseError("HPE_INVALID_STATUS", "Invalid status code");
		this.info.statusCode = Number(status);
		this.info.statusMessage = line.slice(13);
		if (!isFieldContent(this.info.statusMessage)) throw parseError("HPE_INVALID_STATUS", "Invalid characters in the reason");
		if (status < "200" || status === "204" || status === "304") this.body_bytes = 0;
		this.state = "HEADER";
		return undefined;
	}

	private readVersion(text: string): void {
		if (!text.startsWith("HTTP/")) throw parseError("HPE_INVALID_CONSTANT", "Expected HTTP/");
		if (text !== "HTTP/1.1" && text !== "HTTP/1.0") throw parseError("HPE_INVALID_VERSION", "Invalid HTTP version");
		this.info.versionMajor = 1;
		this.info.versionMinor = text === "HTTP/1.1" ? 1 : 0;
	}

	/** One line without its CR LF; undefined until all of it has come. */
	override consumeLine(): string | undefined {
		const chunk = this.chunk ?? new Uint8Array(0);
		const found = chunk.indexOf(10, this.offset);
		const stop = found < 0 ? this.end : found;
		this.headBytes += stop - this.offset + (found < 0 ? 0 : 1);
		// Lines of chunks are no part of the head, but none is long.
		const size =
			this.state === "BODY_CHUNKHEAD" || this.state === "BODY_CHUNKEMPTYLINE" ? this.line.length + stop - this.offset : this.headBytes;
		if (size > this.limits.maxHeaderSize) throw parseError("HPE_HEADER_OVERFLOW", "Header overflow");
		const line = this.line + latin1(chunk.subarray(this.offset, stop));
		if (found < 0) {
			this.line = line;
			this.offset = this.end;
			return undefined;
		}
		this.line = "";
		this.offset = stop + 1;
		const end = line.length - 1;
		// A CR elsewhere is refused with what it stands in.
		if (line[end] !== "\r") throw parseError("HPE_CR_EXPECTED", "Missing expected CR before LF");
		const text = line.slice(0, end);
		if (this.state === "BODY_CHUNKHEAD") this.checkChunk(text);
		else if (this.state === "BODY_CHUNKEMPTYLINE" && text !== "") throw parseError("HPE_STRICT", "Expected CR LF after a chunk's data");
		else if (this.state === "HEADER" && text === "") this.checkFraming();
		return text;
	}

	/** RFC 9112 section 5: no white space before the colon, no line that goes on with the value of the one before. */
	override parseHeader(line: string, headers: string[]): void {
		const colon = line.indexOf(":");
		const name = line.slice(0, Math.max(colon, 0));
		if (!isToken(name)) throw parseError("HPE_INVALID_HEADER_TOKEN", "Invalid header token");
		const value = line.slice(colon + 1);
		if (!isFieldContent(value)) throw parseError("HPE_INVALID_HEADER_TOKEN", "Invalid header value char");
		const { maxHeadersCount } = this.limits;
		if (maxHeadersCount > 0 && headers.length >= 2 * maxHeadersCount) throw parseError("HPE_HEADER_OVERFLOW", "Too many header fields");
		headers.push(name, trimmed(value));
	}

	private checkChunk(line: string): void {
		const semicolon = line.indexOf(";");
		const size = semicolon < 0 ? line : line.slice(0, semicolon);
		if (size === "" || size.length > sizeDigits || notHexadecimal.test(size))
			throw parseError("HPE_INVALID_CHUNK_SIZE", "Invalid character in chunk size");
		if (!isFieldContent(line)) throw parseError("HPE_STRICT", "Invalid character in chunk extensions");
		this.extensionBytes += line.length - size.length;
		if (this.extensionBytes > this.limits.maxHeaderSize) throw parseError("HPE_CHUNK_EXTENSIONS_OVERFLOW", "Chunk extensions overflow");
		this.headBytes = 0;
	}

	/** The length of the body can be said in one way, or the message is refused: RFC 9112 section 6. */
	private checkFraming(): void {
		const { headers, versionMinor, statusCode } = this.info;
		const length = find(headers, "content-length");
		const coding = find(headers, "transfer-encoding");
		if (length !== undefined && (length === "" || length.length > 15 || notDecimal.test(length)))
			throw length.includes(",")
				? parseError("HPE_UNEXPECTED_CONTENT_LENGTH", "Content-Length is said twice")
				: parseError("HPE_INVALID_CONTENT_LENGTH", "Invalid character in Content-Length");
		if (coding === undefined) return;
		if (length !== undefined) throw parseError("HPE_INVALID_TRANSFER_ENCODING", "Content-Length and Transfer-Encoding exclude each other");
		if (versionMinor === 0 || coding.toLowerCase() !== "chunked" || statusCode < 200 || statusCode === 204)
			throw parseError("HPE_INVALID_TRANSFER_ENCODING", "Invalid Transfer-Encoding");
	}
}
