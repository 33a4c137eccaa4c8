/** What mcconfig and mcpack make of the manifests: platforms, ways to include this package, features that are left out, and what is missing. */
import { cpSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mbedTLSFolder } from "../../tools/setup/mbedtls.mjs";
import { inRoot } from "../../tools/setup/paths.mjs";
import { serveLocally } from "../../tools/start/server.mjs";
import { startWeb } from "../peers/web.mjs";
import { project } from "../support/project.mjs";
import { Builds, Running, run } from "./sdk.mjs";

const builds = new Builds("manifests");
const certificates = inRoot("tests/certificates");
// A clone of its own, and a package, have no build folder.
process.env.TLS419_MBEDTLS = mbedTLSFolder();

/** A client that says what it has connected with; the import is filled in. @param {string} source @param {string} port */
const client = (source, port) => `import TLS from "${source}";
new TLS({
	address: "127.0.0.1",
	port: ${port},
	tls: { host: "localhost" },
	onWritable() {
		trace(\`connected with \${this.negotiated.version}\\n\`);
		this.close();
	},
	onError(error) {
		trace(\`\${error.message}\\n\`);
		this.close();
	},
});
`;

/** @param {string[]} command @param {RegExp} last */
async function outputOf(command, last) {
	const running = new Running(command);
	await running.seen(last);
	return (await running.stop()).output;
}

test("a platform without a host is an error that names those that have one", async () => {
	for (const platform of ["win", "pico", "wasm", "nrf52", "x-mac", "x-lin", "x-cli-mac"]) {
		const { status, output } = await builds.mcconfig("-p", platform, inRoot("examples/head/manifest.json"));
		assert.is.not(status, 0, platform);
		assert.match(output, "tls419 has no host for this platform: there is one for esp32, lin, mac and x-cli-lin;", platform);
	}
});

test("an example that needs more than a device has says where it runs", async () => {
	const { status, output } = await builds.mcconfig("-p", "mac", inRoot("examples/https-get/manifest.json"));
	assert.is.not(status, 0);
	assert.match(output, "it runs on lin and x-cli-lin, and with npx tls419 sim; examples/head runs everywhere");
});

test("an example on the SDK's own clients, for which there is nothing on the command line, says where it runs", async () => {
	for (const name of ["fetch", "moddable-https-server", "mqtts", "wss"]) {
		const { status, output } = await builds.mcconfig("-p", "x-cli-lin", inRoot("examples", name, "manifest.json"));
		assert.is.not(status, 0, name);
		assert.match(output, "it runs on lin, mac and esp32; examples/https-get and examples/https-server run here", name);
	}
});

test("sources of mbedTLS that are missing are an error that says what brings them", async () => {
	const { status, output } = await run(
		["mcconfig", "-m", "-o", builds.folder, "-t", "build", "-p", "lin", inRoot("examples/head/manifest.json")],
		{ env: { TLS419_MBEDTLS: "/nowhere/mbedtls" } },
	);
	assert.is.not(status, 0);
	assert.match(output, "mbedTLS_is_missing__npx_tls419_mbedtls_fetches_it__or_set_TLS419_MBEDTLS");
});

test("a subplatform of the simulator, by both of its names", async () => {
	const server = await serveLocally();
	const { port } = new URL(server.url);
	for (const platform of ["sim/moddable_two", "lin/moddable_two"]) {
		const config = ["address=127.0.0.1", `port=${port}`, "host=localhost"];
		const command = await builds.simulated(inRoot("examples/head/manifest.json"), { platform, config });
		assert.match(await outputOf(command, /closed the connection\n/), "connected with TLSv1.3");
	}
	await server.close();
});

test("from a git include", async () => {
	const server = await serveLocally();
	const bare = path.join(project({}), "tls419.git");
	// What is here and not committed would not be seen: the working tree becomes a repository of its own.
	const copy = project({});
	for (const folder of ["hosts", "modules", "features", "manifest.json", "typings"])
		cpSync(inRoot(folder), path.join(copy, folder), { recursive: true });
	const author = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
	for (const words of [
		["init", "-q"],
		["add", "."],
		[...author, "commit", "-q", "-m", "copy"],
		["clone", "-q", "--bare", ".", bare],
	]) {
		const { status, output } = await run(["git", ...words], { cwd: copy });
		assert.is(status, 0, output);
	}
	const folder = project({
		"app/manifest.json": {
			include: ["$(MODDABLE)/examples/manifest_base.json", { git: `file://${bare}` }],
			modules: { "*": "./main" },
		},
		"app/main.js": client("embedded:io/socket/tcp/tls", new URL(server.url).port),
	});
	const command = await builds.simulated(path.join(folder, "app/manifest.json"));
	assert.match(await outputOf(command, /\n/), "connected with TLSv1.3");
	await server.close();
});

/**
 * An application without a manifest, with this package as it is packed in its node_modules.
 * @param {string} name
 * @param {string} main
 * @returns {Promise<string>} its folder
 */
async function packedApplication(name, main) {
	const folder = project({
		[`${name}/package.json`]: { name, version: "1.0.0", type: "module", main: "main.js" },
		[`${name}/main.js`]: main,
	});
	const app = path.join(folder, name);
	const pack = await run(["npm", "pack", "--silent", "--pack-destination", folder], { cwd: inRoot() });
	assert.is(pack.status, 0, pack.output);
	mkdirSync(path.join(app, "node_modules"));
	// As npm does it, with the time of now: in the archive all files are of 1985, and make would take what it has built of older ones.
	const { status, output } = await run(["tar", "-xzmf", path.join(folder, "tls419-0.1.0.tgz"), "-C", path.join(app, "node_modules")]);
	assert.is(status, 0, output);
	renameSync(path.join(app, "node_modules/package"), path.join(app, "node_modules/tls419"));
	return app;
}

/** Builds it with mcpack. @param {string} app @param {string} name @returns {Promise<string[]>} the command that runs it */
async function simulatedPackage(app, name) {
	const built = await run(["mcpack", "mcconfig", "-m", "-p", "lin", "-t", "build", "-o", builds.folder], { cwd: app });
	assert.is(built.status, 0, built.output.slice(-3000));
	// The simulator without a window is there already.
	const screen = (await builds.simulated(inRoot("examples/head/manifest.json"))).slice(0, 3);
	return [...screen, path.join(builds.folder, `bin/lin/mc/release/${name}/mc.so`)];
}

test("from node_modules: mcpack finds the packed package by its name", async () => {
	const server = await serveLocally();
	const app = await packedApplication(
		"packed",
		`import Context from "tls419/context";
import Listener from "tls419/listener";
import Certificate from "tls419/certificate";
import Key from "tls419/key";
import DTLS from "tls419/dtls";
import DTLSListener from "tls419/dtls-listener";
for (const it of [Context, Listener, Certificate, Key, DTLS, DTLSListener]) trace(typeof it, "\\n");
${client("tls419", new URL(server.url).port)}`,
	);
	const said = await simulatedPackage(app, "packed")
		.then((command) => outputOf(command, /connected|ERR/))
		.finally(() => server.close());
	assert.match(said, `${"function\n".repeat(6)}connected with TLSv1.3`);
});

test("from node_modules: mcpack finds tls419/fetch and tls419/network in the packed package, and the SDK's fetch for them", async () => {
	const server = await startWeb({ certificate: "ip" }, () => undefined);
	const app = await packedApplication(
		"fetching",
		`import fetch, { Headers } from "tls419/fetch";
import { configureNetwork } from "tls419/network";
async function show() {
	const response = await fetch("https://localhost:${server.port}/text", { headers: new Headers([["accept", "text/plain"]]) });
	trace(\`\${response.status} \${await response.text()}\\n\`);
	configureNetwork({ pins: new Uint8Array(32).buffer, onFailure: (error) => trace(\`heard of \${error.code}\\n\`) });
	await fetch("https://127.0.0.1:${server.port}/text").catch((error) => trace(\`rejected with \${error.code}\\n\`));
}
show();
`,
	);
	try {
		const said = await outputOf(await simulatedPackage(app, "fetching"), /rejected.*\n/);
		assert.is(said, "200 a page over TLS\nheard of ERR_TLS_PIN_MISMATCH\nrejected with ERR_TLS_PIN_MISMATCH\n");
	} finally {
		await server.stop();
	}
});

/** What an application of the Node-style modules says of itself, whatever their names are. @param {string} prefix @param {string} port */
const nodeStyle = (prefix, port) => `import https from "${prefix}https";
import net from "${prefix}net";
import tls from "${prefix}tls";
import { Buffer } from "${prefix}buffer";
const port = ${port};
const server = net.createServer((socket) => socket.on("data", (data) => socket.end(Buffer.concat([Buffer.from("echo of "), data]))));
server.listen(0, "127.0.0.1", () => {
	const socket = net.connect(server.address().port, "127.0.0.1", () => socket.write("a line"));
	socket.on("data", (data) => trace(\`\${data}\\n\`));
	socket.on("close", (hadError) => {
		trace(\`closed, \${hadError}\\n\`);
		server.close();
		request();
	});
});
function request() {
	https.get({ host: "localhost", port, agent: false }, (response) => {
		let length = 0;
		response.on("data", (data) => (length += data.length));
		response.on("end", () => {
			trace(\`\${response.statusCode} with \${length > 100}\\n\`);
			connect();
		});
	}).on("error", (error) => trace(\`\${error.code} \${error.message}\\n\`));
}
function connect() {
	const socket = tls.connect({ host: "127.0.0.1", servername: "nobody.example", port }, () => {
		trace(\`authorized: \${socket.authorized}\\n\`);
		socket.destroy();
	});
	socket.on("error", (error) => trace(\`refused: \${error.code}\\n\`));
}
`;

test("Node-style modules from a manifest, and its config.tls.legacyDefaults", async () => {
	const server = await serveLocally();
	const folder = project({
		"legacy/manifest.json": {
			include: ["$(MODDABLE)/examples/manifest_base.json", inRoot("manifest.json"), inRoot("modules/node/manifest.json")],
			modules: { "*": "./main" },
			config: { tls: { legacyDefaults: true } },
		},
		"legacy/main.js": nodeStyle("node:", new URL(server.url).port),
	});
	const said = await builds
		.simulated(path.join(folder, "legacy/manifest.json"))
		.then((command) => outputOf(command, /(?:authorized|refused): .*\n|ERR/))
		.finally(() => server.close());
	assert.is(said, "echo of a line\nclosed, false\n200 with true\nauthorized: false\n");
});

test("from node_modules: mcpack finds the Node-style modules in the packed package, with their libraries", async () => {
	const server = await serveLocally();
	const app = await packedApplication("styled", nodeStyle("tls419/", new URL(server.url).port));
	const said = await simulatedPackage(app, "styled")
		.then((command) => outputOf(command, /(?:authorized|refused): .*\n|ERR/))
		.finally(() => server.close());
	assert.match(said, /^echo of a line\nclosed, false\n200 with true\nrefused: \w+\n$/);
});

/**
 * Uses of what each feature is about, which are refused without it.
 * @type {Record<string, [use: string, name: string][]>}
 */
const features = {
	"client-only": [
		["new TLSListener({ address: '127.0.0.1', tls: identity })", "a listener: this build has no server"],
		["new TLS({ from: {}, tls: { server: true, ...identity } })", "a connection that is accepted: this build has no server"],
		["new DTLSListener({ address: '127.0.0.1', tls: identity })", "a listener: this build has no server"],
	],
	"no-dtls": [
		["new DTLS({ ...somewhere, tls: { host: 'a' } })", "an association: this build has no DTLS"],
		["new DTLSListener({ address: '127.0.0.1', tls: identity })", "a listener: this build has no DTLS"],
	],
	"no-psk": [
		["new TLS({ ...somewhere, tls: { host: 'a', psk: { identity: 'i', key: 'k' } } })", "tls.psk: this build has no pre-shared keys"],
		["new TLSListener({ address: '127.0.0.1', tls: { onIdentity() {} } })", "tls.onIdentity: this build has no pre-shared keys"],
	],
	"no-resumption": [
		["new TLS({ ...somewhere, tls: { host: 'a', session: new Uint8Array(9) } })", "tls.session: this build has no resumption"],
		["new TLS({ ...somewhere, tls: { host: 'a' }, onSession() {} })", "onSession: this build has no resumption"],
		["new TLSContext({ ...identity, tickets: true })", "tickets: this build has no resumption"],
		["new TLSContext({ ...identity, ticketKeys: new Uint8Array(48) })", "ticketKeys: this build has no resumption"],
	],
};

for (const [feature, uses] of Object.entries(features)) {
	test(`without a feature (${feature}) a client connects, and whoever asks for it is told what leaves it out`, async () => {
		const server = await serveLocally();
		const main = `import DTLSListener from "embedded:io/socket/listener/dtls";
import TLSListener from "embedded:io/socket/listener/tls";
import DTLS from "embedded:io/socket/udp/dtls";
import TLSContext from "embedded:io/socket/tcp/tls/context";
import { readFile } from "tls419/sim/file";
const identity = { certificate: readFile("${certificates}/localhost.der"), key: readFile("${certificates}/localhost.key.der") };
const somewhere = { address: "127.0.0.1", port: 1 };
function attempt(use) {
	try {
		use();
		trace("nothing was thrown\\n");
	} catch (error) {
		trace(\`\${error.code}: \${error.message}\\n\`);
	}
}
${uses.map(([use]) => `attempt(() => ${use});\n`).join("")}
${client("embedded:io/socket/tcp/tls", new URL(server.url).port)}`;
		const folder = project({
			[`${feature}/manifest.json`]: {
				include: [inRoot("manifest.json"), inRoot("features", feature, "manifest.json")],
				creation: { main: "main" },
				modules: { "*": "./main" },
			},
			[`${feature}/main.js`]: main,
		});
		const { status, output } = await builds
			.program(path.join(folder, feature, "manifest.json"))
			.then(run)
			.finally(() => server.close());
		const said = uses.map(
			([, name]) => `ERR_TLS_FEATURE_UNAVAILABLE: ${name}; the manifest features/${feature}, or mbedTLS's configuration, leaves that out\n`,
		);
		assert.is(output, `${said.join("")}connected with TLSv1.3\n`);
		assert.is(status, 0);
	});
}

test("what is packed has all that a build reads, and no tests", () => {
	const { files } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
	for (const needed of ["manifest.json", "features/", "modules/", "hosts/", "typings/"]) assert.ok(files.includes(needed), needed);
	assert.not.ok(files.some((/** @type {string} */ name) => name.startsWith("tests")));
});

test.run();
