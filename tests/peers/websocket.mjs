/** The server's side of a WebSocket (RFC 6455), as much as a test of a client needs: it sends back each message as it came, and does what some texts ask for. */
import { createHash } from "node:crypto";

const CONTINUATION = 0;
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const FINAL = 0x80;

/** The longest payload of a frame that is sent: longer messages are cut. */
const longestFrame = 16_000;

/** @param {string} key */
const acceptance = (key) => createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");

/** @param {number} first the final bit and the opcode @param {Buffer} payload */
function frame(first, payload) {
	const { length } = payload;
	if (length < 126) return Buffer.concat([Buffer.of(first, length), payload]);
	const head = Buffer.of(first, 126, length >> 8, length & 255);
	return Buffer.concat([head, payload]);
}

/** @typedef {{ final: boolean, opcode: number, payload: Buffer, length: number }} Frame */

/** The first frame of what a client has sent, undefined until it is whole. @param {Buffer} bytes @returns {Frame | undefined} */
function parse(bytes) {
	if (bytes.length < 2) return undefined;
	if (!(bytes[1] & 0x80)) throw new Error("a client's frame must be masked");
	const short = bytes[1] & 0x7f;
	const start = short === 126 ? 4 : short === 127 ? 10 : 2;
	if (bytes.length < start + 4) return undefined;
	const size = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
	const end = start + 4 + size;
	if (bytes.length < end) return undefined;
	const payload = Buffer.from(bytes.subarray(start + 4, end));
	for (let index = 0; index < size; index++) payload[index] ^= bytes[start + (index & 3)];
	return { final: (bytes[0] & FINAL) !== 0, opcode: bytes[0] & 15, payload, length: end };
}

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:stream").Duplex} socket
 * @param {import("./service.mjs").Report} report
 */
export function echoMessages(request, socket, report) {
	const key = request.headers["sec-websocket-key"] ?? "";
	socket.write(
		`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptance(key)}\r\n\r\n`,
	);
	let bytes = Buffer.alloc(0);
	/** @type {{ opcode: number, parts: Buffer[] }} */
	let message = { opcode: TEXT, parts: [] };

	/** @param {number} opcode @param {Buffer} payload */
	const send = (opcode, payload) => {
		for (let at = 0; at === 0 || at < payload.length; at += longestFrame) {
			const part = payload.subarray(at, at + longestFrame);
			const last = at + longestFrame >= payload.length;
			socket.write(frame((last ? FINAL : 0) | (at === 0 ? opcode : CONTINUATION), part));
		}
	};
	/** @param {Frame} frame */
	const receive = ({ final, opcode, payload }) => {
		if (opcode === CLOSE) {
			report("closed", { code: payload.length ? payload.readUInt16BE() : undefined, text: payload.toString("utf8", 2) });
			socket.end(frame(FINAL | CLOSE, payload));
		} else if (opcode === PING) socket.write(frame(FINAL | PONG, payload));
		else if (opcode === PONG) report("pong", { text: payload.toString() });
		else {
			if (opcode !== CONTINUATION) message = { opcode, parts: [] };
			message.parts.push(payload);
			if (!final) return;
			const whole = Buffer.concat(message.parts);
			const text = message.opcode === TEXT ? whole.toString() : undefined;
			report("message", { bytes: whole.length, text: text?.slice(0, 100) });
			if (text === "ping me") send(PING, Buffer.from("are you there"));
			else if (text === "close me") send(CLOSE, Buffer.from([0x0f, 0xa0, ...Buffer.from("as you wish")]));
			else send(message.opcode, whole);
		}
	};
	socket.on("data", (chunk) => {
		bytes = Buffer.concat([bytes, chunk]);
		try {
			for (let found = parse(bytes); found !== undefined; found = parse(bytes)) {
				bytes = bytes.subarray(found.length);
				receive(found);
			}
		} catch (error) {
			report("failure", { message: error instanceof Error ? error.message : String(error) });
			socket.destroy();
		}
	});
	socket.on("error", (error) => report("failure", { message: error.message }));
}
