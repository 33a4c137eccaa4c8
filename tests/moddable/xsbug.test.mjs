/** A debug build of the SDK speaks with xsbug: its graphs show TLS, and its breakpoints are lines of TypeScript. */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inRoot } from "../../tools/setup/paths.mjs";
import { serveLocally } from "../../tools/start/server.mjs";
import { debuggerFor } from "../support/xsbug.mjs";
import { Builds, Running } from "./sdk.mjs";

// XS takes a program in whose path "xsbug" stands for xsbug itself, and connects elsewhere.
const builds = new Builds("debugger");
const head = inRoot("examples/head/manifest.json");
const stream = inRoot("modules/io/tls/stream.ts");

/** Where a TLS connection is read. */
const line =
	readFileSync(stream, "utf8")
		.split("\n")
		.findIndex((text) => /^\tread\(.*\{$/.test(text)) + 2;

const rows = [
	"TLS connections",
	"TLS memory",
	"TLS handshakes",
	"TLS resumptions",
	"TLS handshake failures",
	"TLS bytes read",
	"TLS bytes written",
];

for (const platform of ["x-cli-lin", "lin"]) {
	test(`${platform}: a breakpoint in TypeScript stops there, and the graphs show connections, memory, handshakes and bytes`, async () => {
		const server = await serveLocally();
		const { port } = new URL(server.url);
		const config = ["address=127.0.0.1", `port=${port}`, "host=localhost"];
		const command =
			platform === "lin"
				? await builds.simulated(head, { debug: true, config })
				: [...(await builds.program(head, { debug: true })), ...config];
		const debugging = await debuggerFor(`<breakpoint path="${stream}" line="${line}"/>`, ["<step/>", "<go/>"]);
		const running = new Running(command, { env: { XSBUG_HOST: "127.0.0.1", XSBUG_PORT: `${debugging.port}` } });
		await running.seen(/the server has closed the connection\n/);
		await (platform === "lin" ? running.stop() : running.ended);
		debugging.close();
		await server.close();
		const text = debugging.text();
		const [, described] = /<instruments>(.*?)<\/instruments>/.exec(text) ?? [];
		assert.equal([...(described ?? "").matchAll(/name="([^"]+)"/g)].map(([, name]) => name).slice(0, rows.length), rows);
		const samples = [...text.matchAll(/<samples>([\d,]+)<\/samples>/g)].map(([, values]) => values.split(",").map(Number));
		const stopped = text.indexOf("<break");
		const last = [...text.slice(0, stopped).matchAll(/<samples>([\d,]+)<\/samples>/g)].at(-1)?.[1].split(",").map(Number) ?? [];
		assert.is(last[0], 1, "one connection at the breakpoint");
		assert.ok(last[1] > 30_000, "TLS holds its records");
		const sum = (/** @type {number} */ row) => samples.reduce((total, values) => total + values[row], 0);
		assert.is(sum(2), 1, "one handshake");
		assert.ok(sum(5) > 1000 && sum(6) > 100, "bytes");
		assert.match(text, `<frame name="TLS.prototype.read"`);
		assert.match(text, `path="${stream}" line="${line}"`);
		assert.match(text, `path="${stream}" line="${line + 1}"`, "the step");
		assert.match(text, `path="${inRoot("examples/head/main.ts")}" line="`);
	});
}

test.run();
