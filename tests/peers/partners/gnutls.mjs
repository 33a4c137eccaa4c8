/** How gnutls-serv and gnutls-cli are told what a side of a connection has, and what their lines mean. */
import { writeFileSync } from "node:fs";
import { certificateFile, keyFile } from "../credentials.mjs";
import { wordsOf } from "../suites.mjs";

/** @typedef {import("../partner.mjs").Side} Side */

/** @param {Side} side @param {string} version */
function own({ certificate, protocols, psk, suite, tickets = true }, version) {
	const exchange = psk === undefined ? "" : `:-KX-ALL:+${psk.ephemeral ? "ECDHE-PSK" : "PSK"}`;
	const only = suite === undefined ? exchange : `:-KX-ALL:-CIPHER-ALL:-MAC-ALL:${wordsOf(suite).gnutls}`;
	const words = [`--priority=NORMAL:-VERS-ALL:+VERS-${version.replace("v", "")}${only}`];
	if (certificate !== undefined) words.push(`--x509certfile=${certificateFile(certificate)}`, `--x509keyfile=${keyFile(certificate)}`);
	for (const protocol of protocols ?? []) words.push(`--alpn=${protocol}`);
	if (!tickets) words.push("--noticket");
	if (version === "DTLSv1.2") words.push("--udp", "--mtu=1200");
	return words;
}

/** @type {import("../partner.mjs").Terminal} */
export const gnutls = {
	server(side, version, port, { folder }) {
		const words = ["gnutls-serv", "--echo", `--port=${port}`, ...own(side, version)];
		for (const certificate of Object.values(side.certificates ?? {}))
			words.push(`--x509certfile=${certificateFile(certificate)}`, `--x509keyfile=${keyFile(certificate)}`);
		if (side.trust === undefined) words.push("--disable-client-cert");
		else words.push("--require-client-cert", "--verify-client-cert", `--x509cafile=${certificateFile(side.trust)}`);
		if (side.psk !== undefined) {
			writeFileSync(`${folder}/keys`, `${side.psk.identity}:${side.psk.key}\n`);
			words.push(`--pskpasswd=${folder}/keys`);
		}
		return words;
	},

	client(side, version, port, { twice }) {
		const words = ["gnutls-cli", "127.0.0.1", `--port=${port}`, ...own(side, version)];
		if (side.name !== undefined) words.push(`--sni-hostname=${side.name}`, `--verify-hostname=${side.name}`);
		if (side.trust !== undefined) words.push(`--x509cafile=${certificateFile(side.trust)}`);
		if (side.psk !== undefined) words.push(`--pskusername=${side.psk.identity}`, `--pskkey=${side.psk.key}`);
		if (twice) words.push("--resume", "--waitresumption");
		return words;
	},

	listening: /^(?:UDP )?Echo Server listening on IPv4 .*done$/,
	echoes: true,
	resumesByItself: true,

	serverLine(line, facts) {
		facts.take(line, /^- Description: \(TLS(1\.\d)/, "version", (version) => `TLSv${version}`);
		facts.take(line, /^- Given server name\[1\]: (.+)$/, "serverName");
		facts.take(line, /^- Application protocol: (.+)$/, "protocol");
		facts.take(line, /^\tSubject: CN=([^,]+)/, "client");
		facts.take(line, /^- PSK authentication. Connected as '(.*)'$/, "identity");
		facts.mark(line, /^\*\*\* This is a resumed session/, "resumed");
		facts.take(line, /^ - 'tls-exporter': ([0-9a-f]+)/, "channelBinding");
		return /^ - 'tls-exporter'/.test(line);
	},

	clientLine(line, facts, again) {
		facts.take(line, /^- Description: \(TLS(1\.\d)/, "version", (version) => `TLSv${version}`);
		facts.take(line, /^- Application protocol: (.+)$/, "protocol");
		facts.take(line, /^ - subject `CN=([^,]+)/, "server");
		facts.mark(line, /^\*\*\* This is a resumed session/, "resumed");
		return again ? /^\*\*\* This is /.test(line) : /^- Handshake was completed/.test(line);
	},
};
