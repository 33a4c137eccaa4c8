/* As much of HTTP/1.1 (RFC 9112) as a device needs that answers a GET with one page and closes. */

/** The longest head of a request, in bytes. */
const LIMIT = 8192;

/** Collects the head of a request. */
export class RequestHead {
	#text = "";

	/** Adds what has arrived. The path that is asked for when the head is whole, undefined until then. @throws Error, whose message is a status line's, for what is no GET. */
	add(data: ArrayBuffer): string | undefined {
		for (const byte of new Uint8Array(data)) this.#text += String.fromCharCode(byte);
		const end = this.#text.indexOf("\r\n\r\n");
		if (end > LIMIT || (end < 0 && this.#text.length > LIMIT)) throw new Error("431 Request Header Fields Too Large");
		if (end < 0) return undefined;
		const [method, path, version] = this.#text.slice(0, this.#text.indexOf("\r\n")).split(" ");
		if (path === undefined || !version?.startsWith("HTTP/1.")) throw new Error("400 Bad Request");
		if (method !== "GET") throw new Error("405 Method Not Allowed");
		return path;
	}
}

/** A whole response; the connection is closed behind it. */
export function response(status: string, type: string, body: string): Uint8Array {
	const encoder = new TextEncoder();
	const length = encoder.encode(body).length;
	return encoder.encode(`HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`);
}
