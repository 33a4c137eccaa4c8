/**
 * What revocation lists make of a server. revocations.test.mjs holds the table against Node's own client, revocation.test.ts holds ours against the table.
 *
 * @typedef {object} Revocation
 * @property {string} certificate  Name in the test PKI.
 * @property {string[]} lists
 * @property {string} [code]       Absent: accepted.
 * @property {string} why
 */

/** @type {Revocation[]} */
export const revocations = [
	{ certificate: "localhost", lists: ["revocations", "authority-revocations"], why: "a list of each issuer" },
	{ certificate: "revoked", lists: ["revocations", "authority-revocations"], code: "CERT_REVOKED", why: "a revoked certificate" },
	{ certificate: "localhost", lists: ["revocations", "intermediate-revocations"], code: "CERT_REVOKED", why: "a revoked issuer" },
	{ certificate: "localhost", lists: ["revocations"], code: "UNABLE_TO_GET_CRL", why: "no list of the authority" },
	{ certificate: "localhost", lists: ["authority-revocations"], code: "UNABLE_TO_GET_CRL", why: "no list of the intermediate" },
	{
		certificate: "localhost",
		lists: ["old-revocations", "authority-revocations"],
		code: "CRL_HAS_EXPIRED",
		why: "a list that has expired",
	},
	{
		certificate: "localhost",
		lists: ["early-revocations", "authority-revocations"],
		code: "CRL_NOT_YET_VALID",
		why: "a list that is not valid yet",
	},
	{
		certificate: "revoked",
		lists: ["old-revocations", "authority-revocations"],
		code: "CERT_REVOKED",
		why: "a certificate that was revoked by an old list",
	},
	{
		certificate: "localhost",
		lists: ["old-revocations", "revocations", "authority-revocations"],
		why: "an old list beside a new one",
	},
];
