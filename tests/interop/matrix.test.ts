/*
 * The TLS class with OpenSSL, GnuTLS and Node, as client and as server: the rows of matrix.js. The result is a table that the test run shows at its end.
 */

import TLSListener from "embedded:io/socket/listener/tls";
import TLS from "embedded:io/socket/tcp/tls";
import * as assert from "uvu/assert";
import { Connection, type TLSOptions } from "../support/connection.ts";
import { peerSuite, startPeer } from "../support/peers.ts";
import { closeAfterTest } from "../support/suite.ts";
import { features, programs, versions } from "./matrix.js";
import { clientSettings, compare, type Facts, factsOf, happened, type Role, serverSettings } from "./sides.ts";

type Feature = (typeof features)[number];
type Version = (typeof versions)[number];
type Program = (typeof programs)[number]["program"];

const roles: readonly Role[] = ["client", "server"];

const test = peerSuite("interoperability");

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
