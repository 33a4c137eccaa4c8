/* The DTLS classes with OpenSSL, GnuTLS and libcoap, as client and as server: the rows of dtls.js. The result is a table that the test run shows at its end. */

import DTLSListener from "embedded:io/socket/listener/dtls";
import DTLS from "embedded:io/socket/udp/dtls";
import * as assert from "uvu/assert";
import { peerSuite, startPeer } from "../support/peers.ts";
import { closeAfterTest } from "../support/suite.ts";
import { programs, rows } from "./dtls.js";
import { clientSettings, compare, type Facts, factsOf, happened, type Role, serverSettings } from "./sides.ts";

type Row = (typeof rows)[number];
type Program = (typeof programs)[number]["program"];

const address = "127.0.0.1";
const version = "DTLSv1.2";
const roles: readonly Role[] = ["client", "server"];

const test = peerSuite("interoperability of DTLS");

function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function textOf(bytes: ArrayBuffer): string {
	return String.fromCharCode(...new Uint8Array(bytes));
}

/* GET /.well-known/core, confirmable (RFC 7252), and the answer of a server that has one resource. */
const coapRequest = Uint8Array.from([0x40, 1, 0x12, 0x34, 0xbb, ...bytesOf(".well-known"), 0x04, ...bytesOf("core")]);

function coapAnswer(request: Uint8Array): Uint8Array {
	const token = request.subarray(4, 4 + (request[0] & 15));
	return Uint8Array.from([0x60 | token.length, 0x45, request[2], request[3], ...token, 0xc1, 40, 0xff, ...bytesOf("</tls419>")]);
}

/** Opens a connection, says something, and gives what has come back and what was settled. */
function visit(
	port: number,
	tls: object,
	question: Uint8Array,
	onSession?: (session: ArrayBuffer) => void,
): Promise<{ answer: string; facts: Facts }> {
	return new Promise((resolve, reject) => {
		const dtls = new DTLS({
			address,
			port,
			tls,
			...(onSession && { onSession }),
			onWritable() {
				this.write(question);
			},
			onReadable() {
				const answer = this.read();
				if (answer !== undefined) resolve({ answer: textOf(answer), facts: factsOf(this, "client") });
				this.close();
			},
			onError: reject,
		} as ConstructorParameters<typeof DTLS>[0]);
		closeAfterTest(() => dtls.close());
	});
}

async function asClient({ client, server, settled, twice }: Row, program: Program): Promise<void> {
	const peer = await startPeer("partner", { program, role: "server", version, side: server });
	let session: ArrayBuffer | undefined;
	const onSession = (given: ArrayBuffer) => {
		session = given;
	};
	for (let left = twice ? 2 : 1; left > 0; left--) {
		const tls = { ...clientSettings(client, version), session };
		const resumed = twice === true && left === 1;
		const { answer, facts } = await visit(
			peer.port,
			tls,
			program === "libcoap" ? coapRequest : bytesOf("ping\n"),
			twice ? onSession : undefined,
		);
		if (program === "libcoap") assert.match(answer, "rt=");
		else assert.is(answer, "ping\n");
		compare("the class", facts, { ...settled, client: undefined, version, resumed });
		/* gnutls-serv says nothing over UDP, and libcoap nothing at all. */
		if (program === "openssl")
			compare("the partner", await happened(peer, "connection"), {
				...settled,
				server: undefined,
				version: undefined,
				resumed: client.psk ? undefined : resumed,
			});
	}
}

async function asServer({ client, server, settled, twice }: Row, program: Program): Promise<void> {
	const accepted: Facts[] = [];
	const port = await freePort();
	const listener = new DTLSListener({
		address,
		port,
		tls: serverSettings(server, version),
		onReadable() {
			for (let from = this.read(); from !== undefined; from = this.read()) accepted.push(serve(from, program));
		},
	} as ConstructorParameters<typeof DTLSListener>[0]);
	closeAfterTest(() => listener.close());
	const peer = await startPeer("partner", { program, role: "client", version, side: client, port, twice });
	if (program === "libcoap") await happened(peer, "echoed");
	else {
		const seen = [await happened(peer, "connection")];
		if (twice) seen.push(await happened(peer, "connection"));
		await happened(peer, "echoed");
		for (const [index, said] of seen.entries()) {
			const resumed = twice === true && index === 1;
			compare("the partner", said, { ...settled, client: undefined, version: undefined, resumed: client.psk ? undefined : resumed });
		}
	}
	assert.is(accepted.length, twice ? 2 : 1);
	for (const [index, facts] of accepted.entries())
		compare("the class", facts, { ...settled, server: undefined, version, resumed: twice === true && index === 1 });
}

/** A port that was free a moment ago: the UDP class does not tell which it was given. */
async function freePort(): Promise<number> {
	const { port } = await startPeer("free-port", {});
	return port;
}

/** Sends back what comes, or what CoAP wants, until the client goes; gives what was settled. */
function serve(from: DTLS, program: Program): Facts {
	const facts = factsOf(from, "server");
	const dtls = new DTLS({
		from,
		onReadable() {
			const question = this.read();
			if (question !== undefined) this.write(program === "libcoap" ? coapAnswer(new Uint8Array(question)) : question);
		},
		onError() {
			this.close();
		},
	} as ConstructorParameters<typeof DTLS>[0]);
	closeAfterTest(() => dtls.close());
	return facts;
}

const cells = new Map<string, string>();
const notes: string[] = [];

function note(why: string): string {
	if (!notes.includes(why)) notes.push(why);
	return `- ${notes.indexOf(why) + 1})`;
}

for (const row of rows) {
	for (const { program, name } of programs) {
		for (const role of roles) {
			const cell = `${row.name} ${program} ${role}`;
			const obstacle = row.except?.find((entry) => entry.program === program && entry.role !== role);
			if (row.only !== undefined && row.only !== program) continue;
			if (obstacle !== undefined) {
				cells.set(cell, note(obstacle.why));
				continue;
			}
			cells.set(cell, "FAIL");
			test(`${row.ids} G16 G23 ${row.name}, as ${role} ${role === "client" ? "of" : "for"} ${name}`, async () => {
				await (role === "client" ? asClient : asServer)(row, program);
				cells.set(cell, "pass");
			});
		}
	}
}

test("G23 the table has a cell for each of them", () => {
	const heads = ["tls419 over DTLS 1.2 as", ...programs.flatMap(({ name }) => [`client of ${name}`, `server for ${name}`])];
	const lines = [
		heads,
		heads.map((head) => "-".repeat(head.length)),
		...rows.map((row) => [
			row.name,
			...programs.flatMap(({ program }) => roles.map((role) => cells.get(`${row.name} ${program} ${role}`) ?? "")),
		]),
	];
	const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
	console.log("");
	for (const line of lines) console.log(`| ${line.map((text, column) => text.padEnd(widths[column])).join(" | ")} |`);
	notes.forEach((why, index) => {
		console.log(`| ${index + 1}) ${why}`);
	});
});

test.run();
