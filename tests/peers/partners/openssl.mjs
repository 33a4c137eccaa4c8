/** How OpenSSL's s_server and s_client are told what a side of a connection has, and what their lines mean. */
import { certificateFile, chainFile, keyFile } from "../credentials.mjs";
import { wordsOf } from "../suites.mjs";

/** @typedef {import("../partner.mjs").Side} Side */

/** @param {string} version */
const only = (version) => `-${version.replace("v", "").replace(".", "_").toLowerCase()}`;

/** @param {Side} side @param {string} version */
function own({ certificate, protocols, psk, suite, tickets = true }, version) {
	const words = [only(version)];
	if (certificate !== undefined) {
		const chain = chainFile(certificate);
		words.push("-cert", certificateFile(certificate), "-key", keyFile(certificate));
		if (chain !== undefined) words.push("-cert_chain", chain);
	}
	if (protocols !== undefined) words.push("-alpn", protocols.join(","));
	if (psk !== undefined) {
		words.push("-psk", psk.key, "-psk_identity", psk.identity);
		// TLS 1.3 ties a key to a hash; without a word about it, that is SHA-256.
		if (version === "TLSv1.3") words.push("-ciphersuites", "TLS_AES_128_GCM_SHA256");
		else words.push("-cipher", psk.ephemeral ? "ECDHE-PSK-CHACHA20-POLY1305:ECDHE-PSK-AES128-CBC-SHA256" : "PSK-AES128-GCM-SHA256");
		if (version === "TLSv1.3" && !psk.ephemeral) words.push("-allow_no_dhe_kex");
	}
	if (suite !== undefined) words.push("-cipher", wordsOf(suite).openssl);
	if (!tickets) words.push("-no_ticket");
	return words;
}

/** @type {import("../partner.mjs").Terminal} */
export const openssl = {
	server(side, version, port) {
		const words = ["openssl", "s_server", "-accept", `127.0.0.1:${port}`, ...own(side, version)];
		if (side.certificate === undefined) words.push("-nocert");
		for (const [name, certificate] of Object.entries(side.certificates ?? {}))
			words.push("-servername", name, "-cert2", certificateFile(certificate), "-key2", keyFile(certificate));
		if (side.trust !== undefined) words.push("-Verify", "3", "-verify_return_error", "-CAfile", certificateFile(side.trust));
		return words;
	},

	client(side, version, port, { folder, again }) {
		const words = ["openssl", "s_client", "-connect", `127.0.0.1:${port}`, ...own(side, version)];
		if (side.name !== undefined) words.push("-servername", side.name, "-verify_hostname", side.name);
		if (side.trust !== undefined) words.push("-verify_return_error", "-CAfile", certificateFile(side.trust));
		words.push(again ? "-sess_in" : "-sess_out", `${folder}/session`);
		return words;
	},

	listening: /^ACCEPT/,
	echoes: false,
	resumesByItself: false,

	serverLine(line, facts) {
		facts.take(line, /^Hostname in TLS extension: "(.*)"$/, "serverName");
		facts.take(line, /^ALPN protocols selected: (.+)$/, "protocol");
		facts.take(line, /^subject=.*CN = ([^,]+)$/, "client");
		facts.mark(line, /^Reused session-id$/, "resumed");
		facts.take(line, /^CIPHER is (.+)$/, "cipher");
		return /^Secure Renegotiation IS/.test(line);
	},

	clientLine(line, facts) {
		facts.take(line, /^subject=.*CN = ([^,]+)$/, "server");
		facts.mark(line, /^Reused, /, "resumed");
		facts.take(line, /^(?:New|Reused), (TLSv1\.\d), /, "version");
		facts.take(line, /^ALPN protocol: (.+)$/, "protocol");
		return /^\s*Verify return code: /.test(line);
	},
};
