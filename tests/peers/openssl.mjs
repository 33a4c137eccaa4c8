/** `openssl s_server` and `openssl s_client` as peers. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Noise } from "../support/noise.js";
import { certificateFile, chainFile, keyFile } from "./credentials.mjs";
import { runProgram } from "./program.mjs";

/**
 * @typedef {object} OpensslOptions
 * @property {string} [certificate]   Name in the test PKI. A server presents localhost unless given, a client nothing.
 * @property {boolean} [leafOnly]     Present the leaf without its chain.
 * @property {string[]} [flags]       Passed on as they are.
 * @property {number} [expect]        After the handshake so many bytes are data: they are counted, not told line by line.
 * @property {number} [seed]          Seed of the noise that these bytes should be, or of the noise in `file`.
 * @property {number} [file]          With the flag -WWW: the size of the document /file.
 * @property {boolean} [smallGroup]   A server has a group of its own of 1024 bits for Diffie-Hellman (TLS 1.2 with DHE).
 * @property {number} [port]          A client connects to this port.
 * @property {string} [host]          and checks this name; localhost unless given.
 * @property {string} [saved]         A client that has ended saves its session under this name, and resumes the one that is there.
 * @property {string} [authority]     against this authority; authority unless given. A server demands a client certificate from this authority.
 */

/* `openssl dhparam 1024`, which takes its time. */
const smallGroupText = `-----BEGIN DH PARAMETERS-----
MIGHAoGBAP8uBogYKMFCcs8J5JUOnd1gEcPA9yqTvsC9QdZKk6B6AAiEb2/C6vlp
hwwoXwUZzjpaFbG2dCpDU+GZuEiWjXERAZ9MajHRc8HsEsI3Tjy8KW0ksbIGZuHk
8V2HS6Wn2IgGUiBXCC8ZiUcsd0B2eOgQCaM8097YZKmqNdwdAx7XAgEC
-----END DH PARAMETERS-----
`;

/** @param {OpensslOptions} options @param {import("./service.mjs").Report} report @returns {Promise<import("./service.mjs").Peer>} */
export async function startOpensslServer(options, report) {
	const { certificate = "localhost", leafOnly, file, seed = 1, authority, smallGroup } = options;
	const parameters = ["s_server", "-accept", "127.0.0.1:0", "-cert", certificateFile(certificate), "-key", keyFile(certificate)];
	const chain = chainFile(certificate);
	if (chain !== undefined && !leafOnly) parameters.push("-cert_chain", chain);
	if (authority !== undefined) parameters.push("-Verify", "3", "-verify_return_error", "-CAfile", certificateFile(authority));
	const folder = file === undefined && !smallGroup ? undefined : mkdtempSync(join(tmpdir(), "tls419-peer-"));
	if (folder !== undefined) writeFileSync(join(folder, "file"), new Noise(seed).take(file ?? 0));
	if (folder !== undefined && smallGroup) {
		const group = join(folder, "group.pem");
		writeFileSync(group, smallGroupText);
		parameters.push("-dhparam", group);
	}
	const { actions, stop, seen } = runProgram(["openssl", ...parameters, ...(options.flags ?? [])], options, report, folder);
	try {
		const match = await seen(/^ACCEPT .*:(\d+)$/);
		return { port: Number(match[1]), actions, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

/** @type {string | undefined} */
let sessions;

/** Where a session lies as long as the service runs. @param {string} name */
function sessionFile(name) {
	if (sessions === undefined) {
		const folder = mkdtempSync(join(tmpdir(), "tls419-sessions-"));
		process.on("exit", () => rmSync(folder, { recursive: true }));
		sessions = folder;
	}
	return join(sessions, `${name.replace(/[^\w.-]/g, "_")}.pem`);
}

/** @param {OpensslOptions} options @param {import("./service.mjs").Report} report @returns {Promise<import("./service.mjs").Peer>} */
export async function startOpensslClient(options, report) {
	const { host = "localhost", authority = "authority", port, certificate, saved } = options;
	if (port === undefined) throw new Error("an openssl client needs the port to connect to");
	const parameters = ["s_client", "-connect", `127.0.0.1:${port}`, "-servername", host, "-verify_hostname", host];
	parameters.push("-CAfile", certificateFile(authority), "-verify_return_error");
	if (certificate !== undefined) parameters.push("-cert", certificateFile(certificate), "-key", keyFile(certificate));
	const chain = certificate === undefined ? undefined : chainFile(certificate);
	if (chain !== undefined) parameters.push("-cert_chain", chain);
	if (saved !== undefined) {
		const file = sessionFile(saved);
		if (existsSync(file)) parameters.push("-sess_in", file);
		parameters.push("-sess_out", file);
	}
	const { actions, stop } = runProgram(["openssl", ...parameters, ...(options.flags ?? [])], options, report);
	return { port, actions, stop };
}
