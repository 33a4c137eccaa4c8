/**
 * What Wireshark sees of a connection: the bytes that a proxy has passed on are put into TCP segments, as if they had been captured from a network, and
 * tshark dissects them with a key log. So nobody needs the right to capture.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** @typedef {{ fromServer: boolean, bytes: Buffer }} Segment */

const longestSegment = 1400;
const clientPort = 50000;
const serverPort = 443;
const [client, server] = [
	[192, 0, 2, 1],
	[192, 0, 2, 2],
];
const SYN = 2;
const PUSH = 8;
const ACKNOWLEDGE = 16;

/** A packet of a capture file: raw IPv4, without checksums, which tshark does not ask for. */
class Packets {
	/** @type {Buffer[]} */
	#parts = [];
	#sequence = { client: 1000, server: 2000 };
	#time = 0;

	constructor() {
		const header = Buffer.alloc(24);
		header.writeUInt32LE(0xa1b2c3d4, 0);
		header.writeUInt16LE(2, 4);
		header.writeUInt16LE(4, 6);
		header.writeUInt32LE(65535, 16);
		header.writeUInt32LE(101, 20); // LINKTYPE_RAW
		this.#parts.push(header);
	}

	/** @param {boolean} fromServer @param {number} flags @param {Buffer} bytes */
	add(fromServer, flags, bytes) {
		const [from, to] = fromServer ? /** @type {const} */ (["server", "client"]) : /** @type {const} */ (["client", "server"]);
		const packet = Buffer.alloc(40 + bytes.length);
		packet[0] = 0x45;
		packet.writeUInt16BE(packet.length, 2);
		packet[8] = 64;
		packet[9] = 6;
		packet.set(fromServer ? [...server, ...client] : [...client, ...server], 12);
		packet.writeUInt16BE(fromServer ? serverPort : clientPort, 20);
		packet.writeUInt16BE(fromServer ? clientPort : serverPort, 22);
		packet.writeUInt32BE(this.#sequence[from], 24);
		if (flags & ACKNOWLEDGE) packet.writeUInt32BE(this.#sequence[to], 28);
		packet[32] = 0x50;
		packet[33] = flags;
		packet.writeUInt16BE(65535, 34);
		packet.set(bytes, 40);
		this.#sequence[from] += bytes.length + (flags & SYN ? 1 : 0);
		const header = Buffer.alloc(16);
		header.writeUInt32LE(1, 0);
		header.writeUInt32LE(this.#time++, 4);
		header.writeUInt32LE(packet.length, 8);
		header.writeUInt32LE(packet.length, 12);
		this.#parts.push(header, packet);
	}

	/** The capture file. */
	get file() {
		return Buffer.concat(this.#parts);
	}
}

/** @param {Segment[]} segments */
function capture(segments) {
	const packets = new Packets();
	const nothing = Buffer.alloc(0);
	packets.add(false, SYN, nothing);
	packets.add(true, SYN | ACKNOWLEDGE, nothing);
	packets.add(false, ACKNOWLEDGE, nothing);
	for (const { fromServer, bytes } of segments) {
		for (let at = 0; at < bytes.length; at += longestSegment)
			packets.add(fromServer, PUSH | ACKNOWLEDGE, bytes.subarray(at, at + longestSegment));
	}
	return packets.file;
}

/**
 * @param {Segment[]} segments  What went over a connection, in order.
 * @param {string} keys         Lines of an NSS key log.
 * @returns {Promise<{ missing?: boolean, plainToClient?: string, plainToServer?: string, alerts?: string }>}  The plaintext of each direction in hexadecimal, and the decrypted
 *                                alerts; or that there is no tshark here.
 */
export async function dissect(segments, keys) {
	const folder = mkdtempSync(join(tmpdir(), "tls419-capture-"));
	try {
		writeFileSync(join(folder, "capture.pcap"), capture(segments));
		writeFileSync(join(folder, "keys.log"), keys);
		const fields = ["tcp.srcport", "data.data", "tls.alert_message.desc"].flatMap((name) => ["-e", name]);
		const settings = [`tls.keylog_file:${join(folder, "keys.log")}`, "tcp.reassemble_out_of_order:TRUE"].flatMap((setting) => [
			"-o",
			setting,
		]);
		// Port 443 would be taken for HTTP; what the tests send is none.
		const parameters = ["-r", join(folder, "capture.pcap"), "-d", `tls.port==${serverPort},data`, ...settings, "-T", "fields", ...fields];
		const { stdout } = await promisify(execFile)("tshark", parameters, {
			encoding: "utf8",
			env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder },
		});
		const rows = stdout.split("\n").map((line) => line.split("\t"));
		/** @param {number} port */
		const from = (port) => rows.flatMap(([source, data = ""]) => (source === String(port) ? [data.replaceAll(",", "")] : [])).join("");
		return {
			plainToClient: from(serverPort),
			plainToServer: from(clientPort),
			alerts: rows.flatMap(([, , alert = ""]) => (alert === "" ? [] : [alert])).join(" "),
		};
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return { missing: true };
		throw error;
	} finally {
		rmSync(folder, { recursive: true });
	}
}
