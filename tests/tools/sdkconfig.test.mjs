/** The profiles for ESP-IDF say what its configuration knows, and all of it takes effect: asked of ESP-IDF's own tools, where $IDF_PATH names one. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { inRoot } from "../../tools/setup/paths.mjs";
import { configure, readDefaults } from "../support/kconfig.mjs";

const test = suite("sdkconfig");
const idf = process.env.IDF_PATH;
const profiles = ["full", "small"];
/** @param {string} profile */
const file = (profile) => inRoot("hosts/esp32", profile, "sdkconfig.defaults");

/** What Moddable gives to each of its builds, where there is an SDK: the profiles come behind it. @param {string} target */
function before(target) {
	const own = path.join(process.env.MODDABLE ?? "/nowhere", `build/devices/esp32/xsProj-${target}/sdkconfig.defaults`);
	return existsSync(own) ? [own] : [];
}

/** Not every chip has every peripheral. @param {string} name */
const isOptional = (name) => name.startsWith("CONFIG_MBEDTLS_HARDWARE_") || name === "CONFIG_MBEDTLS_LARGE_KEY_SOFTWARE_MPI";

test("no profile says a thing twice, and what both say is the same but for their difference", () => {
	const own = [/TLS419_PROFILE/, /DTLS/, /COOKIE/, /DYNAMIC/, /CLIENT_ONLY/, /SERIALIZATION/, /CHACHA/];
	const [full, small] = profiles.map((profile) => readDefaults(file(profile)));
	for (const lines of [full, small]) assert.is(new Set(lines.map(([name]) => name)).size, lines.length);
	const common = (/** @type {[string, string][]} */ lines) => lines.filter(([name]) => !own.some((part) => part.test(name)));
	assert.equal(common(full), common(small));
});

if (idf === undefined) process.stdout.write("skipped: the profiles against ESP-IDF's configuration, because IDF_PATH is not set\n");
else {
	for (const target of ["esp32", "esp32s3", "esp32c3", "esp32c6"]) {
		test(`each line of the profiles takes effect on ${target}`, () => {
			const seen = new Set();
			for (const profile of profiles) {
				const result = configure(idf, target, [...before(target), file(profile)]);
				for (const [name, value] of readDefaults(file(profile))) {
					if (result.get(name) === value) seen.add(name);
					else if (!(isOptional(name) && !result.has(name)) && !(value === "n" && !result.has(name)))
						assert.unreachable(`${name} is ${result.get(name)} in the profile ${profile}, in place of ${value}`);
				}
			}
			assert.ok(
				seen.has("CONFIG_MBEDTLS_SSL_PROTO_TLS1_3") && seen.has("CONFIG_MBEDTLS_HARDWARE_AES") && seen.has("CONFIG_MBEDTLS_HARDWARE_SHA"),
			);
		});
	}

	test("psram and ds take effect beside a profile, on a board that has PSRAM", () => {
		const board = path.join(mkdtempSync(path.join(tmpdir(), "tls419-board-")), "sdkconfig.defaults");
		try {
			writeFileSync(board, "CONFIG_SPIRAM=y\n");
			for (const profile of profiles) {
				const result = configure(idf, "esp32s3", [...before("esp32s3"), board, ...[profile, "psram", "ds"].map(file)]);
				for (const [name, value] of [...readDefaults(file("psram")), ...readDefaults(file("ds"))]) assert.is(result.get(name), value, name);
				assert.is(result.get("CONFIG_MBEDTLS_INTERNAL_MEM_ALLOC"), "n");
			}
		} finally {
			rmSync(path.dirname(board), { recursive: true });
		}
	});

	test("each peripheral that the profiles ask for is one that some chip has", () => {
		const wanted = readDefaults(file("full"))
			.map(([name]) => name)
			.filter(isOptional);
		const found = new Set(["esp32c3", "esp32c6"].flatMap((target) => [...configure(idf, target, [file("full")]).keys()]));
		assert.equal(
			wanted.filter((name) => !found.has(name)),
			[],
		);
	});
}

test.run();
