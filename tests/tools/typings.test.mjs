// The declarations in typings/modules are those of the modules, and an application can be compiled with nothing else, or with Moddable's beside them.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inRoot } from "../../tools/setup/paths.mjs";
import { folder, generateTypings } from "../../tools/typings/generate.mjs";
import { project } from "../support/project.mjs";

const tsc = inRoot("node_modules/.bin/tsc");
const complete = readFileSync(inRoot("tests/typings/complete.ts"), "utf8");
const mistakes = readFileSync(inRoot("tests/typings/mistakes.ts"), "utf8");
const ofNode = readFileSync(inRoot("tests/typings/node.ts"), "utf8");
const datagrams = readFileSync(inRoot("tests/typings/datagrams.ts"), "utf8");

const alone = {
	target: "es2022",
	lib: ["es2023"],
	types: [],
	module: "preserve",
	moduleResolution: "bundler",
	strict: true,
	noEmit: true,
};

/** @type {{ path: string }[] | undefined} */
let packed;

/** @returns {{ path: string }[]} what `npm pack` would take */
function packedFiles() {
	const words = ["pack", "--json", "--dry-run", "--ignore-scripts", inRoot()];
	packed ??= /** @type {{ path: string }[]} */ (JSON.parse(spawnSync("npm", words, { encoding: "utf8" }).stdout)[0].files);
	return packed;
}

/** An application that has this package in node_modules, as `npm pack` would make it. @param {Record<string, unknown>} files */
function application(files) {
	const where = project({ "package.json": { name: "application", type: "module" }, ...files });
	for (const { path: file } of packedFiles()) {
		if (!/^typings\/|^package\.json$/.test(file)) continue;
		const target = path.join(where, "node_modules/tls419", file);
		mkdirSync(path.dirname(target), { recursive: true });
		cpSync(inRoot(file), target);
	}
	return where;
}

/** @param {string} where @returns {string} what the compiler has against it */
function complaints(where) {
	const { stdout, stderr } = spawnSync(tsc, ["--project", where], { encoding: "utf8" });
	return stdout + stderr;
}

test("G22 the declarations are what `npm run typings` makes of the modules", async () => {
	const made = await generateTypings();
	const files = readdirSync(inRoot(folder), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".d.ts"));
	assert.equal(files.map((name) => name.split(path.sep).join("/")).sort(), [...made.keys()].sort());
	for (const [name, text] of made) {
		assert.is(readFileSync(inRoot(folder, name), "utf8"), text, name);
		assert.not.match(text, /\bany\b(?=[\s]*[;,)>\]|[])/, name);
	}
});

test("G22 from a checkout: every specifier and option compiles with the declarations alone, and no mistake does", () => {
	const include = ["*.ts", inRoot(folder, "index.d.ts")];
	const where = project({
		"complete.ts": complete,
		"mistakes.ts": mistakes,
		"datagrams.ts": datagrams,
		"tsconfig.json": { compilerOptions: alone, include },
	});
	assert.is(complaints(where), "");
});

test("G22 from a checkout: `types` of tsconfig.json is enough", () => {
	const where = project({ "complete.ts": complete, "tsconfig.json": { compilerOptions: { ...alone, types: [inRoot(folder)] } } });
	assert.is(complaints(where), "");
});

test("G22 O1 from node_modules: the Node-style modules have types of their own, in place of Node's", () => {
	const types = ["tls419/typings/node"];
	const subpath = 'import DTLS, { Peer } from "tls419/openssl-dtls";\nexport const peer: Peer = DTLS.connect({ port: 5684 });\n';
	const short = 'import net from "tls419/net";\nimport { once } from "events";\nonce(net.connect(1), "close");\n';
	const sensor =
		'import { connect, type DtlsClientSocket } from "tls419/node-mbed-dtls";\nexport const socket: DtlsClientSocket = connect({ port: 5684 });\n';
	const files = { "short.ts": short, "node.ts": ofNode, "subpath.ts": subpath, "sensor.ts": sensor, "complete.ts": complete };
	const where = application({ ...files, "tsconfig.json": { compilerOptions: { ...alone, types } } });
	assert.is(complaints(where), "");
});

test("G22 from node_modules: `types` of tsconfig.json is enough", () => {
	const where = application({
		"complete.ts": complete,
		"mistakes.ts": mistakes,
		"datagrams.ts": datagrams,
		"tsconfig.json": { compilerOptions: { ...alone, types: ["tls419/typings"] } },
	});
	assert.is(complaints(where), "");
});

test("G22 from node_modules: the package's own names have the types of the classes, and those of the classes are known with them", () => {
	const where = application({
		"main.ts": `
			import TLS, { type TLSOptions } from "tls419";
			import Certificate from "tls419/certificate";
			import TLSContext from "tls419/context";
			import PrivateKey from "tls419/key";
			import TLSListener from "tls419/listener";
			import DTLS, { type DTLSOptions } from "tls419/dtls";
			import DTLSListener from "tls419/dtls-listener";
			import SameOverDatagrams from "embedded:io/socket/udp/dtls";
			import Same from "embedded:io/socket/tcp/tls";
			const options: TLSOptions = { address: "192.0.2.1", port: 443, tls: { host: "a", context: new TLSContext() } };
			const tls: Same = new TLS(options);
			new TLSListener({ tls: { certificate: new Certificate(new ArrayBuffer(1)).der, key: PrivateKey.generate() } });
			const over: DTLSOptions = { address: "192.0.2.1", port: 5684, tls: { host: "a", connectionId: true } };
			const dtls: SameOverDatagrams = new DTLS(over);
			new DTLSListener({ tls: { psk: { identity: "a", key: "b" }, maximumPeers: 3 } });
			// @ts-expect-error
			new TLS({ tls: { host: 7 } });
			// @ts-expect-error
			new DTLS({ ...over, tls: { host: "a", mtu: "large" } });
			export { dtls, tls };
		`,
		"tsconfig.json": { compilerOptions: alone },
	});
	assert.is(complaints(where), "");
});

/** With Moddable's declarations: its own classes go into our options, and ours into those of its clients. */
const together = `
	import TCP from "embedded:io/socket/tcp";
	import Listener from "embedded:io/socket/listener";
	import UDP from "embedded:io/socket/udp";
	import DTLSListener from "embedded:io/socket/listener/dtls";
	import DTLS from "embedded:io/socket/udp/dtls";
	import HTTPClient from "embedded:network/http/client";
	import Resource from "Resource";
	import TLSListener from "embedded:io/socket/listener/tls";
	import TLS from "embedded:io/socket/tcp/tls";
	import TLSContext from "embedded:io/socket/tcp/tls/context";
	const context = new TLSContext({ store: new Resource("authorities.bundle") });
	const ca = new Resource("authority.der");
	const own = { certificate: new Resource("device.der"), key: new Resource("device.key.der") };
	const tls = new TLS({ address: "192.0.2.1", port: 443, TCP: { io: TCP }, tls: { host: "a", ca } });
	const secure = new TLS({ host: "a", port: 443, TCP: { io: TCP }, secure: { serverName: "a", certificate: ca } });
	const from = new TLS({ from: new TCP({ address: "192.0.2.1", port: 443 }), tls: { host: "a", context } });
	const listener = new TLSListener({ port: 443, Listener: { io: Listener }, tls: own });
	const client = new HTTPClient({ host: "a", port: 443, dns: {}, socket: { io: TLS, TCP: { io: TCP }, tls: { host: "a", ca } } });
	const dtls = new DTLS({ address: "192.0.2.1", port: 5684, UDP: { io: UDP, port: 5000 }, tls: { host: "a", ca } });
	const peers = new DTLSListener({ port: 5684, UDP: { io: UDP }, tls: own });
	const moddable = { io: Listener, client, dtls, peers };
	// @ts-expect-error
	new TLS({ address: "192.0.2.1", port: 443, TCP: { io: new Resource("authority.der") }, tls: { host: "a", ca } });
	export { from, listener, moddable, secure, tls };
`;

/** Where the declarations of each kind of module lie below @moddable/typings. @param {string} below */
const paths = (below) => ({
	"embedded:io/*": [`${below}/embedded_io/*`],
	"embedded:io/socket/*": [`${below}/embedded_io/socket/*`],
	"embedded:network/http/*": [`${below}/embedded_network/http/*`],
	"*": [`${below}/*`],
});

test("G22 together with @moddable/typings of npm", () => {
	const typings = inRoot("node_modules/@moddable/typings");
	const types = [path.join(typings, "xs"), "tls419/typings"];
	const compilerOptions = { ...alone, types, paths: paths(typings), skipLibCheck: true };
	const files = { "complete.ts": complete, "mistakes.ts": mistakes, "datagrams.ts": datagrams, "together.ts": together };
	assert.is(complaints(application({ ...files, "tsconfig.json": { compilerOptions } })), "");
});

const sdk = process.env.MODDABLE;
if (sdk && existsSync(path.join(sdk, "typings/tsconfig.es2024.json"))) {
	test("G22 together with the SDK's typings, whose tsconfig.base.json an application extends", () => {
		const where = application({
			"complete.ts": complete,
			"mistakes.ts": mistakes,
			"datagrams.ts": datagrams,
			"together.ts": together,
			"tsconfig.json": {
				extends: "@moddable/typings/tsconfig.base.json",
				// What the SDK says to compilers before TypeScript 7, and what the newer ones refuse.
				compilerOptions: {
					baseUrl: null,
					types: [path.join(sdk, "xs/includes/xs"), "tls419/typings"],
					strict: true,
					noEmit: true,
					skipLibCheck: true,
				},
				include: ["*.ts"],
			},
		});
		mkdirSync(path.join(where, "node_modules/@moddable"));
		symlinkSync(path.join(sdk, "typings"), path.join(where, "node_modules/@moddable/typings"));
		assert.is(complaints(where), "");
	});
} else {
	test.skip("G22 together with the SDK's typings");
	process.stdout.write("skipped: the typings of the SDK are looked at when $MODDABLE names an SDK of version 8.2 or newer\n");
}

test.run();
