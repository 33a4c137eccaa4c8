/*
 * What is tried between the TLS class and its partners, in both roles, and what a handshake then must have settled on both sides. A line is a row of the table
 * that the test run prints; matrix.test.ts tries it.
 */

/**
 * One side of a connection. Certificates are names in the test PKI.
 *
 * @typedef {object} Side
 * @property {string} [certificate]
 * @property {Record<string, string>} [certificates]  A server's further certificates, by the name that is asked for.
 * @property {string} [trust]         The authority of the other side. A server that has one demands a certificate.
 * @property {string} [name]          The name that a client asks for and checks.
 * @property {string[]} [protocols]   ALPN.
 * @property {PSK} [psk]
 * @property {string} [suite]         The only cipher suite that is to be used.
 * @property {boolean} [tickets]      Whether sessions are resumed by tickets; otherwise by their identifier (TLS 1.2). true unless given.
 *
 * @typedef {{ identity: string, key: string, ephemeral?: boolean }} PSK  The key in hexadecimal digits; whether with (EC)DHE.
 *
 * What both sides must say of a handshake, where they say it at all.
 *
 * @typedef {object} Facts
 * @property {string} [version]
 * @property {string} [protocol]
 * @property {string} [serverName]    The name that the client asked for.
 * @property {string} [server]        The certificate that the server has shown.
 * @property {string} [client]        The certificate that the client has shown.
 * @property {string} [identity]      Of the key that both have.
 * @property {string} [suite]         The cipher suite.
 * @property {boolean} [resumed]
 *
 * @typedef {"TLSv1.2" | "TLSv1.3"} Version
 * @typedef {"client" | "server"} Role
 * @typedef {"openssl" | "gnutls" | "node"} Program
 *
 * @typedef {object} Feature
 * @property {string} ids             Of the requirements.
 * @property {string} name
 * @property {Version[]} [versions]   Both unless given.
 * @property {Side} client
 * @property {Side} server
 * @property {Facts} settled
 * @property {boolean} [twice]        The second of two connections is the one that counts.
 * @property {{ program: Program, role: Role, version?: Version, why: string }[]} [cannot]  Partners (and their role) that cannot do this.
 */

/** @type {readonly Version[]} */
export const versions = ["TLSv1.2", "TLSv1.3"];

/** @type {readonly { program: Program, name: string }[]} */
export const programs = [
	{ program: "openssl", name: "OpenSSL" },
	{ program: "gnutls", name: "GnuTLS" },
	{ program: "node", name: "Node" },
];

/** An ordinary pair; the names are those of the certificates. */
const server = { certificate: "localhost" };
const client = { name: "localhost", trust: "authority" };
const settled = { serverName: "localhost", server: "localhost", resumed: false };

/** A key of both; GnuTLS reads its identity from a file of text. */
const shared = { identity: "device-7", key: "00ff112233445566778899aabbccddee", ephemeral: false };
const ephemeral = { ...shared, ephemeral: true };

/** @type {readonly Feature[]} */
export const features = [
	{ ids: "G2", name: "ECDSA certificate", client, server, settled },
	{
		ids: "G2",
		name: "RSA certificate",
		client: { ...client, trust: "rsa-authority" },
		server: { certificate: "rsa-localhost" },
		settled: { ...settled, server: "rsa-localhost" },
	},
	{
		ids: "E74 G11",
		name: "ALPN",
		client: { ...client, protocols: ["mqtt", "http/1.1"] },
		server: { ...server, protocols: ["h2", "http/1.1"] },
		settled: { ...settled, protocol: "http/1.1" },
	},
	{
		ids: "E72 G11",
		name: "SNI chooses the certificate",
		client,
		server: { certificate: "wrong-name", certificates: { localhost: "localhost" } },
		settled,
	},
	{
		ids: "E76 G4",
		name: "client certificate, ECDSA",
		client: { ...client, certificate: "client" },
		server: { ...server, trust: "authority" },
		settled: { ...settled, client: "client" },
	},
	{
		ids: "E76 G4",
		name: "client certificate, RSA",
		client: { ...client, certificate: "rsa-client" },
		server: { ...server, trust: "rsa-authority" },
		settled: { ...settled, client: "rsa-client" },
	},
	{
		ids: "G5",
		name: "resumed by ticket",
		twice: true,
		client,
		server,
		settled: { ...settled, resumed: true },
	},
	{
		ids: "G5",
		name: "resumed by session id",
		twice: true,
		versions: ["TLSv1.2"],
		client: { ...client, tickets: false },
		server: { ...server, tickets: false },
		settled: { ...settled, resumed: true },
		cannot: [{ program: "gnutls", role: "client", why: "gnutls-cli --resume offers a ticket all the same" }],
	},
	{
		ids: "G4 G5",
		name: "resumed, client certificate",
		twice: true,
		client: { ...client, certificate: "client" },
		server: { ...server, trust: "authority" },
		settled: { ...settled, client: "client", resumed: true },
	},
	{
		ids: "G9",
		name: "PSK",
		versions: ["TLSv1.2"],
		client: { psk: shared },
		server: { psk: shared },
		settled: { identity: "device-7" },
	},
	{
		ids: "G9",
		name: "PSK with ECDHE",
		client: { psk: ephemeral },
		server: { psk: ephemeral },
		settled: { identity: "device-7" },
		cannot: [{ program: "gnutls", role: "client", version: "TLSv1.2", why: "gnutls-cli crashes" }],
	},
];
