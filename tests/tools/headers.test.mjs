// What TypeScript and C have to say in the same order or with the same numbers is read from both sides and compared.
import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inRoot } from "../../tools/setup/paths.mjs";

const folder = inRoot("modules/io/tls");
/** @param {string} name */
const source = (name) => readFileSync(`${folder}/${name}`, "utf8");

/** @param {string} text @param {RegExp} expression */
function all(text, expression) {
	return [...text.matchAll(expression)].map(([, ...groups]) => groups);
}

/** @param {string} camel */
const constant = (camel) => camel.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

test("the cursor of binding_windows.h and the places in cursor.ts are the same, in the same order", () => {
	const fields = /typedef struct \{([^}]*)\} cursor;/.exec(source("binding_windows.h"))?.[1] ?? "";
	const names = all(fields, /int32_t (\w+);/g).map(([name]) => constant(name));
	assert.ok(names.length >= 9);
	const places = names.map((name) => Number(new RegExp(`export const ${name} = (\\d+);`).exec(source("cursor.ts"))?.[1]));
	assert.equal(places, [...names.keys()]);
	assert.is(Number(/export const CURSOR_LENGTH = (\d+);/.exec(source("cursor.ts"))?.[1]), names.length);
});

test("the facts of binding_hello.c and the places in hello.ts are the same, in the same order", () => {
	const fields = /typedef struct \{([^}]*)\} hello_facts;/.exec(source("binding_hello.c"))?.[1] ?? "";
	const names = all(fields, /int32_t (\w+);/g).map(([name]) => constant(name));
	assert.ok(names.length >= 9);
	const places = names.map((name) => Number(new RegExp(`const ${name} = (\\d+);`).exec(source("hello.ts"))?.[1]));
	assert.equal(places, [...names.keys()]);
	assert.is(Number(/const FACTS_LENGTH = (\d+);/.exec(source("hello.ts"))?.[1]), names.length);
});

test("each verdict of tls.h has a line in failures.ts", () => {
	const verdicts = all(source("engine/tls.h"), /^\t(TLS_VERDICT_\w+),?/gm);
	const table = /function verdicts\([\s\S]*?return \[([\s\S]*?)\n\t\];/.exec(source("failures.ts"))?.[1] ?? "";
	const lines = all(table, /^\t\t(\[)/gm);
	assert.ok(verdicts.length >= 14);
	assert.is(lines.length, verdicts.length);
});

test("events and policies have the numbers of tls.h", () => {
	const header = source("engine/tls.h") + source("engine/tls_settings.h");
	for (const name of ["CONNECTED", "ENDED", "TICKET", "VERIFY", "IDENTITY", "YIELD"]) {
		const there = new RegExp(`#define TLS_EVENT_${name} (\\d+)`).exec(header)?.[1];
		assert.is(new RegExp(`export const ${name} = (\\d+);`).exec(source("results.ts"))?.[1], there);
	}
	const policies = all(header, /^\t(TLS_PEER_\w+),?/gm).map(([name]) => name.slice(4));
	const here = policies.map((name) => Number(new RegExp(`export const ${name} = (\\d+);`).exec(source("credentials.ts"))?.[1]));
	assert.equal(here, [...policies.keys()]);
});

test("each name that the engine gives to an error has a line in failures.ts, or belongs to a family that has one sentence", () => {
	const names = all(source("engine/library.c") + source("engine/compat_3.h"), /(?:\tNAME\((\w+)\)|"([A-Z_0-9]+)" \})/g).map(
		(groups) => groups.find(Boolean) ?? "",
	);
	assert.ok(names.length > 60);
	const table = /function failures\([\s\S]*?\n\t\};/.exec(source("failures.ts"))?.[0] ?? "";
	for (const name of names) assert.ok(/^(X509|ASN1|PK|ECP|RSA|MPI|PSA)_/.test(name) || table.includes(`\t${name}:`), name);
	for (const [name] of all(table, /^\t\t([A-Z_0-9]+):/gm))
		assert.ok(names.includes(name), `${name} is in failures.ts and not in library.c`);
});

test("native() is said in three files, and nowhere else", () => {
	const sayers = readdirSync(folder).filter((name) => name.endsWith(".ts") && /\b[Nn]ative\("/.test(source(name)));
	assert.equal(sayers.sort(), ["credentials.ts", "library.ts", "session.ts"]);
});

/** What mbedTLS is built with differs between its versions as well. */
const configurations = ["hosts/sim/mbedtls_config.h", "hosts/sim/psa_crypto_config.h"];

test("only compat.h, with its parts, and the configurations know mbedTLS 3.6 from 4, and only compat.h looks into its structures", () => {
	const folders = ["modules/io/tls", "modules/io/tls/engine", "hosts"];
	const names = folders.flatMap((name) =>
		readdirSync(inRoot(name), { recursive: name === "hosts", encoding: "utf8" })
			.filter((file) => /\.[ch]$/.test(file))
			.map((file) => `${name}/${file}`),
	);
	const inquisitive =
		/#\s*(?:el)?if.*MBEDTLS_VERSION_(?:MAJOR|MINOR|PATCH|NUMBER)|MBEDTLS_(?:PRIVATE|ALLOW_PRIVATE_ACCESS)|mbedtls\/private\//;
	const knowing = names.filter((name) => inquisitive.test(readFileSync(inRoot(name), "utf8")));
	assert.ok(names.length > 60);
	const parts = readdirSync(`${folder}/engine`).filter((name) => /^compat.*\.h$/.test(name));
	assert.equal(
		knowing.filter((name) => !parts.some((part) => name === `modules/io/tls/engine/${part}`)),
		configurations,
	);
});

test.run();
