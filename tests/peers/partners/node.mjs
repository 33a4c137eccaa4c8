/** Node's `tls` as a partner, on the peers that it is in other tests. */
import { startNodeClient } from "../node-client.mjs";
import { startNodeServer } from "../node-server.mjs";

/** @param {import("../partner.mjs").Side} side @param {string} version */
function ciphers({ psk }, version) {
	if (psk === undefined) return undefined;
	// TLS 1.3 ties a key to a hash; without a word about it, that is SHA-256.
	if (version === "TLSv1.3") return "TLS_AES_128_GCM_SHA256";
	return psk.ephemeral ? "ECDHE-PSK-CHACHA20-POLY1305:ECDHE-PSK-AES128-CBC-SHA256" : "PSK-AES128-GCM-SHA256";
}

/**
 * @param {import("../partner.mjs").PartnerOptions} options
 * @param {import("../service.mjs").Report} report
 * @returns {Promise<import("../service.mjs").Peer>}
 */
export async function node({ role, side, version, port = 0, twice }, report) {
	if (version === "DTLSv1.2") throw new Error("Node has no DTLS");
	const common = { version, ciphers: ciphers(side, version), alpn: side.protocols, psk: side.psk, noTickets: side.tickets === false };
	/** @type {import("../service.mjs").Report} */
	const translated = (event, data) => report(event, event === "connection" ? { ...data, protocol: data.alpn } : data);
	if (role === "server") {
		const { certificate, certificates, trust } = side;
		return startNodeServer({ ...common, certificate, certificates, clientAuthority: trust, required: trust !== undefined }, translated);
	}

	/** @type {import("../service.mjs").Peer} */
	let client;
	/** @type {Buffer | undefined} */
	let session;
	/** @param {boolean} again */
	const start = async (again) => {
		client = await startNodeClient(
			{ ...common, port, host: side.name, authority: side.trust, certificate: side.certificate, session, expect: 5 },
			(event, data) => {
				translated(event, data);
				if (event === "connection") client.actions.write({ text: "ping\n" });
				if (event === "received") {
					if (!twice || again) report("echoed", {});
					client.actions.end({});
				}
				if (event === "close" && twice && !again) void start(true);
			},
			(given) => {
				session = given;
			},
		);
	};
	await start(false);
	return { port, actions: {}, stop: () => client.stop() };
}
