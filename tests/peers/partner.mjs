/**
 * A partner: OpenSSL, GnuTLS or Node as a server or a client that is described in the same few words, for tests that want the same of all of them.
 *
 * It tells "connection" with what it saw of each handshake. A server sends back what it receives, line by line. A client sends "ping" and tells "echoed"
 * when that has come back; with `twice` it first connects to get a session, and what it tells is said of the second connection.
 */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gnutls } from "./partners/gnutls.mjs";
import { libcoap } from "./partners/libcoap.mjs";
import { node } from "./partners/node.mjs";
import { openssl } from "./partners/openssl.mjs";
import { runProgram } from "./program.mjs";

/**
 * @typedef {import("../interop/matrix.js").Side} Side
 *
 * @typedef {object} PartnerOptions
 * @property {"openssl" | "gnutls" | "node" | "libcoap"} program
 * @property {"server" | "client"} role
 * @property {"TLSv1.2" | "TLSv1.3" | "DTLSv1.2"} version
 * @property {Side} side
 * @property {number} [port]          Where a client connects to.
 * @property {boolean} [twice]        A client connects again, with the session of the first connection.
 *
 * How a program with standard input and output is used. The lines that it prints are read up to the one that ends what it has to say of a handshake.
 *
 * @typedef {object} Terminal
 * @property {(side: Side, version: string, port: number, where: { folder: string }) => string[]} server
 * @property {(side: Side, version: string, port: number, where: { folder: string, again: boolean, twice: boolean }) => string[]} client
 * @property {RegExp} listening
 * @property {boolean} echoes           Whether the server sends back by itself.
 * @property {boolean} resumesByItself  Whether one run of the client makes both connections.
 * @property {(line: string, facts: Facts) => boolean} serverLine
 * @property {(line: string, facts: Facts, again: boolean) => boolean} clientLine
 */

/** What lines have told of a handshake. */
class Facts {
	/** @type {Record<string, string | boolean>} */
	found = { resumed: false };

	/** The first line that matches says it. @param {string} line @param {RegExp} pattern @param {string} name @param {(text: string) => string} [as] */
	take(line, pattern, name, as = (text) => text) {
		const match = pattern.exec(line);
		if (match !== null) this.found[name] ??= as(match[1]);
	}

	/** @param {string} line @param {RegExp} pattern @param {string} name */
	mark(line, pattern, name) {
		if (pattern.test(line)) this.found[name] = true;
	}
}

/** Whether nobody has the port for datagrams. @param {number} port @returns {Promise<boolean>} */
function isFreeForDatagrams(port) {
	return new Promise((resolve) => {
		const socket = createSocket("udp4");
		socket.on("error", () => resolve(false));
		socket.bind(port, () => socket.close(() => resolve(true)));
	});
}

/** gnutls-serv does not tell which port it was given, so it gets one that was free a moment ago, for datagrams too. @returns {Promise<number>} */
export async function freePort() {
	const server = createServer().listen(0);
	await once(server, "listening");
	const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
	const isFree = await isFreeForDatagrams(port);
	server.close();
	await once(server, "close");
	return isFree ? port : freePort();
}

const makeFolder = () => mkdtempSync(join(tmpdir(), "tls419-partner-"));
const removeFolder = (/** @type {string} */ folder) => rmSync(folder, { recursive: true, force: true });

/** @param {Terminal} terminal @param {PartnerOptions} options @param {import("./service.mjs").Report} report @returns {Promise<import("./service.mjs").Peer>} */
async function startServer(terminal, { side, version }, report) {
	const folder = makeFolder();
	const port = await freePort();
	let facts = new Facts();
	const program = runProgram(terminal.server(side, version, port, { folder }), {}, (event, data) => {
		report(event, data);
		const line = `${data.text}`;
		if (event !== "line") return;
		if (terminal.serverLine(line, facts)) {
			report("connection", facts.found);
			facts = new Facts();
		}
		if (line === "ping" && !terminal.echoes) program.actions.write({ text: "ping\n" });
	});
	const stop = async () => {
		await program.stop();
		removeFolder(folder);
	};
	try {
		await program.seen(terminal.listening);
	} catch (error) {
		await stop();
		throw error;
	}
	return { port, actions: program.actions, stop };
}

/** @param {Terminal} terminal @param {PartnerOptions} options @param {import("./service.mjs").Report} report @returns {import("./service.mjs").Peer} */
function startClient(terminal, { side, version, port = 0, twice = false }, report) {
	const folder = makeFolder();
	let again = false;
	let connected = false;
	let facts = new Facts();
	let stopped = false;
	const run = () =>
		runProgram(terminal.client(side, version, port, { folder, again, twice }), {}, (event, data) => {
			report(event, data);
			const line = `${data.text}`;
			if (event !== "line") return;
			if (!connected && terminal.clientLine(line, facts, again)) handshakeDone();
			// openssl keeps some of its own text back, and the data cuts it.
			if (line.endsWith("ping")) echoed();
		});
	let program = run();

	function handshakeDone() {
		report("connection", facts.found);
		facts = new Facts();
		if (twice && !again && terminal.resumesByItself) again = true;
		else {
			connected = true;
			program.actions.write({ text: "ping\n" });
		}
	}

	function echoed() {
		program.actions.end();
		if (!twice || again) {
			report("echoed", {});
			return;
		}
		again = true;
		void program.ended.then(() => {
			connected = false;
			if (!stopped) program = run();
		});
	}

	return {
		port,
		actions: { end: () => program.actions.end() },
		async stop() {
			stopped = true;
			await program.stop();
			removeFolder(folder);
		},
	};
}

/** @param {PartnerOptions} options @param {import("./service.mjs").Report} report @returns {Promise<import("./service.mjs").Peer>} */
export async function startPartner(options, report) {
	const { program, role } = options;
	if (program === "node") return node(options, report);
	if (program === "libcoap") return libcoap(options, report);
	const terminal = { openssl, gnutls }[program];
	return role === "server" ? startServer(terminal, options, report) : startClient(terminal, options, report);
}
