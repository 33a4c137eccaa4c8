/* What is tried between the DTLS classes and their partners; see matrix.js. */

import { features } from "./matrix.js";

/** @type {readonly { program: "openssl" | "gnutls" | "libcoap", name: string }[]} */
export const programs = [
	{ program: "openssl", name: "OpenSSL" },
	{ program: "gnutls", name: "GnuTLS" },
	{ program: "libcoap", name: "libcoap" },
];

/** libcoap takes its key as text. */
const text = { identity: "device-7", key: "736563726574505348736563726574", ephemeral: false };

/** Those of TLS 1.2 that have nothing to do with a stream. */
const names = [
	"ECDSA certificate",
	"RSA certificate",
	"ALPN",
	"SNI chooses the certificate",
	"client certificate, ECDSA",
	"client certificate, RSA",
	"resumed by ticket",
	"resumed by session id",
	"resumed, client certificate",
	"PSK",
	"PSK with ECDHE",
];

/** What CoAP's peers use, and what others do. */
const suites = ["CCM_8", "CCM", "GCM_SHA256", "CBC_SHA256"].flatMap((way) => [
	{ name: `PSK, ${way}`, suite: `TLS_PSK_WITH_AES_128_${way}`, ids: "G9 G10" },
	{ name: `ECDSA, ${way}`, suite: `TLS_ECDHE_ECDSA_WITH_AES_128_${way}`, ids: "G2 G10" },
]);
const key = { identity: "device-7", key: "00ff112233445566778899aabbccddee", ephemeral: false };

/** @param {typeof suites[number]} row @returns {Row} */
function suiteRow({ name, suite, ids }) {
	const keyed = ids.startsWith("G9");
	return {
		ids,
		name,
		client: { suite, ...(keyed ? { psk: key } : { name: "localhost", trust: "authority" }) },
		server: { suite, ...(keyed ? { psk: key } : { certificate: "localhost" }) },
		settled: { suite, ...(keyed ? { identity: key.identity } : { server: "localhost" }) },
		except: [{ program: "libcoap", why: "has rows of its own below, since its settings are fewer" }],
	};
}

/** @typedef {import("./matrix.js").Feature} Feature @typedef {Feature & { only?: string, except?: { program: string, role?: string, why: string }[] }} Row */

/** @type {readonly Row[]} */
export const rows = [
	...features
		.filter(({ name }) => names.includes(name))
		.map((feature) => ({
			...feature,
			except: [
				{ program: "libcoap", why: "has rows of its own below, since its settings are fewer" },
				...(feature.cannot ?? []).filter(({ version }) => version !== "TLSv1.3"),
			],
		})),
	...suites.map(suiteRow),
	{ ids: "G9", name: "CoAP, PSK", only: "libcoap", client: { psk: text }, server: { psk: text }, settled: { identity: "device-7" } },
	{
		ids: "G4",
		name: "CoAP, certificates of both",
		only: "libcoap",
		client: { name: "localhost", trust: "authority", certificate: "client" },
		server: { certificate: "localhost", trust: "authority" },
		settled: { serverName: undefined, server: "localhost", client: "client" },
	},
];
