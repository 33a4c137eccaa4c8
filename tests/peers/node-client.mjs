/** A client of Node's `tls`, for servers of our own. */
import { connect } from "node:tls";
import { Noise } from "../support/noise.js";
import { certificateText, keyText } from "./credentials.mjs";
import { protocolOptions } from "./node-options.mjs";
import { Tally } from "./tally.mjs";

/**
 * @typedef {object} NodeClientOptions
 * @property {number} port
 * @property {string} [host]          The name to check; localhost unless given.
 * @property {string} [authority]     What to trust; authority unless given.
 * @property {string} [certificate]   The client's own certificate.
 * @property {string[]} [alpn]
 * @property {"TLSv1.2" | "TLSv1.3"} [version]
 * @property {string} [ciphers]
 * @property {boolean} [halfOpen]    Keep the own side open after the server's close_notify.
 * @property {boolean} [insecure]     Go on although the server cannot be verified.
 * @property {{ identity: string, key: string, ephemeral?: boolean }} [psk]  In place of certificates.
 * @property {boolean} [noTickets]
 * @property {Buffer | string} [session]  Of an earlier connection, to be resumed; in base64 as the event "session" has told it.
 * @property {number} [seed]
 * @property {number} [expect]
 */

/**
 * @param {NodeClientOptions} options
 * @param {import("./service.mjs").Report} report
 * @param {(session: Buffer) => void} [keep] takes the sessions that could be resumed
 * @returns {Promise<import("./service.mjs").Peer>}
 */
export async function startNodeClient(options, report, keep) {
	const { host = "localhost", authority = "authority", certificate, version, psk } = options;
	// A variable, because Node's types do not know allowHalfOpen here.
	const settings = {
		host: "127.0.0.1",
		port: options.port,
		servername: host,
		ca: certificateText(authority),
		cert: certificate === undefined ? undefined : certificateText(certificate),
		key: certificate === undefined ? undefined : keyText(certificate),
		ALPNProtocols: options.alpn,
		minVersion: version,
		maxVersion: version,
		ciphers: options.ciphers,
		rejectUnauthorized: !options.insecure,
		allowHalfOpen: options.halfOpen ?? false,
		secureOptions: protocolOptions(options),
		session: typeof options.session === "string" ? Buffer.from(options.session, "base64") : options.session,
		...(psk && { pskCallback: () => ({ identity: psk.identity, psk: Buffer.from(psk.key, "hex") }), checkServerIdentity: () => undefined }),
	};
	const socket = connect(settings);
	if (keep !== undefined) socket.on("session", keep);
	const tally = new Tally(options, report);
	socket.on("secureConnect", () => {
		report("connection", {
			version: socket.getProtocol(),
			cipher: socket.getCipher().standardName,
			alpn: socket.alpnProtocol || undefined,
			authorized: socket.authorized,
			authorizationError: socket.authorizationError ? String(socket.authorizationError) : undefined,
			server: socket.getPeerCertificate()?.subject?.CN,
			resumed: socket.isSessionReused(),
		});
	});
	socket.on("session", (session) => report("session", { base64: session.toString("base64") }));
	socket.on("data", (chunk) => tally.add(chunk));
	socket.on("end", () => report("end", tally.summary()));
	socket.on("error", (/** @type {any} */ error) => report("failure", { code: error.code, message: error.message }));
	socket.on("close", () => report("close", tally.summary()));
	return {
		port: options.port,
		actions: {
			write({ text, base64, bytes, seed }) {
				socket.write(text ?? (base64 === undefined ? new Noise(seed).take(bytes) : Buffer.from(base64, "base64")));
			},
			end: () => void socket.end(),
			/** Key material (RFC 5705): `context` in hexadecimal, or none. @param {{ length: number, label: string, context?: string }} parameters */
			exportKeys: ({ length, label, context }) => ({
				// Node's types want a context, and its documentation says that it may be missing.
				hex: socket
					.exportKeyingMaterial(length, label, /** @type {Buffer} */ (context === undefined ? undefined : Buffer.from(context, "hex")))
					.toString("hex"),
			}),
			cut: () => void socket.destroy(),
		},
		stop: () => void socket.destroy(),
	};
}
