/**
 * A server of Node's `tls`. The TCP socket is accepted first and handed to the TLS server afterwards, so that a peer can also cut the
 * transport under TLS (no close_notify) and speak in clear before TLS (STARTTLS).
 */
import { once } from "node:events";
import { connect, createServer as createTcpServer } from "node:net";
import { createSecureContext, createServer as createTlsServer } from "node:tls";
import { Noise } from "../support/noise.js";
import { certificateText, keyText, leafText } from "./credentials.mjs";
import { protocolOptions } from "./node-options.mjs";
import { Tally } from "./tally.mjs";

/**
 * @typedef {object} NodeServerOptions
 * @property {string} [certificate]       Name in the test PKI; localhost unless given.
 * @property {boolean} [leafOnly]         Present the leaf without its chain.
 * @property {string} [root]             Present this root behind the chain.
 * @property {Record<string, string>} [certificates]  Server name -> certificate name.
 * @property {string} [clientAuthority]   Ask for a client certificate and check it against this authority.
 * @property {boolean} [required]         Refuse a client without a good certificate.
 * @property {string[]} [alpn]
 * @property {"TLSv1.2" | "TLSv1.3"} [version]
 * @property {string} [ciphers]
 * @property {string} [groups]
 * @property {"echo" | "sink" | "source" | "quiet" | "tunnel"} [behaviour]  echo unless given.
 * @property {number} [tunnel]            A tunnel passes what it decrypts on to this port, and what comes from there back.
 * @property {number} [bytes]             How much a source sends.
 * @property {number} [chunk]             In writes of this size.
 * @property {number} [seed]              Seed of the noise that a source sends or a sink expects.
 * @property {number} [expect]            A sink reports "received" after so many bytes.
 * @property {boolean} [paused]           Read nothing before `resume`.
 * @property {boolean} [halfOpen]         Keep the own side open after the client's close_notify.
 * @property {"end" | "cut" | "stay"} [finish]  What a source does at the end; end unless given.
 * @property {boolean} [startTls]         Speak in clear first: greeting, STARTTLS, go-ahead.
 * @property {boolean} [noTickets]      Sessions are then resumed by their identifier (TLS 1.2), from a store that ends with the server.
 * @property {{ identity: string, key: string, ephemeral?: boolean }} [psk]  In place of a certificate.
 */

/** @param {{ identity: string, key: string }} psk */
function pskOf({ identity, key }) {
	return (/** @type {unknown} */ _socket, /** @type {string} */ asked) => (asked === identity ? Buffer.from(key, "hex") : null);
}

/** Without it Node resumes by tickets alone. @param {import("node:tls").Server} server */
function keepSessions(server) {
	/** @type {Map<string, Buffer>} */
	const sessions = new Map();
	server.on("newSession", (identifier, session, done) => {
		sessions.set(identifier.toString("hex"), session);
		done();
	});
	server.on("resumeSession", (identifier, done) => done(null, sessions.get(identifier.toString("hex")) ?? null));
}

/** @param {NodeServerOptions} options */
function secureOptions(options) {
	const { certificate = "localhost", version, clientAuthority, leafOnly, root, psk } = options;
	const chain = (leafOnly ? leafText(certificate) : certificateText(certificate)) + (root === undefined ? "" : certificateText(root));
	return {
		...(psk === undefined ? { cert: chain, key: keyText(certificate) } : { pskCallback: pskOf(psk) }),
		ca: clientAuthority === undefined ? undefined : certificateText(clientAuthority),
		requestCert: clientAuthority !== undefined,
		rejectUnauthorized: options.required ?? false,
		ALPNProtocols: options.alpn,
		minVersion: version,
		maxVersion: version,
		// Level 0 lets a test present keys and signatures that are too weak; what to refuse is the client's business.
		ciphers: options.ciphers ?? "DEFAULT@SECLEVEL=0",
		ecdhCurve: options.groups ?? "auto",
		secureOptions: protocolOptions(options),
		allowHalfOpen: options.halfOpen ?? false,
		/** @param {string} name @param {(error: Error | null, context?: import("node:tls").SecureContext) => void} done */
		SNICallback(name, done) {
			const chosen = options.certificates?.[name];
			done(
				null,
				chosen === undefined
					? undefined
					: createSecureContext({ cert: certificateText(chosen), key: keyText(chosen), ciphers: options.ciphers }),
			);
		},
	};
}

/** What the server saw of a connection. @param {import("node:tls").TLSSocket} socket */
function facts(socket) {
	const peer = socket.getPeerCertificate();
	return {
		version: socket.getProtocol(),
		cipher: socket.getCipher().standardName,
		alpn: socket.alpnProtocol || undefined,
		serverName: /** @type {{ servername?: string | false }} */ (socket).servername || undefined,
		authorized: socket.authorized,
		authorizationError: socket.authorizationError ? String(socket.authorizationError) : undefined,
		client: peer?.subject?.CN,
		resumed: socket.isSessionReused(),
		address: socket.remoteAddress,
		port: socket.remotePort,
	};
}

/** @param {import("node:tls").TLSSocket} socket @param {NodeServerOptions} options @param {() => void} cut */
async function pour(socket, options, cut) {
	const { bytes = 0, chunk = 16384, seed = 1, finish = "end" } = options;
	const noise = new Noise(seed);
	const closed = new Promise((resolve) => socket.once("close", resolve));
	for (let sent = 0; sent < bytes && !socket.destroyed; sent += chunk) {
		if (!socket.write(noise.take(Math.min(chunk, bytes - sent)))) {
			await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), closed]);
		}
	}
	if (finish === "end") socket.end();
	if (finish === "cut") socket.write("", cut);
}

/** @param {import("node:net").Socket} tcp */
async function greet(tcp) {
	tcp.write("220 ready\r\n");
	const [line] = await once(tcp, "data");
	if (String(line) !== "STARTTLS\r\n") throw new Error(`expected STARTTLS, received ${JSON.stringify(String(line))}`);
	tcp.pause();
	tcp.write("220 go ahead\r\n");
}

/** @param {NodeServerOptions} options @param {import("./service.mjs").Report} report @returns {Promise<import("./service.mjs").Peer>} */
export async function startNodeServer(options, report) {
	/** @type {Set<import("node:net").Socket>} */
	const transports = new Set();
	/** @type {import("node:tls").TLSSocket | undefined} */
	let latest;
	/** @param {any} error */
	const failed = (error) => report("failure", { code: error.code, message: error.message });
	const secure = createTlsServer(secureOptions(options));
	if (options.noTickets) keepSessions(secure);
	secure.on("tlsClientError", failed);

	secure.on("secureConnection", (socket) => {
		latest = socket;
		const { behaviour = "echo" } = options;
		const transport = [...transports].find((candidate) => candidate.remotePort === socket.remotePort);
		const tally = new Tally(options, report);
		socket.on("error", failed);
		socket.on("end", () => report("end", tally.summary()));
		socket.on("close", () => report("close", tally.summary()));
		report("connection", facts(socket));
		socket.on("data", (chunk) => {
			tally.add(chunk);
			if (behaviour === "echo" && !socket.write(chunk)) {
				socket.pause();
				socket.once("drain", () => socket.resume());
			}
		});
		if (behaviour === "tunnel") {
			const behind = connect({ host: "127.0.0.1", port: options.tunnel ?? 0 });
			transports.add(behind);
			behind.on("error", failed);
			socket.pipe(behind).pipe(socket);
		}
		if (options.paused) socket.pause();
		if (behaviour === "source") pour(socket, options, () => transport?.destroy()).catch(failed);
	});

	const server = createTcpServer({ allowHalfOpen: options.halfOpen ?? false, noDelay: true }, async (tcp) => {
		transports.add(tcp);
		tcp.on("error", failed);
		tcp.on("close", () => {
			transports.delete(tcp);
			report("disconnect", {});
		});
		try {
			if (options.startTls) await greet(tcp);
			secure.emit("connection", tcp);
		} catch (error) {
			failed(error);
			tcp.destroy();
		}
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");

	/** The connection that the actions mean. */
	const current = () => {
		if (latest === undefined) throw new Error("no client has connected yet");
		return latest;
	};
	return {
		port: /** @type {import("node:net").AddressInfo} */ (server.address()).port,
		actions: {
			write({ text, base64, bytes, seed }) {
				current().write(text ?? (base64 === undefined ? new Noise(seed).take(bytes) : Buffer.from(base64, "base64")));
			},
			end: () => void current().end(),
			cut() {
				for (const transport of transports) transport.destroy();
			},
			reset() {
				for (const transport of transports) transport.resetAndDestroy();
			},
			resume: () => void current().resume(),
			pause: () => void current().pause(),
			renegotiate: () =>
				new Promise((resolve, reject) => {
					current().renegotiate({}, (error) => (error ? reject(error) : resolve({})));
				}),
			facts: () => facts(current()),
			/** Key material (RFC 5705): `context` in hexadecimal, or none. @param {{ length: number, label: string, context?: string }} parameters */
			exportKeys: ({ length, label, context }) => ({
				// Node's types want a context, and its documentation says that it may be missing.
				hex: current()
					.exportKeyingMaterial(length, label, /** @type {Buffer} */ (context === undefined ? undefined : Buffer.from(context, "hex")))
					.toString("hex"),
			}),
		},
		stop() {
			server.close();
			for (const transport of transports) transport.destroy();
		},
	};
}
