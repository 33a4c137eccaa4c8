/** The component for ESP-IDF: what is wrong with a configuration ends the build, with the remedy, and the extension of idf.py brings the component in. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inRoot } from "../../tools/setup/paths.mjs";
import { readDefaults } from "../support/kconfig.mjs";

const test = suite("esp32");
const folder = mkdtempSync(path.join(tmpdir(), "tls419-esp32-"));
test.after(() => rmSync(folder, { recursive: true }));
const component = inRoot("hosts/esp32/tls419");

/** The errors that the compiler has with a profile that is changed in this way. @param {"full" | "small"} profile @param {Record<string, string>} changes @param {number} version */
function compile(profile, changes = {}, version = 0x060002) {
	const lines = new Map([...readDefaults(inRoot("hosts/esp32", profile, "sdkconfig.defaults")), ...Object.entries(changes)]);
	/* What ESP-IDF has by itself. */
	lines.set("CONFIG_MBEDTLS_VERSION_C", changes.CONFIG_MBEDTLS_VERSION_C ?? "y");
	lines.set("CONFIG_MBEDTLS_SSL_CID_IN_LEN_MAX", changes.CONFIG_MBEDTLS_SSL_CID_IN_LEN_MAX ?? "32");
	const text = [...lines].filter(([, value]) => value !== "n").map(([name, value]) => `#define ${name} ${value === "y" ? 1 : value}\n`);
	writeFileSync(path.join(folder, "sdkconfig.h"), text.join(""));
	const versions = `#define ESP_IDF_VERSION ${version}\n#define ESP_IDF_VERSION_VAL(a, b, c) ((a) << 16 | (b) << 8 | (c))\n`;
	writeFileSync(path.join(folder, "esp_idf_version.h"), versions);
	const words = ["-fsyntax-only", "-x", "c", "-I", folder, path.join(component, "requirements.h")];
	return spawnSync("cc", words, { encoding: "utf8" }).stderr;
}

test("the profiles have all that the component requires", () => {
	assert.is(compile("full"), "");
	assert.is(compile("small"), "");
});

for (const [what, profile, changes, message] of /** @type {[string, "full" | "small", Record<string, string>, RegExp][]} */ ([
	[
		"no TLS 1.3",
		"full",
		{ CONFIG_MBEDTLS_SSL_PROTO_TLS1_3: "n" },
		/no TLS 1\.3: put CONFIG_MBEDTLS_SSL_PROTO_TLS1_3=y .*CONFIG_TLS419_TLS12_ONLY=y/,
	],
	["no peer's certificate", "full", { CONFIG_MBEDTLS_SSL_KEEP_PEER_CERTIFICATE: "n" }, /put CONFIG_MBEDTLS_SSL_KEEP_PEER_CERTIFICATE=y/],
	["no dates", "small", { CONFIG_MBEDTLS_HAVE_TIME_DATE: "n" }, /put CONFIG_MBEDTLS_HAVE_TIME_DATE=y/],
	[
		"no callback for stores",
		"small",
		{ CONFIG_MBEDTLS_X509_TRUSTED_CERT_CALLBACK: "n" },
		/put CONFIG_MBEDTLS_X509_TRUSTED_CERT_CALLBACK=y/,
	],
	["no version", "small", { CONFIG_MBEDTLS_VERSION_C: "n" }, /put CONFIG_MBEDTLS_VERSION_C=y/],
	[
		"dynamic buffers and DTLS",
		"small",
		{ CONFIG_MBEDTLS_SSL_PROTO_DTLS: "y" },
		/remove CONFIG_MBEDTLS_SSL_PROTO_DTLS or CONFIG_MBEDTLS_DYNAMIC_BUFFER/,
	],
	[
		"dynamic buffers and a server of TLS 1.3",
		"small",
		{ CONFIG_MBEDTLS_TLS_SERVER: "y", CONFIG_MBEDTLS_TLS_CLIENT_ONLY: "n" },
		/put CONFIG_MBEDTLS_TLS_CLIENT_ONLY=y into .*remove CONFIG_MBEDTLS_DYNAMIC_BUFFER/,
	],
	[
		"certificates that are freed",
		"small",
		{ CONFIG_MBEDTLS_DYNAMIC_FREE_CONFIG_DATA: "y" },
		/put CONFIG_MBEDTLS_DYNAMIC_FREE_CONFIG_DATA=n/,
	],
	[
		"buffers that shrink too much",
		"full",
		{ CONFIG_MBEDTLS_SSL_VARIABLE_BUFFER_LENGTH: "y" },
		/remove CONFIG_MBEDTLS_SSL_VARIABLE_BUFFER_LENGTH/,
	],
	[
		"small without dynamic buffers",
		"small",
		{ CONFIG_MBEDTLS_DYNAMIC_BUFFER: "n" },
		/put CONFIG_MBEDTLS_DYNAMIC_BUFFER=y .*remove CONFIG_MBEDTLS_SSL_PROTO_DTLS/,
	],
	["full without DTLS", "full", { CONFIG_MBEDTLS_SSL_PROTO_DTLS: "n" }, /put CONFIG_MBEDTLS_SSL_PROTO_DTLS=y/],
	[
		"full without serialization",
		"full",
		{ CONFIG_MBEDTLS_SSL_CONTEXT_SERIALIZATION: "n" },
		/put CONFIG_MBEDTLS_SSL_CONTEXT_SERIALIZATION=y/,
	],
	["connection ids that are too short", "full", { CONFIG_MBEDTLS_SSL_CID_IN_LEN_MAX: "4" }, /let it be 8 at least/],
	["full without connection ids", "full", { CONFIG_MBEDTLS_SSL_DTLS_CONNECTION_ID: "n" }, /put CONFIG_MBEDTLS_SSL_DTLS_CONNECTION_ID=y/],
])) {
	test(`a build ends with a sentence: ${what}`, () => assert.match(compile(profile, changes), message));
}

test("a build ends with a sentence: ESP-IDF 5, and TLS 1.2 only is no mistake where it is said", () => {
	assert.match(compile("full", {}, 0x050501), /needs ESP-IDF 6\.0 or newer/);
	assert.is(compile("full", { CONFIG_MBEDTLS_SSL_PROTO_TLS1_3: "n", CONFIG_TLS419_TLS12_ONLY: "y" }), "");
});

const python = spawnSync("python3", ["--version"]).status === 0;
if (!python) process.stdout.write("skipped: the extension of idf.py, because there is no python3\n");
else {
	test("the extension of idf.py adds the component's folder, and the profile that the environment names, to what the command line says", () => {
		const program = [
			"import json, os, sys, types",
			`sys.path.insert(0, ${JSON.stringify(inRoot("hosts/esp32/idf"))})`,
			"sys.dont_write_bytecode = True",
			"import tls419_ext",
			"(add,) = tls419_ext.action_extensions({}, '.')['global_action_callbacks']",
			"def run(entries, profile=None):",
			"    os.environ.pop('TLS419_PROFILE', None)",
			"    if profile: os.environ['TLS419_PROFILE'] = profile",
			"    given = types.SimpleNamespace(define_cache_entry=entries)",
			"    try: add(None, given, [])",
			"    except RuntimeError as error: return str(error)",
			"    return given.define_cache_entry",
			"given = ['SDKCONFIG_DEFAULTS=/m']",
			"print(json.dumps([run([]), run(['A=1', 'EXTRA_COMPONENT_DIRS=/a;/b', 'B=2']), run(given), run(given, 'small,psram'), run(given, 'none'), run(given, 'large')]))",
		];
		const result = JSON.parse(execFileSync("python3", ["-c", program.join("\n")], { encoding: "utf8" }));
		const added = `EXTRA_COMPONENT_DIRS=${component}`;
		const defaults = (/** @type {string[]} */ ...names) =>
			names.map((name) => `;${inRoot("hosts/esp32", name, "sdkconfig.defaults")}`).join("");
		assert.equal(result.slice(0, 5), [
			[added],
			["A=1", "B=2", `EXTRA_COMPONENT_DIRS=/a;/b;${component}`],
			[added, `SDKCONFIG_DEFAULTS=/m${defaults("full")}`],
			[added, `SDKCONFIG_DEFAULTS=/m${defaults("small", "psram")}`],
			["SDKCONFIG_DEFAULTS=/m", added],
		]);
		assert.match(result[5], /TLS419_PROFILE is "large", and there is no .*: give "full" or "small"/);
	});
}

test("idf.py loads the extension by its name, and Moddable's makefile exports the folder", () => {
	const { build, platforms } = JSON.parse(readFileSync(inRoot("hosts/esp32/manifest.json"), "utf8"));
	assert.is(build["export IDF_EXTRA_ACTIONS_PATH"], "./idf");
	// The SDK's class for analog inputs calls ESP-IDF's esp_adc, and its manifest does not say so.
	assert.equal(platforms.esp32.dependency, [{ idf: path.basename(component) }, { idf: "esp_adc" }]);
	const version = (/** @type {string} */ file, /** @type {RegExp} */ form) => form.exec(readFileSync(file, "utf8"))?.[1];
	assert.is(version(path.join(component, "idf_component.yml"), /^version: "(.*)"$/m), version(inRoot("package.json"), /"version": "(.*)"/));
});

test.run();
