/**
 * What the test PKI consists of. Every entry of `certificates` becomes `<name>.key` and `<name>.pem`; the `.pem` of a certificate that has an
 * intermediate issuer also holds its chain, leaf first, without the root. `der` adds `<name>.der` (this certificate alone) and `<name>.key.der` (PKCS#8).
 *
 * @typedef {object} Certificate
 * @property {string} name                The file name without an ending.
 * @property {string} [issuer]            The entry that signs it; absent: it signs itself.
 * @property {"P-256" | "P-384" | "RSA-2048" | "RSA-1024"} [key]  P-256 unless given.
 * @property {string} [commonName]        The subject's CN; the name unless given.
 * @property {string[]} extensions        Lines of an OpenSSL extension section.
 * @property {[string, string]} [validity]  notBefore and notAfter as YYYYMMDDHHMMSSZ.
 * @property {"sha256" | "sha1"} [digest]
 * @property {boolean} [der]
 * @property {string} about               One line for the table in README.md.
 */

const isAuthority = ["basicConstraints = critical, CA:TRUE", "keyUsage = critical, keyCertSign, cRLSign", "subjectKeyIdentifier = hash"];
const isLeaf = "basicConstraints = critical, CA:FALSE";

/** @param {string} names */
const server = (names) => [isLeaf, "keyUsage = critical, digitalSignature", "extendedKeyUsage = serverAuth", `subjectAltName = ${names}`];
const client = [isLeaf, "keyUsage = critical, digitalSignature", "extendedKeyUsage = clientAuth"];
const localhost = "DNS:localhost";

/** Long enough that no test ever has to be repaired because a certificate ran out. @type {[string, string]} */
export const always = ["20200101000000Z", "21200101000000Z"];

/** The passphrase of the encrypted key files. */
export const passphrase = "tls419";

/** @type {Certificate[]} */
export const certificates = [
	{ name: "authority", extensions: isAuthority, der: true, about: "root, EC P-256; what most tests trust" },
	{ name: "rsa-authority", key: "RSA-2048", extensions: isAuthority, der: true, about: "root, RSA-2048" },
	{ name: "unknown-authority", extensions: isAuthority, der: true, about: "a root that tests do not trust" },
	{ name: "intermediate", issuer: "authority", extensions: isAuthority, der: true, about: "intermediate authority, EC P-256" },
	{
		name: "rsa-intermediate",
		issuer: "rsa-authority",
		key: "RSA-2048",
		extensions: isAuthority,
		der: true,
		about: "intermediate authority, RSA-2048",
	},
	{ name: "intermediate-2", issuer: "intermediate", extensions: isAuthority, about: "second intermediate of the long chain" },
	{ name: "intermediate-3", issuer: "intermediate-2", extensions: isAuthority, about: "third intermediate of the long chain" },
	{
		name: "expired-intermediate",
		issuer: "authority",
		extensions: isAuthority,
		validity: ["20200101000000Z", "20210101000000Z"],
		about: "intermediate authority, ended 2021-01-01",
	},
	{
		name: "no-certificate-signing",
		issuer: "authority",
		extensions: ["basicConstraints = critical, CA:TRUE", "keyUsage = critical, digitalSignature", "subjectKeyIdentifier = hash"],
		about: "CA:TRUE, but its key usage does not allow to sign certificates",
	},
	{
		name: "constrained-intermediate",
		issuer: "authority",
		extensions: [...isAuthority, "nameConstraints = critical, permitted;DNS:permitted.example"],
		about: "intermediate authority for names below permitted.example only",
	},

	{
		name: "localhost",
		issuer: "intermediate",
		extensions: server(`${localhost}, DNS:server.example`),
		der: true,
		about: "the ordinary server: localhost, server.example",
	},
	{
		name: "rsa-localhost",
		issuer: "rsa-intermediate",
		key: "RSA-2048",
		extensions: [
			isLeaf,
			"keyUsage = critical, digitalSignature, keyEncipherment",
			"extendedKeyUsage = serverAuth",
			`subjectAltName = ${localhost}`,
		],
		der: true,
		about: "the ordinary server with an RSA key",
	},
	{ name: "p384", issuer: "intermediate", key: "P-384", extensions: server(localhost), about: "EC P-384 key" },
	{ name: "long-chain", issuer: "intermediate-3", extensions: server(localhost), about: "three intermediates between leaf and root" },
	{
		name: "expired",
		issuer: "intermediate",
		extensions: server(localhost),
		validity: ["20200101000000Z", "20210101000000Z"],
		about: "ended 2021-01-01",
	},
	{
		name: "not-yet-valid",
		issuer: "intermediate",
		extensions: server(localhost),
		validity: ["21190101000000Z", "21200101000000Z"],
		about: "begins 2119-01-01",
	},
	{ name: "wrong-name", issuer: "intermediate", extensions: server("DNS:a.example"), der: true, about: "a.example only" },
	{ name: "self-signed", extensions: server(localhost), der: true, about: "a leaf that signed itself" },
	{ name: "unknown", issuer: "unknown-authority", extensions: server(localhost), about: "signed by the unknown authority" },
	{
		name: "client-as-server",
		issuer: "intermediate",
		extensions: [isLeaf, "keyUsage = critical, digitalSignature", "extendedKeyUsage = clientAuth", `subjectAltName = ${localhost}`],
		about: "extended key usage clientAuth only",
	},
	{
		name: "no-signature",
		issuer: "intermediate",
		extensions: [isLeaf, "keyUsage = critical, keyAgreement", "extendedKeyUsage = serverAuth", `subjectAltName = ${localhost}`],
		about: "key usage without digitalSignature",
	},
	{ name: "signed-by-leaf", issuer: "localhost", extensions: server(localhost), about: "its issuer is the leaf `localhost` (CA:FALSE)" },
	{
		name: "signed-without-right",
		issuer: "no-certificate-signing",
		extensions: server(localhost),
		about: "its issuer may not sign certificates",
	},
	{ name: "under-expired", issuer: "expired-intermediate", extensions: server(localhost), about: "valid, but its issuer has expired" },
	{
		name: "outside-constraint",
		issuer: "constrained-intermediate",
		extensions: server(localhost),
		about: "localhost is outside its issuer's name constraint",
	},
	{ name: "revoked", issuer: "intermediate", extensions: server(localhost), about: "listed in revocations" },
	{ name: "weak", issuer: "intermediate", key: "RSA-1024", extensions: server(localhost), about: "RSA-1024 key" },
	{ name: "sha1", issuer: "intermediate", digest: "sha1", extensions: server(localhost), about: "signed with SHA-1" },

	{ name: "ip", issuer: "intermediate", extensions: server("IP:127.0.0.1, IP:::1"), about: "IP addresses 127.0.0.1 and ::1, no DNS name" },
	{
		name: "ip-as-name",
		issuer: "intermediate",
		extensions: server("DNS:127.0.0.1"),
		about: "127.0.0.1 written as a DNS name, which must not match the address",
	},
	{ name: "wildcard", issuer: "intermediate", extensions: server("DNS:*.wild.example"), about: "*.wild.example" },
	{
		name: "partial-wildcard",
		issuer: "intermediate",
		extensions: server("DNS:w*.example, DNS:*"),
		about: "w*.example and a bare *, which must match nothing",
	},
	{
		name: "common-name",
		issuer: "intermediate",
		commonName: "localhost",
		extensions: [isLeaf, "keyUsage = critical, digitalSignature", "extendedKeyUsage = serverAuth"],
		about: "CN localhost, no subjectAltName",
	},
	{
		name: "several-names",
		issuer: "intermediate",
		extensions: server("DNS:one.example, DNS:two.example, DNS:*.three.example, DNS:localhost, IP:127.0.0.1"),
		about: "one.example, two.example, *.three.example, localhost, 127.0.0.1",
	},

	{ name: "client", issuer: "intermediate", extensions: client, der: true, about: "client certificate, EC P-256" },
	{ name: "rsa-client", issuer: "rsa-intermediate", key: "RSA-2048", extensions: client, der: true, about: "client certificate, RSA-2048" },
	{
		name: "unknown-client",
		issuer: "unknown-authority",
		extensions: client,
		der: true,
		about: "client certificate from the unknown authority",
	},

	{ name: "fleet-authority", extensions: isAuthority, der: true, about: "root of the example's fleet, EC P-256" },
	{
		name: "fleet-sensor",
		issuer: "fleet-authority",
		commonName: "sensor-17",
		extensions: client,
		der: true,
		about: "of the fleet: sensor-17",
	},
	{ name: "fleet-pump", issuer: "fleet-authority", commonName: "pump-4", extensions: client, der: true, about: "of the fleet: pump-4" },
	{
		name: "fleet-stolen",
		issuer: "fleet-authority",
		commonName: "sensor-12",
		extensions: client,
		der: true,
		about: "of the fleet: sensor-12, listed in fleet-revocations",
	},
];

/**
 * The revocation lists: `<name>.pem` and `<name>.der`.
 *
 * @typedef {object} List
 * @property {string} name
 * @property {string} issuer
 * @property {string[]} revoked           The entries of `certificates` that it lists.
 * @property {[string, string]} [validity]  This update and next update as YYYYMMDDHHMMSSZ.
 * @property {string} about               One line for the table in README.md.
 */

/** @type {List[]} */
export const lists = [
	{ name: "revocations", issuer: "intermediate", revoked: ["revoked"], about: "lists `revoked`" },
	{ name: "fleet-revocations", issuer: "fleet-authority", revoked: ["fleet-stolen"], about: "lists `fleet-stolen`" },
	{ name: "authority-revocations", issuer: "authority", revoked: [], about: "lists nothing" },
	{ name: "intermediate-revocations", issuer: "authority", revoked: ["intermediate"], about: "lists `intermediate`" },
	{
		name: "old-revocations",
		issuer: "intermediate",
		revoked: ["revoked"],
		validity: ["20200101000000Z", "20210101000000Z"],
		about: "lists `revoked`; ended 2021-01-01",
	},
	{
		name: "early-revocations",
		issuer: "intermediate",
		revoked: [],
		validity: ["21190101000000Z", "21200101000000Z"],
		about: "lists nothing; begins 2119-01-01",
	},
];
