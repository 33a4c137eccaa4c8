/** The examples, how they are started on each platform, and what they do: what the tests beside this file are made of. */
import { readFileSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inRoot } from "../../tools/setup/paths.mjs";
import { serveLocally } from "../../tools/start/server.mjs";
import { startMosquitto } from "../peers/mosquitto.mjs";
import { startOpensslClient } from "../peers/openssl.mjs";
import { libcoap } from "../peers/partners/libcoap.mjs";
import { startWeb } from "../peers/web.mjs";
import { project } from "../support/project.mjs";
import { Builds, Running } from "./sdk.mjs";

/** A folder for each platform, because the two are built at the same time. */
const forCommandLine = new Builds("examples-cli");
const forSimulator = new Builds("examples-simulator");
const certificates = inRoot("tests/certificates");
const der = (/** @type {string} */ name) => path.join(certificates, `${name}.der`);

/** Files that examples read: a server's chain in DER, its key, the authority. */
const chain = path.join(project({}), "chain.der");
writeFileSync(chain, Buffer.concat([readFileSync(der("localhost")), readFileSync(der("intermediate"))]));
const identity = [chain, der("localhost.key")];

/** @typedef {{words?: string[], config?: Record<string, string>, main?: string, options?: string[]}} How words: arguments; main, options: of the command line */

/** @param {string} name */
const manifestOf = (name) => inRoot("examples", name, "manifest.json");

/** @type {Record<string, {start: (name: string, how: How) => Promise<Running>, isEndless: boolean}>} */
const platforms = {
	"x-cli-lin": {
		async start(name, { words = [], config = {}, ...how }) {
			const command = await forCommandLine.program(manifestOf(name), how);
			return new Running([...command, ...Object.entries(config).map(([key, value]) => `${key}=${value}`), ...words]);
		},
		isEndless: false,
	},
	lin: {
		async start(name, { words = [], config = {} }) {
			const all = { ...config, ...(words.length > 0 ? { arguments: words.join(" ") } : {}) };
			return new Running(
				await forSimulator.simulated(manifestOf(name), { config: Object.entries(all).map(([key, value]) => `${key}=${value}`) }),
			);
		},
		isEndless: true,
	},
};

/** @param {string} url @param {import("node:https").RequestOptions} [own] @returns {Promise<string>} */
function page(url, own = {}) {
	return new Promise((resolve, reject) => {
		get(
			url.replace("127.0.0.1", "localhost"),
			{ ca: readFileSync(path.join(certificates, "authority.pem")), agent: false, ...own },
			(response) => {
				response.setEncoding("utf8").on("data", resolve);
			},
		).on("error", reject);
	});
}

/** The SDK's resolver makes localhost an address, for which the certificate has to be then. */
const ofAddress = { certificate: "ip" };

/** What stands on the SDK's own clients and servers, which are not for the command line. */
const onlySimulated = ["fetch", "moddable-https-server", "mqtts", "wss"];

/**
 * What each example does, and what it prints at last.
 * @type {Record<string, (start: (how: How, last?: RegExp) => Promise<string>, open: (how: How) => Promise<Running>) => Promise<void>>}
 */
export const examples = {
	async "coap-get"(start) {
		const key = "a-key-of-16-byte";
		const side = { psk: { identity: "sensor-7", key: Buffer.from(key).toString("hex") } };
		const server = await libcoap({ program: "libcoap", role: "server", version: "DTLSv1.2", side }, () => undefined);
		const output = await start({ words: ["127.0.0.1", `${server.port}`, "sensor-7", key, "/.well-known/core"] }, /ct=.*\n/);
		await server.stop();
		assert.match(output, /^2\.05\n<\/>/);
	},
	async fetch(start) {
		const server = await startWeb(ofAddress, () => undefined);
		const output = await start({ config: { url: `https://localhost:${server.port}/text` } }, /a page over TLS\n/);
		await server.stop();
		assert.match(output, /^200 /);
	},
	async head(start) {
		const server = await serveLocally();
		const config = { address: "127.0.0.1", port: new URL(server.url).port, host: "localhost" };
		const output = await start({ config }, /the server has closed the connection\n/);
		await server.close();
		assert.match(output, /^connected with TLSv1\.3, TLS_AES_256_GCM_SHA384\nHTTP\/1\.1 200 OK/);
	},
	async "https-get"(start) {
		const server = await serveLocally();
		const output = await start({ words: [server.url] }, /XS engine\.<\/p>\n/);
		await server.close();
		assert.match(output, /version {7}TLSv1\.3\n/);
		assert.match(output, /peer {10}localhost, verified\n/);
		assert.match(output, /peak memory {3}[\d.]+ KiB of JavaScript with its compiled modules, [1-9][\d.]* KiB of TLS\n/);
		assert.match(output, "<h1>It works</h1>");
	},
	async "https-server"(_start, open) {
		const running = await open({ words: [...identity, "0"] });
		const [, url] = await running.seen(/serving (https:\S+)\n/);
		assert.match(
			await page(`${url}connection`),
			/^\{"version":"TLSv1\.3","cipherSuite":"\w+","serverName":"localhost","remoteAddress":"127\.0\.0\.1"\}\n$/,
		);
		await running.stop();
	},
	async "mtls-fleet"(start) {
		const output = await start({ options: ["--data", certificates] }, /somebody without a name .*\n/);
		assert.match(output, "sensor-17 is told to report every 60 s\n");
		assert.match(output, "the stolen sensor-12 is refused, ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED\n");
		assert.match(output, "somebody without a name is refused, ERR_SSL_SSLV3_ALERT_NO_CERTIFICATE\n");
	},
	async "moddable-https-server"(_start, open) {
		const running = await open({ config: { port: "0" } });
		const [, url] = await running.seen(/serving (https:\S+)\n/);
		assert.is(await page(url), "<p>served over TLS by the SDK's own server</p>\n");
		assert.is(await page(`${url}echo`), "GET /echo\n");
		await running.stop();
	},
	async mqtts(start) {
		const broker = await startMosquitto(ofAddress, () => undefined);
		const output = await start({ config: { host: "localhost", port: String(broker.port) } }, /published over TLS\n/);
		await broker.stop();
		assert.match(output, "connected\ntls419/example: published over TLS\n");
	},
	async "node-https-json"(start) {
		const server = await startWeb({}, () => undefined);
		const output = await start({ words: [`https://localhost:${server.port}/json`, path.join(certificates, "authority.pem")] }, /200: .*\n/);
		await server.stop();
		assert.match(output, /^posted: 20\d\n200: /);
	},
	async "node-https-server"(_start, open) {
		const pem = (/** @type {string} */ name) => path.join(certificates, name);
		const running = await open({ words: [pem("localhost.pem"), pem("localhost.key"), pem("authority.pem"), "0"] });
		const [, url] = await running.seen(/serving (https:\S+)\n/);
		const own = { cert: readFileSync(pem("client.pem")), key: readFileSync(pem("client.key")) };
		assert.is(await page(`${url}measurements`, own), "[]\n");
		await running.stop();
	},
	async "node-mbed-dtls"(start) {
		const output = await start({}, /22 degrees\nsensor: noted\n/);
		assert.match(output, "server: sensor-7 has shaken hands\n");
		assert.match(output, "server: sensor-7 is known by its session\n");
	},
	async "node-tls-echo"(start) {
		const files = ["localhost.pem", "localhost.key", "authority.pem"].map((name) => path.join(certificates, name));
		assert.match(await start({ words: [...files, "hello"] }, /in good order\n/), /^TLSv1\.3 .*\n.*DNS:localhost.*\nhello\n/);
	},
	async "openssl-dtls"(_start, open) {
		const pem = (/** @type {string} */ name) => path.join(certificates, name);
		const running = await open({ words: [pem("localhost.key"), pem("localhost.pem"), pem("authority.pem"), "0"] });
		const [, port] = await running.seen(/listening at port (\d+)\n/);
		const { actions, stop } = await startOpensslClient(
			{ port: Number(port), certificate: "client", flags: ["-dtls1_2"] },
			(_, { text }) => {
				if (/^\s*Verify return code: 0/.test(`${text}`)) actions.write({ text: "21.5 degrees\n" });
				if (text === "21.5 degrees") actions.end({});
			},
		);
		await running.seen(/its certificates take \d{4} bytes\nit has gone\n/);
		await stop();
		await running.stop();
	},
	async resumption(start) {
		const server = await serveLocally();
		const how = { words: [server.url, path.join(project({}), "session.bin")], main: "resumption/main" };
		const first = await start(how, /\d+ bytes\n$/);
		const second = await start(how, /\d+ bytes\n$/);
		await server.close();
		assert.match(first, /^TLSv1\.3, full handshake, .*\nsession of \d+ bytes kept in/);
		assert.match(second, /^TLSv1\.3, resumed, /);
	},
	async "sleepy-sensor"(start) {
		const output = await start({}, /handshakes?\n/);
		assert.match(
			output,
			/gateway: 21 degrees\ngateway: the sensor has another address\n.*gateway: 24 degrees\n4 measurements, 1 handshake\n/s,
		);
	},
	async starttls(start) {
		const output = await start({ words: [...identity, der("authority")] }, /250 welcome\n/);
		assert.match(
			output,
			"client, in clear: STARTTLS\nserver, in clear: 220 go ahead\nclient, in TLSv1.3: HELLO again\nserver, in TLSv1.3: 250 welcome\n",
		);
	},
	async wss(start) {
		const server = await startWeb(ofAddress, () => undefined);
		const output = await start({ config: { url: `wss://localhost:${server.port}/socket` } }, /closed with \d+\n/);
		await server.stop();
		assert.match(output, "open\nreceived: a text over TLS\nclosed with 1000\n");
	},
};

/** Declares a test for each example on this platform. @param {"x-cli-lin" | "lin"} platform */
export function tryExamples(platform) {
	const { start, isEndless } = platforms[platform];
	for (const [name, example] of Object.entries(examples)) {
		if (platform !== "lin" && onlySimulated.includes(name)) continue;
		test(`${platform}: ${name}`, async () => {
			const open = (/** @type {How} */ how) => start(name, how);
			await example(async (how, last = /$/) => {
				const running = await open(how);
				await running.seen(last);
				const { status, output } = await (isEndless ? running.stop() : running.ended);
				assert.is(status, isEndless ? null : 0, output);
				return output;
			}, open);
		});
	}
}
