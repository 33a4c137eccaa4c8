/** What programs call the cipher suites that a row of the matrix names. */

/** @type {Record<string, { openssl: string, gnutls: string }>} gnutls: key exchange, cipher and MAC, as its priorities have them */
export const suites = {
	TLS_PSK_WITH_AES_128_CCM_8: { openssl: "PSK-AES128-CCM8", gnutls: "+PSK:+AES-128-CCM-8:+AEAD" },
	TLS_PSK_WITH_AES_128_CCM: { openssl: "PSK-AES128-CCM", gnutls: "+PSK:+AES-128-CCM:+AEAD" },
	TLS_PSK_WITH_AES_128_GCM_SHA256: { openssl: "PSK-AES128-GCM-SHA256", gnutls: "+PSK:+AES-128-GCM:+AEAD" },
	TLS_PSK_WITH_AES_128_CBC_SHA256: { openssl: "PSK-AES128-CBC-SHA256", gnutls: "+PSK:+AES-128-CBC:+SHA256" },
	TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8: { openssl: "ECDHE-ECDSA-AES128-CCM8", gnutls: "+ECDHE-ECDSA:+AES-128-CCM-8:+AEAD" },
	TLS_ECDHE_ECDSA_WITH_AES_128_CCM: { openssl: "ECDHE-ECDSA-AES128-CCM", gnutls: "+ECDHE-ECDSA:+AES-128-CCM:+AEAD" },
	TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: { openssl: "ECDHE-ECDSA-AES128-GCM-SHA256", gnutls: "+ECDHE-ECDSA:+AES-128-GCM:+AEAD" },
	TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256: { openssl: "ECDHE-ECDSA-AES128-SHA256", gnutls: "+ECDHE-ECDSA:+AES-128-CBC:+SHA256" },
};

/** @param {string} suite @returns {{ openssl: string, gnutls: string }} */
export function wordsOf(suite) {
	const found = suites[suite];
	if (found === undefined) throw new Error(`tests/peers/suites.mjs has no ${suite}`);
	return found;
}
