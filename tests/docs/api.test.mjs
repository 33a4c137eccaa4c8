/** docs/api.md has every option, method, property and error code of the sources, and nothing else. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { root } from "../../tools/sim/program.mjs";

const folder = path.join(root, "modules/io/tls");
const reference = readFileSync(path.join(root, "docs/api.md"), "utf8");

/** @param {string} file */
function source(file) {
	return readFileSync(path.join(folder, file), "utf8");
}

/**
 * The rows of the tables under a heading of the reference, a list of cells each.
 * @param {string} heading
 */
function rows(heading) {
	const [, section] = reference.split(new RegExp(`^#+ ${heading}$`, "m"));
	assert.ok(section, `docs/api.md has no heading "${heading}"`);
	const lines = section.split(/^#/m)[0].split("\n");
	return lines
		.filter((line) => line.startsWith("| `") && !line.startsWith("| `code` |") && !line.startsWith("| `alert` |"))
		.map((line) => line.split(" | "));
}

/** The names in the first column: of `read(count)`, `TLS.statistics` and `tickets.count` what is before the bracket and behind the dot. @param {string} heading */
function documented(heading) {
	const names = rows(heading).map(([name]) => name.replace(/^\| `(new )?/, "").replace(/[`(].*$/, ""));
	return sorted(names.map((name) => name.slice(name.lastIndexOf(".") + 1)));
}

/** @param {Iterable<string>} names */
function sorted(names) {
	return [...new Set(names)].sort();
}

/**
 * The text between the braces of a declaration that stands at the beginning of a line.
 * @param {string} file @param {string} start
 */
function body(file, start) {
	const [, rest] = source(file).split(`\n${start}`);
	assert.ok(rest, `${file} has no "${start}"`);
	return rest.slice(0, rest.indexOf("\n}"));
}

/** @param {string} file @param {string} name */
function properties(file, name) {
	return [...body(file, `export interface ${name} `).matchAll(/^\t(?:readonly )?(\w+)\??:/gm)].map(([, property]) => property);
}

/** The public methods and properties of a class, its constructor aside. @param {string} file @param {string} name */
function members(file, name) {
	const found = body(file, `export default class ${name} `).matchAll(/^\t(?:declare |readonly |static (?!\{)|get |set )*(\w+)\??[(:]/gm);
	return sorted([...found].map(([, member]) => member).filter((member) => member !== "constructor"));
}

/** @type {[heading: string, ...sources: [file: string, interface: string][]][]} */
const optionTables = [
	["Options of a connection", ["stream.ts", "TLSOptions"]],
	[
		"Options in tls",
		["settings.ts", "CommonSettings"],
		["settings.ts", "ClientOptions"],
		["settings.ts", "ServerOptions"],
		["settings.ts", "ClientSettings"],
		["resumption.ts", "TicketOptions"],
	],
	["Values of options", ["psk.ts", "PreSharedKey"], ["resumption.ts", "TicketSettings"], ["der.ts", "OpaqueKey"]],
	["Options of a listener", ["listener.ts", "TLSListenerOptions"]],
	["Options in tls of a listener", ["listener.ts", "TLSListenerSettings"]],
	["Options of an association", ["datagram_options.ts", "DTLSOptions"]],
	[
		"Options in tls over datagrams",
		["datagrams.ts", "DatagramOptions"],
		["datagrams.ts", "DatagramClientOptions"],
		["datagrams.ts", "DatagramListenerOptions"],
	],
	["Values of handshakeTimeout", ["datagrams.ts", "HandshakeTimeout"]],
	["Options of a listener for datagrams", ["datagram_listener.ts", "DTLSListenerOptions"]],
	["Options of a context", ["context.ts", "TLSContextOptions"], ["resumption.ts", "TicketOptions"]],
];

for (const [heading, ...sources] of optionTables) {
	test(`"${heading}" has the options that the sources have`, () => {
		assert.equal(documented(heading), sorted(sources.flatMap(([file, name]) => properties(file, name))));
	});
}

/** @type {[heading: string, file: string, className: string][]} */
const memberTables = [
	["Methods and properties of a connection", "stream.ts", "TLS"],
	["Methods and properties of a listener", "listener.ts", "TLSListener"],
	["Methods and properties of an association", "datagram.ts", "DTLS"],
	["Methods and properties of a listener for datagrams", "datagram_listener.ts", "DTLSListener"],
	["Methods of a context", "context.ts", "TLSContext"],
	["PrivateKey", "key.ts", "PrivateKey"],
	["Certificate", "certificate.ts", "Certificate"],
];

for (const [heading, file, name] of memberTables) {
	test(`"${heading}" has the methods and properties of ${name}`, () => {
		assert.equal(
			documented(heading).filter((member) => member !== name),
			members(file, name),
		);
	});
}

test("the codes are those that the sources give", () => {
	const errors = source("failures.ts");
	const code = "[A-Z][A-Z0-9_]{2,}";
	const listed = [...errors.matchAll(new RegExp(`\\[\\s*"(${code})",`, "g"))].map(([, name]) => name);
	const files = readdirSync(folder).filter((name) => name.endsWith(".ts"));
	const thrown = files.flatMap((file) =>
		[...source(file).matchAll(new RegExp(`new TLSError\\(\\s*"(${code})"`, "g"))].map(([, name]) => name),
	);
	assert.equal(documented("Error codes"), sorted([...listed, ...thrown]));
});

test("the alerts are those that the sources have names for", () => {
	const known = [...source("failures.ts").matchAll(/^\t\t(\d+): "(\w+)",$/gm)].map(([, alert, name]) => `${alert} \`ERR_SSL_${name}\``);
	const [, section] = reference.split(/^## Alerts$/m);
	const told = [...section.matchAll(/^\| (\d+) \| (`\w+`) \|/gm)].map(([, alert, code]) => `${alert} ${code}`);
	assert.equal(told, known);
});

test.run();
