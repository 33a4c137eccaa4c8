/*
 * The TLS class with OpenSSL, GnuTLS and Node, as client and as server: the rows of matrix.js. The result is a table that the test run shows at its end.
 */

import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import * as assert from "uvu/assert";
import { certificate } from "../support/certificates.ts";
import { Connection, type TLSOptions } from "../support/connection.ts";
import { type Peer, type PeerData, peerSuite, startPeer } from "../support/peers.ts";
import { closeAfterTest } from "../support/suite.ts";
import { features, programs, versions } from "./matrix.js";

type Feature = (typeof features)[number];
type Side = Feature["client"];
type Facts = Feature["settled"];
type Version = (typeof versions)[number];
type Program = (typeof programs)[number]["program"];
type Role = "client" | "server";

const roles: readonly Role[] = ["client", "server"];

/** Milliseconds for a partner to do what it must; a handshake takes a hundredth of it. */
const patience = 5_000;

const test = peerSuite("interoperability");

/** A leaf and its issuer, in the order in which they are sent. */
function chain(name: string): ArrayBuffer[] {
	return [`${name}.der`, name.startsWith("rsa-") ? "rsa-intermediate.der" : "intermediate.der"].map(certificate);
}

function clientSettings({ name, trust, protocols, certificate: own, psk }: Side, version: Version): object {
	return {
		minimumVersion: version,
		maximumVersion: version,
		...(name && { host: name }),
		/* The authority, and the one below it: openssl sends the certificate that a name chooses without its chain. */
		...(trust && { ca: chain(trust) }),
		...(protocols && { applicationLayerProtocol: protocols }),
		...(own && { clientCertificate: chain(own), clientKey: certificate(`${own}.key.der`) }),
		...(psk && { psk: { identity: psk.identity, key: bytesOf(psk.key) } }),
	};
}

function serverSettings({ certificate: own, certificates, trust, protocols, psk }: Side, version: Version): object {
	return {
		minimumVersion: version,
		maximumVersion: version,
		...(protocols && { applicationLayerProtocol: protocols }),
		...(own && { certificate: chain(own), key: certificate(`${own}.key.der`) }),
		...(trust && { ca: certificate(`${trust}.der`), clientAuthentication: "require" }),
		...(certificates && { onServerName: (name: string) => contextOf(certificates[name]) }),
		...(psk && { onIdentity: (identity: ArrayBuffer) => keyOf(psk, identity) }),
	};
}

function bytesOf(digits: string): Uint8Array {
	return Uint8Array.from({ length: digits.length / 2 }, (_, index) => Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16));
}

function keyOf({ identity, key }: NonNullable<Side["psk"]>, asked: ArrayBuffer): Uint8Array | undefined {
	return new TextDecoder().decode(asked) === identity ? bytesOf(key) : undefined;
}

function contextOf(name: string | undefined): TLSContext | undefined {
	return name === undefined ? undefined : new TLSContext({ certificate: chain(name), key: certificate(`${name}.key.der`) });
}

const names = ["localhost", "rsa-localhost", "client", "rsa-client"];

/** The certificate's name in the test PKI. */
function nameOf(der: ArrayBuffer | undefined): string | undefined {
	if (der === undefined) return undefined;
	const bytes = new Uint8Array(der);
	return names.find((name) => {
		const known = new Uint8Array(certificate(`${name}.der`));
		return known.length === bytes.length && known.every((byte, index) => byte === bytes[index]);
	});
}

function factsOf(tls: TLS, role: Role): Facts {
	const { version, applicationLayerProtocol, serverName, peerCertificate, pskIdentity, resumed } = tls.negotiated ?? {};
	return {
		version,
		protocol: applicationLayerProtocol,
		serverName,
		[role === "client" ? "server" : "client"]: nameOf(peerCertificate),
		identity: pskIdentity && new TextDecoder().decode(pskIdentity),
		resumed,
	};
}

/*
 * What one side says must not differ from what must be settled; a partner does not speak of everything. OpenSSL counts a key that was agreed beforehand as a
 * session of TLS 1.3 that was resumed, so it is not asked about that.
 */
function compare(who: string, said: Facts | PeerData, settled: Facts): void {
	for (const [fact, value] of Object.entries(settled)) {
		const found = (said as Record<string, unknown>)[fact];
		if (found !== undefined && value !== undefined)
			assert.is(found, value, `${who} says ${fact} is ${String(found)}, not ${String(value)}`);
	}
}

async function asClient({ client, server, settled, twice }: Feature, program: Program, version: Version): Promise<void> {
	const peer = await startPeer("partner", { program, role: "server", version, side: server });
	let session: ArrayBuffer | undefined;
	const onSession = (given: ArrayBuffer) => {
		session = given;
	};
	for (let left = twice ? 2 : 1; left > 0; left--) {
		const settings = { tls: { ...clientSettings(client, version), session }, ...(twice && { onSession }) };
		const connection = new Connection(
			(callbacks) => new TLS({ address: "127.0.0.1", port: peer.port, ...settings, ...callbacks } as TLSOptions),
		);
		await connection.send("ping\n");
		assert.is(await connection.readText(5), "ping\n");
		const resumed = twice === true && left === 1;
		const seen = await peer.event("connection");
		compare("the class", factsOf(connection.io, "client"), { ...settled, client: undefined, version, resumed });
		compare("the partner", seen, { ...settled, server: undefined, version, resumed: client.psk ? undefined : resumed });
		connection.close();
	}
}

async function asServer({ client, server, settled, twice }: Feature, program: Program, version: Version): Promise<void> {
	const accepted: Promise<Facts>[] = [];
	const listener = new TLSListener({
		address: "127.0.0.1",
		tls: serverSettings(server, version),
		onReadable(count) {
			for (; count > 0; count--) accepted.push(serve(this.read()));
		},
	});
	closeAfterTest(() => listener.close());
	const peer = await startPeer("partner", { program, role: "client", version, side: client, port: listener.port, twice });
	const seen = [await happened(peer, "connection")];
	if (twice) seen.push(await happened(peer, "connection"));
	await happened(peer, "echoed");
	assert.is(accepted.length, seen.length);
	for (const [index, said] of seen.entries()) {
		const resumed = twice === true && index === 1;
		compare("the partner", said, { ...settled, client: undefined, version, resumed: client.psk ? undefined : resumed });
		compare("the class", await accepted[index], { ...settled, server: undefined, version, resumed });
	}
}

/** Sends back what comes, until the client goes; gives what was settled. */
async function serve(from: TLS | undefined): Promise<Facts> {
	const connection = new Connection((callbacks) => new TLS({ from, ...callbacks } as TLSOptions));
	connection.pipe((bytes) => connection.io.write(bytes));
	connection.failure().then(() => connection.close(), assert.unreachable);
	await connection.ready();
	return factsOf(connection.io, "server");
}

/** An event of a partner; all that it has said if it does not come. */
function happened(peer: Peer, event: string): Promise<PeerData> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => reject(new Error(`the partner does not tell "${event}":\n${peer.log}`)), patience);
		closeAfterTest(() => clearTimeout(timer));
		peer.event(event).then(resolve, reject);
	});
}

const cells = new Map<string, string>();
const notes: string[] = [];

function note(why: string): string {
	if (!notes.includes(why)) notes.push(why);
	return `- ${notes.indexOf(why) + 1})`;
}

for (const feature of features) {
	for (const version of feature.versions ?? versions) {
		for (const { program, name } of programs) {
			for (const role of roles) {
				const cell = `${feature.name} ${version} ${program} ${role}`;
				const obstacle = feature.cannot?.find(
					(entry) => entry.program === program && entry.role !== role && (entry.version ?? version) === version,
				);
				if (obstacle !== undefined) {
					cells.set(cell, note(obstacle.why));
					continue;
				}
				cells.set(cell, "FAIL");
				const title = `${feature.ids} G23 ${version}: ${feature.name}, as ${role} ${role === "client" ? "of" : "for"} ${name}`;
				const body = async () => {
					await (role === "client" ? asClient : asServer)(feature, program, version);
					cells.set(cell, "pass");
				};
				test(title, body);
			}
		}
	}
}

test("G23 the table has a cell for each of them", () => {
	const rows = features.flatMap((feature) =>
		(feature.versions ?? versions).map((version) => [
			feature.name,
			version.slice(4),
			...programs.flatMap(({ program }) => roles.map((role) => cells.get(`${feature.name} ${version} ${program} ${role}`) ?? "")),
		]),
	);
	const heads = ["tls419 as", "TLS", ...programs.flatMap(({ name }) => [`client of ${name}`, `server for ${name}`])];
	const lines = [heads, heads.map((head) => "-".repeat(head.length)), ...rows];
	const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
	console.log("");
	for (const line of lines) console.log(`| ${line.map((text, column) => text.padEnd(widths[column])).join(" | ")} |`);
	notes.forEach((why, index) => {
		console.log(`| ${index + 1}) ${why}`);
	});
});

test.run();
