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
	"client certificate, ECDSA",
	"client certificate, RSA",
	"resumed by ticket",
	"PSK",
	"PSK with ECDHE",
];

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
