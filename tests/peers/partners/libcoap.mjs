/**
 * libcoap's coap-server and coap-client (Debian: libcoap3-bin), which speak CoAP over DTLS. The client asks for /.well-known/core once, and tells "echoed" with what it
 * has got; the server answers by itself. Nothing is told of the handshake.
 */

import { certificateFile, keyFile } from "../credentials.mjs";
import { freePort } from "../partner.mjs";
import { runProgram } from "../program.mjs";

/** @typedef {import("../partner.mjs").PartnerOptions} PartnerOptions */

/** A file with the whole chain, as it is sent. @param {string} name */
const ownChain = (name) => certificateFile(name);

/** @param {PartnerOptions["side"]} side @param {"server" | "client"} role */
function own({ certificate, trust, psk }, role) {
	const words = [];
	if (certificate !== undefined) words.push("-c", ownChain(certificate), "-j", keyFile(certificate));
	if (trust !== undefined) words.push("-R", certificateFile(trust));
	/* Without -n a side wants a certificate of the other, and has one itself. */
	if (certificate !== undefined && trust === undefined) words.push("-n");
	if (psk !== undefined) {
		const key = Buffer.from(psk.key, "hex").toString("latin1");
		if (role === "client") words.push("-u", psk.identity);
		words.push("-k", key);
	}
	return words;
}

/** @param {PartnerOptions} options @param {import("../service.mjs").Report} report @returns {Promise<import("../service.mjs").Peer>} */
export async function libcoap({ role, side, port = 0 }, report) {
	if (role === "server") {
		const plain = await freePort();
		const program = runProgram(["coap-server-openssl", "-A", "127.0.0.1", "-p", `${plain}`, "-v", "7", ...own(side, role)], {}, report);
		await program.seen(/created (?:DTLS|UDP) +endpoint .*127\.0\.0\.1:/);
		return { port: plain + 1, actions: program.actions, stop: program.stop };
	}
	const words = ["coap-client-openssl", "-v", "6", "-B", "10", ...own(side, role), `coaps://127.0.0.1:${port}/.well-known/core`];
	const program = runProgram(words, {}, (event, data) => {
		report(event, data);
		if (event === "line" && `${data.text}`.includes("tls419")) report("echoed", {});
	});
	return { port, actions: program.actions, stop: program.stop };
}
