/** The examples of servers: HTTPS for Node's client, and STARTTLS. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get as getInClear } from "node:http";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { certificateText } from "../peers/credentials.mjs";
import { tls419 } from "../support/command.mjs";

const test = suite("the examples of servers");
const examples = join(import.meta.dirname, "../../examples");
const certificates = join(import.meta.dirname, "../certificates");
const folder = mkdtempSync(join(tmpdir(), "tls419-servers-"));
const chain = join(folder, "chain.der");
const key = join(certificates, "localhost.key.der");
writeFileSync(chain, Buffer.concat(["localhost", "intermediate"].map((name) => readFileSync(join(certificates, `${name}.der`)))));
test.after(() => rmSync(folder, { recursive: true }));

/** @param {string} port @param {string} path @param {object} [options] @returns {Promise<{ status?: number, type?: string, text: string }>} */
function fetched(port, path, options = {}) {
	return new Promise((resolve, reject) => {
		const settings = { host: "127.0.0.1", port, path, servername: "localhost", ca: certificateText("authority"), agent: false, ...options };
		get(settings, (response) => {
			let text = "";
			response.setEncoding("utf8").on("data", (part) => {
				text += part;
			});
			response.on("end", () => resolve({ status: response.statusCode, type: response.headers["content-type"], text }));
			response.on("error", reject);
		}).on("error", reject);
	});
}

test("G20 the HTTPS server serves Node's client, tells what it knows of the connection, and goes on behind a client that refuses it", async () => {
	/** @type {Promise<void> | undefined} */
	let visit;
	const visits = async (/** @type {string} */ port) => {
		assert.equal(await fetched(port, "/"), { status: 200, type: "text/plain", text: "Hello from a small device.\n" });
		const { version, serverName, remoteAddress } = JSON.parse((await fetched(port, "/connection")).text);
		assert.equal({ version, serverName, remoteAddress }, { version: "TLSv1.3", serverName: "localhost", remoteAddress: "127.0.0.1" });
		const older = await fetched(port, "/connection", { maxVersion: "TLSv1.2" });
		assert.is(JSON.parse(older.text).version, "TLSv1.2");
		const refusal = await fetched(port, "/", { ca: certificateText("unknown-authority") }).catch((error) => error.code);
		assert.match(refusal, /UNABLE_TO/);
		await new Promise((resolve) => getInClear(`http://127.0.0.1:${port}/`).on("error", resolve));
		assert.is((await fetched(port, "/nothing")).status, 404);
		assert.is((await fetched(port, "/", { method: "POST" })).status, 405);
		assert.is((await fetched(port, "/", { headers: { long: "x".repeat(9000) } })).status, 431);
	};
	const { stdout } = await tls419(["sim", join(examples, "https-server/main.ts"), chain, key, "0"], {
		onOutput(text, child) {
			const port = /https:\/\/127\.0\.0\.1:(\d+)\//.exec(text)?.[1];
			if (port === undefined || visit !== undefined) return;
			visit = visits(port).finally(() => child.kill("SIGINT"));
			/* It is waited for below. */
			visit.catch(() => undefined);
		},
	});
	await visit;
	assert.match(stdout, /127\.0\.0\.1: what the client sent is not TLS.*\(ERR_SSL_WRONG_VERSION_NUMBER\)/);
});

test("G20 the HTTPS server says how it is started", async () => {
	const { status, stderr } = await tls419(["sim", join(examples, "https-server/main.ts"), join(folder, "nothing.der")]);
	assert.is(status, 1);
	assert.match(stderr, /usage: .*there is no .*nothing.der/);
});

test("G17 E81 the two ends of STARTTLS speak in clear and then in TLS", async () => {
	const words = ["sim", join(examples, "starttls/main.ts"), chain, key, join(certificates, "authority.der")];
	const { status, stdout, stderr } = await tls419(words);
	assert.is(status, 0, stderr);
	const lines = [
		"client, in clear: STARTTLS",
		"server, in clear: 220 go ahead",
		"client, in TLSv1.3: HELLO again",
		"server, in TLSv1.3: 250 welcome",
	];
	assert.is(stdout, `${lines.join("\n")}\n`);
	/* A server that cannot be trusted hears nothing. */
	const distrusted = await tls419([...words.slice(0, -1), join(certificates, "rsa-authority.der")]);
	assert.is(distrusted.status, 1);
	assert.is(distrusted.stdout, `${lines.slice(0, 2).join("\n")}\n`);
});

test.run();
