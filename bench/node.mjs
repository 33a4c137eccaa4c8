/** What the Node-style modules cost: bytes of byte code, and of JavaScript's heap. */

import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { inBuild, inRoot } from "../tools/setup/paths.mjs";
import { readManifests } from "../tools/sim/manifest.mjs";
import { compile } from "../tools/sim/program.mjs";
import { atMost } from "./cases.mjs";
import { run } from "./clients.mjs";

/** A page of the size that devices ask for. */
const page = JSON.stringify({ temperature: 21.5, humidity: 40, text: "x".repeat(400) });

const kibibyte = 1024;

/** @param {string} program @param {string[]} words @returns {Promise<Record<string, number>>} what it prints in the end */
async function resultOf(program, ...words) {
	const { stdout } = await run([inBuild("release/tls419-sim"), program, ...words]);
	return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

/** The program that loads the modules itself: what is preloaded is there before it could look. @returns {Promise<string>} */
function codeProgram() {
	const { modules } = readManifests([inRoot("modules/node/manifest.json")]);
	const folder = inBuild("bench/node");
	mkdirSync(folder, { recursive: true });
	const table = { ...Object.fromEntries(modules), main: inRoot("bench/node_code"), measure: inRoot("bench/measure") };
	const manifest = `${folder}/manifest.json`;
	writeFileSync(manifest, JSON.stringify({ include: [inRoot("manifest.json")], modules: table }));
	return compile(manifest);
}

/**
 * @param {{only: RegExp, step: (what: string) => void}} options
 * @returns {Promise<import("./measure.mjs").Judged[]>}
 */
export async function measureNode({ only, step }) {
	/** @type {import("./measure.mjs").Judged[]} */
	const rows = [];
	/** @param {string} name @param {number} ours @param {import("./cases.mjs").Target} [target] */
	const row = (name, ours, target) => rows.push({ name, unit: "bytes", ours, bare: null, ratio: null, spread: 0, target });
	if (nodeSteps(only) === 0) return rows;

	step("Node-style modules, byte code");
	const { libraries, net, tls, http, https } = await resultOf(await codeProgram());
	row(names[0], tls + http + https, atMost(120 * kibibyte, "bytes"));
	row(names[1], net + tls + http + https);
	row(names[2], libraries);

	step("Node-style modules, heap");
	const certificates = inRoot("tests/certificates");
	const chain = `${readFileSync(`${certificates}/localhost.pem`)}${readFileSync(`${certificates}/intermediate.pem`)}`;
	const server = createServer({ cert: chain, key: readFileSync(`${certificates}/localhost.key`) }, (_, response) => response.end(page));
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	const port = `${typeof address === "object" && address !== null ? address.port : 0}`;
	try {
		const program = await compile(inRoot("bench/manifest-node.json"));
		const idle = await resultOf(program, port, "idle");
		row(names[3], idle.socket, atMost(6 * kibibyte, "bytes"));
		const { get, connection } = await resultOf(program, port, "get");
		row(names[4], get - connection, atMost(16 * kibibyte, "bytes"));
	} finally {
		server.closeAllConnections();
		server.close();
	}
	return rows.filter(({ name }) => only.test(name));
}

const names = [
	"Node-style tls, http, https: byte code",
	"Node-style tls, http, https, net, dns: byte code",
	"Node-style buffer, events, stream: byte code of the libraries",
	"Node-style idle TLSSocket: XS heap",
	"Node-style https.get beyond its connection: XS heap, peak",
];

/** How many steps that is. @param {RegExp} only */
export function nodeSteps(only) {
	return names.some((name) => only.test(name)) ? 2 : 0;
}
