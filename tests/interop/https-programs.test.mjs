/** The examples on node:https, and node:https itself, with Node's client and server, curl and wget. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { Agent, createServer, request } from "node:https";
import { join } from "node:path";
import { promisify } from "node:util";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { tls419 } from "../support/command.mjs";
import { project } from "../support/project.mjs";

const test = suite("https and other programs");
const root = join(import.meta.dirname, "../..");
const file = (/** @type {string} */ name) => join(root, "tests/certificates", name);
const text = (/** @type {string} */ name) => readFileSync(file(name), "utf8");
const execute = promisify(execFile);
const localhost = { cert: text("localhost.pem"), key: text("localhost.key") };
const client = { cert: text("client.pem"), key: text("client.key"), ca: text("authority.pem") };

/**
 * Runs the example of a server for as long as it is visited.
 * @param {(port: string) => Promise<void>} visit
 */
async function served(visit) {
	/** @type {Promise<void> | undefined} */
	let visited;
	const words = [
		"sim",
		join(root, "examples/node-https-server/main.ts"),
		file("localhost.pem"),
		file("localhost.key"),
		file("authority.pem"),
		"0",
	];
	const { stdout, stderr } = await tls419(words, {
		timeout: 100_000,
		onOutput(output, child) {
			const port = /https:\/\/127\.0\.0\.1:(\d+)\//.exec(output)?.[1];
			if (port === undefined || visited !== undefined) return;
			visited = visit(port).finally(() => child.kill("SIGINT"));
			// It is waited for below.
			visited.catch(() => undefined);
		},
	});
	assert.ok(visited, stderr);
	await visited;
	return stdout;
}

/**
 * @param {string} port @param {string} path @param {import("node:https").RequestOptions} options @param {Buffer | string} [body]
 * @param {number} [stops] how often the reader stops for a moment
 * @returns {Promise<{status?: number, body: Buffer, reused: boolean}>}
 */
function ask(port, path, options, body, stops = 0) {
	return new Promise((resolve, reject) => {
		const asked = request({ host: "127.0.0.1", servername: "localhost", port, path, ...client, ...options }, (response) => {
			/** @type {Buffer[]} */
			const parts = [];
			let left = stops;
			response.on("data", (part) => {
				parts.push(part);
				if (left-- <= 0) return;
				response.pause();
				setTimeout(() => response.resume(), 20);
			});
			response.on("end", () => resolve({ status: response.statusCode, body: Buffer.concat(parts), reused: asked.reusedSocket }));
			response.on("error", reject);
		});
		asked.on("error", reject);
		asked.end(body);
	});
}

const large = randomBytes(10 << 20);

test("Node's client: keep-alive, 10 MB both ways with a slow reader, and certificates that are asked for", async () => {
	const output = await served(async (port) => {
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		const posted = await ask(port, "/measurements", { method: "POST", agent }, '{"degrees":21}');
		assert.equal([posted.status, `${posted.body}`, posted.reused], [201, '{"kept":1}\n', false]);
		const listed = await ask(port, "/measurements", { agent });
		assert.equal([listed.status, `${listed.body}`, listed.reused], [200, '[{"client":"client","degrees":21}]\n', true]);
		assert.is((await ask(port, "/nothing", { agent })).status, 404);
		assert.is((await ask(port, "/measurements", { agent, method: "POST" }, "no JSON")).status, 400);
		assert.is((await ask(port, "/measurements", { agent, method: "POST" }, "x".repeat(5000))).status, 413);
		const echo = await ask(port, "/echo", { agent, method: "POST" }, large, 20);
		assert.ok(echo.body.equals(large));
		agent.destroy();
		const refused = await ask(port, "/", { cert: undefined, key: undefined, agent: false }).catch((error) => error);
		assert.instance(refused, Error);
		/* The program has told of that before it answers once more; else it might be ended too early. */
		assert.is((await ask(port, "/nothing", { agent: false })).status, 404);
	});
	assert.match(output, "turned away: ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE\n");
});

/** @type {string[]} */
const missing = [];
for (const program of ["curl", "wget"]) await execute(program, ["--version"]).catch(() => missing.push(program));
if (missing.length > 0) console.log(`skipped: what curl and wget ask for, since this machine has no ${missing.join(" and no ")}`);

(missing.length > 0 ? test.skip : test)("curl and wget: a kept connection, 10 MB with a length and in chunks, HEAD, Expect", async () => {
	const sent = join(project({}), "sent");
	writeFileSync(sent, large);
	await served(async (port) => {
		const url = `https://localhost:${port}`;
		const trust = ["--cacert", file("authority.pem"), "--cert", file("client.pem"), "--key", file("client.key")];
		const curl = (/** @type {string[]} */ ...words) =>
			execute("curl", ["-sS", "--resolve", `localhost:${port}:127.0.0.1`, ...trust, ...words], { encoding: "buffer", maxBuffer: 1 << 26 });
		const echo = await curl(`${url}/echo`, "--data-binary", `@${sent}`);
		assert.ok(echo.stdout.equals(large));
		const chunked = await curl(`${url}/echo`, "-H", "Transfer-Encoding: chunked", "--data-binary", `@${sent}`);
		assert.ok(chunked.stdout.equals(large));
		const twice = await curl("-v", `${url}/measurements`, `${url}/nothing`);
		assert.is(`${twice.stdout}`, '[]\n{"error":"there is no such page"}\n');
		assert.match(`${twice.stderr}`, /Re-using existing connection/);
		const head = await curl("-I", `${url}/measurements`);
		assert.match(`${head.stdout}`, /^HTTP\/1\.1 200 OK\r\n/);
		const old = await curl("--http1.0", `${url}/measurements`);
		assert.is(`${old.stdout}`, "[]\n");
		const wget = await execute("wget", [
			...["-q", "-O", "-", `--ca-certificate=${file("authority.pem")}`, `--certificate=${file("client.pem")}`],
			...[`--private-key=${file("client.key")}`, `${url}/measurements`],
		]);
		assert.is(wget.stdout, "[]\n");
	});
});

/**
 * @param {import("node:http").RequestListener} listener
 * @param {(url: string, connections: () => number) => Promise<void>} visit
 */
async function nodeServes(listener, visit) {
	let connections = 0;
	const server = createServer(localhost, listener);
	server.on("secureConnection", () => connections++);
	await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
	const address = server.address();
	try {
		await visit(`https://localhost:${typeof address === "object" ? address?.port : ""}`, () => connections);
	} finally {
		server.closeAllConnections();
		server.close();
	}
}

test("Node's server: the JSON client posts and asks on one connection, and distrusts whom it does not know", async () => {
	const program = join(root, "examples/node-https-json/main.ts");
	/** @type {string[]} */
	const bodies = [];
	await nodeServes(
		(request, response) => {
			request.setEncoding("utf8").on("data", (part) => bodies.push(part));
			request.on("end", () => {
				response.statusCode = request.method === "POST" ? 201 : 200;
				response.setHeader("Content-Type", "application/json");
				response.end(request.method === "POST" ? undefined : JSON.stringify([{ sensor: "attic" }]));
			});
		},
		async (url, connections) => {
			const { status, stdout, stderr } = await tls419(["sim", program, `${url}/measurements`, file("authority.pem")]);
			assert.equal([status, stdout, stderr], [0, 'posted: 201\n200: [{"sensor":"attic"}]\n', ""]);
			assert.equal(bodies, ['{"sensor":"attic","degrees":21.5}']);
			assert.is(connections(), 1);
			const distrusted = await tls419(["sim", program, url, file("unknown-authority.pem")]);
			assert.is(distrusted.status, 1);
			assert.match(distrusted.stderr, /^node-https-json: /);
		},
	);
	const usage = await tls419(["sim", program]);
	assert.match(usage.stderr, /usage: main\.ts/);
});

test("Node's server: a body without a length is whole with TLS's goodbye, and cut off without it", async () => {
	const program = join(root, "examples/node-https-json/main.ts");
	for (const [end, expected] of /** @type {const} */ ([
		["goodbye", /^200: \[1\]\n/m],
		["cut", /^node-https-json: /m],
	])) {
		/** @type {import("node:stream").Duplex | undefined} */
		let transport;
		const server = createServer(localhost, (request, response) => {
			if (request.method === "POST") response.writeHead(201).end();
			else if (end === "goodbye") request.socket.end("HTTP/1.1 200 OK\r\n\r\n[1]");
			else request.socket.write("HTTP/1.1 200 OK\r\n\r\n[1]", () => transport?.destroy());
		});
		server.on("connection", (socket) => {
			transport = socket;
		});
		await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
		const address = server.address();
		const url = `https://localhost:${typeof address === "object" ? address?.port : ""}/`;
		const { status, stdout, stderr } = await tls419(["sim", program, url, file("authority.pem")]);
		server.closeAllConnections();
		server.close();
		assert.match(stdout + stderr, expected);
		assert.is(status, end === "goodbye" ? 0 : 1);
	}
});

test("Node's server: 10 MB both ways, in chunks and with a length, to a slow reader in bounded memory", async () => {
	await nodeServes(
		(request, response) => request.pipe(response),
		async (url) => {
			const words = ["sim", join(root, "tests/node/https/programs/echo.ts"), url, file("authority.pem")];
			const { stdout, stderr } = await tls419(words, { timeout: 100_000 });
			const lines = stdout.split("\n");
			assert.equal(lines.slice(0, 2), ["10485760 true true", "10485760 true true"], stderr);
			const peak = Number(/^peak (\d+) KiB$/.exec(lines[2] ?? "")?.[1]);
			assert.ok(peak < 2048, `${peak} KiB`);
		},
	);
});

test("an https.get takes at most 16 KiB of XS heap, its TLSSocket included", async () => {
	await nodeServes(
		(_request, response) => {
			setTimeout(
				() => response.writeHead(200, { "Content-Type": "text/html", "Cache-Control": "max-age=60", ETag: '"a"' }).end("x".repeat(500)),
				600,
			);
		},
		async (url) => {
			const words = ["sim", join(root, "tests/node/https/programs/memory.ts"), new URL(url).port, file("authority.pem")];
			const { stdout, stderr } = await tls419(words);
			assert.match(stdout, /^\{/, stderr);
			const { waiting, unread, socket } = JSON.parse(stdout);
			assert.ok(waiting < 16384 && unread < 16384 && socket < waiting, stdout);
			console.log(`bytes of XS heap: waiting ${waiting}, unread ${unread}, of which an idle TLSSocket ${socket}`);
		},
	);
});

test.run();
