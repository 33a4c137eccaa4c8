/**
 * Which server certificates a client accepts, and with which code it refuses the others. verdicts.test.mjs holds the table against Node's own client,
 * verdicts.test.ts holds ours against the table.
 *
 * @typedef {object} Verdict
 * @property {string} certificate   Name in the test PKI; "localhost" is issued for localhost.
 * @property {string} host          The name or address to check for.
 * @property {string} [code]        Absent: accepted.
 * @property {string} [node]        What Node says where that differs, "accepted" if it does not refuse.
 * @property {boolean} [unreadable]  mbedTLS cannot read it, so that not even `verify: false` goes on.
 * @property {boolean} [leafOnly]   The server does not send its chain.
 * @property {string} [root]        The server also sends this root.
 * @property {string} [trust]       What the client trusts; authority unless given.
 * @property {string} why
 */

/** @type {Verdict[]} */
export const verdicts = [
	{ certificate: "localhost", host: "localhost", why: "an ordinary certificate" },
	{ certificate: "localhost", host: "server.example", why: "a second name" },
	{ certificate: "localhost", host: "LocalHost", why: "letter case does not matter" },
	{ certificate: "p384", host: "localhost", why: "a P-384 key" },
	{ certificate: "long-chain", host: "localhost", why: "three intermediates" },
	{ certificate: "expired", host: "localhost", code: "CERT_HAS_EXPIRED", why: "an expired certificate" },
	{ certificate: "under-expired", host: "localhost", code: "CERT_HAS_EXPIRED", why: "an expired issuer" },
	{ certificate: "not-yet-valid", host: "localhost", code: "CERT_NOT_YET_VALID", why: "a certificate that is not valid yet" },
	{ certificate: "wrong-name", host: "b.example", code: "ERR_TLS_CERT_ALTNAME_INVALID", why: "another name" },
	{ certificate: "wrong-name", host: "a.example.b.example", code: "ERR_TLS_CERT_ALTNAME_INVALID", why: "a name that only begins like it" },
	{ certificate: "self-signed", host: "localhost", code: "DEPTH_ZERO_SELF_SIGNED_CERT", why: "a self-signed certificate" },
	{ certificate: "unknown", host: "localhost", code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE", why: "an unknown authority" },
	{
		certificate: "localhost",
		host: "localhost",
		leafOnly: true,
		code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
		why: "a chain that was not sent",
	},
	{
		certificate: "localhost",
		host: "localhost",
		trust: "unknown-authority",
		code: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
		why: "a chain to an unknown root",
	},
	{
		certificate: "localhost",
		host: "localhost",
		trust: "unknown-authority",
		root: "authority",
		code: "SELF_SIGNED_CERT_IN_CHAIN",
		why: "an unknown root that the server sent",
	},
	{ certificate: "localhost", host: "localhost", root: "authority", why: "a chain with its root" },
	{ certificate: "client-as-server", host: "localhost", code: "INVALID_PURPOSE", why: "a certificate for clients" },
	{
		certificate: "signed-by-leaf",
		host: "localhost",
		code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
		node: "UNSPECIFIED",
		why: "an issuer that is no authority",
	},
	{
		certificate: "signed-without-right",
		host: "localhost",
		code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
		node: "UNSPECIFIED",
		why: "an issuer that may not sign certificates",
	},
	{
		certificate: "outside-constraint",
		host: "localhost",
		code: "ERR_TLS_CERTIFICATE_FORMAT",
		node: "UNSPECIFIED",
		unreadable: true,
		why: "a name outside the issuer's constraint",
	},
	{ certificate: "sha1", host: "localhost", code: "CA_MD_TOO_WEAK", node: "UNSPECIFIED", why: "a SHA-1 signature" },
	{ certificate: "weak", host: "localhost", code: "EE_KEY_TOO_SMALL", node: "accepted", why: "an RSA-1024 key" },
	{ certificate: "ip", host: "127.0.0.1", why: "an IPv4 address" },
	{ certificate: "ip", host: "::1", why: "an IPv6 address" },
	{ certificate: "ip", host: "127.0.0.2", code: "ERR_TLS_CERT_ALTNAME_INVALID", why: "another IPv4 address" },
	{ certificate: "ip", host: "localhost", code: "ERR_TLS_CERT_ALTNAME_INVALID", why: "a name where only addresses are" },
	{ certificate: "ip-as-name", host: "127.0.0.1", code: "ERR_TLS_CERT_ALTNAME_INVALID", why: "an address written as a name" },
	{ certificate: "wrong-name", host: "127.0.0.1", code: "ERR_TLS_CERT_ALTNAME_INVALID", why: "an address where only a name is" },
	{ certificate: "wildcard", host: "a.wild.example", why: "one label under a wildcard" },
	{ certificate: "wildcard", host: "A.WILD.example", why: "a wildcard in other letter case" },
	{ certificate: "wildcard", host: "wild.example", code: "ERR_TLS_CERT_ALTNAME_INVALID", why: "no label under a wildcard" },
	{ certificate: "wildcard", host: "a.b.wild.example", code: "ERR_TLS_CERT_ALTNAME_INVALID", why: "two labels under a wildcard" },
	{ certificate: "partial-wildcard", host: "www.example", code: "ERR_TLS_CERT_ALTNAME_INVALID", why: "a wildcard inside a label" },
	{ certificate: "partial-wildcard", host: "localhost", code: "ERR_TLS_CERT_ALTNAME_INVALID", why: "a bare wildcard" },
	{ certificate: "common-name", host: "localhost", why: "a common name where there is no subjectAltName" },
	{ certificate: "several-names", host: "two.example", why: "the second of several names" },
	{ certificate: "several-names", host: "x.three.example", why: "a wildcard among several names" },
	{ certificate: "several-names", host: "127.0.0.1", why: "an address among several names" },
	{ certificate: "several-names", host: "four.example", code: "ERR_TLS_CERT_ALTNAME_INVALID", why: "none of several names" },
	{ certificate: "revoked", host: "localhost", why: "a revoked certificate where nobody gave a list" },
];
