// The declarations in typings/modules are those of the modules, and an application can be compiled with nothing else.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inRoot } from "../../tools/setup/paths.mjs";
import { folder, generateTypings } from "../../tools/typings/generate.mjs";
import { project } from "../support/project.mjs";

const tsc = inRoot("node_modules/.bin/tsc");

/** @param {string} program */
function compile(program) {
	const compilerOptions = {
		target: "es2022",
		lib: ["es2023"],
		types: [],
		module: "preserve",
		moduleResolution: "bundler",
		strict: true,
		noEmit: true,
	};
	const application = project({ "main.ts": program, "tsconfig.json": { compilerOptions, include: ["*.ts", inRoot(folder, "**/*.d.ts")] } });
	const { status, stdout } = spawnSync(tsc, ["--project", application], { encoding: "utf8" });
	return { status, stdout };
}

test("G22 the declarations are what `npm run typings` makes of the modules", async () => {
	const made = await generateTypings();
	const files = readdirSync(inRoot(folder), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".d.ts"));
	assert.equal(files.map((name) => name.split(path.sep).join("/")).sort(), [...made.keys()].sort());
	for (const [name, text] of made) assert.is(readFileSync(inRoot(folder, name), "utf8"), text, name);
});

test("G22 an application is compiled with the declarations alone", () => {
	const { status, stdout } = compile(`
		import TLS from "embedded:io/socket/tcp/tls";
		import TLSContext from "embedded:io/socket/tcp/tls/context";
		const context = new TLSContext({ ca: new ArrayBuffer(1) });
		new TLS({
			address: "127.0.0.1",
			port: 443,
			tls: { host: "localhost", context },
			onReadable(count) {
				const data: ArrayBuffer | undefined = this.read(count);
				const version: string | undefined = this.negotiated?.version;
			},
			onError(error) {
				const code: string = error.code;
			},
		});
	`);
	assert.is(stdout, "");
	assert.is(status, 0);
});

test("G22 an option of the wrong type does not compile", () => {
	const { stdout } = compile(`
		import TLS from "embedded:io/socket/tcp/tls";
		new TLS({ tls: { host: 7 } });
	`);
	assert.match(stdout, /Type 'number' is not assignable to type 'string'/);
});

test.run();
