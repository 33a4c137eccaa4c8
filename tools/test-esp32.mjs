import { parseArgs } from "node:util";
import { buildEngine, buildModdable } from "./esp32/firmware.mjs";
import { missing } from "./esp32/kit.mjs";
import { findKit } from "./moddable/kit.mjs";
import { SetupError } from "./setup/command.mjs";
import { command, UsageError } from "./setup/main.mjs";
import { setUp } from "./setup/setup.mjs";

const usage = `npm run test:esp32 -- [options] [engine] [moddable] [datagrams] [node]

With ESP-IDF in $IDF_PATH, its idf.py and Espressif's QEMU on the PATH: builds firmwares for the ESP32-C3, with the engine alone and, where MODDABLE names
an SDK, with JavaScript, one for TLS, one for DTLS and one for Node's https, and runs them on the emulated chip against servers of OpenSSL on this machine. Where something is missing a line says so, and the
status is 0.

  --profile NAME   full, which it is unless told, or small
  --lines FOLDER   an sdkconfig.defaults in it, whose lines come last; may be given more than once
`;

/** @param {string} name @param {() => Promise<string>} build @returns {Promise<string>} */
async function timed(name, build) {
	const start = performance.now();
	const folder = await build().catch((error) => {
		if (error instanceof SetupError) process.stderr.write(`${error.output ?? ""}\n${error.message}: ${error.advice}\n`);
		throw error;
	});
	process.stdout.write(`the firmware ${name} built in ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
	return folder;
}

await command(async () => {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			help: { type: "boolean" },
			profile: { type: "string", default: "full" },
			lines: { type: "string", multiple: true, default: [] },
		},
	});
	if (values.help) {
		process.stdout.write(usage);
		return 0;
	}
	const { profile, lines } = values;
	if (profile !== "full" && profile !== "small") throw new UsageError(`--profile takes full or small, not ${profile}`);
	const reason = missing(process.env);
	if (reason) {
		process.stdout.write(`skipped: ${reason}\n`);
		return 0;
	}
	/* One of the chip's partners runs in the simulator. */
	await setUp({ variants: ["debug"] });
	/** @param {string} name */
	const isChosen = (name) => positionals.length === 0 || positionals.includes(name);
	/** @type {NodeJS.ProcessEnv} */
	const env = { TLS419_ESP32_PROFILE: profile };
	const { findEsp32Tests } = await import("./test/files.mjs");
	const { runTests } = await import("./test/run.mjs");
	/** @type {string[]} */
	const names = [];
	if (isChosen("engine")) {
		env.TLS419_ESP32_ENGINE = await timed("engine", () => buildEngine(profile, lines));
		names.push("engine");
	}
	const applications = ["moddable", "datagrams", "node"].filter(isChosen);
	if (applications.length > 0 && process.env.MODDABLE) {
		const kit = findKit(process.env);
		for (const name of applications) {
			env[`TLS419_ESP32_${name.toUpperCase()}`] = await timed(name, () => buildModdable(name, kit, profile, lines));
			names.push(name);
		}
	} else if (applications.length > 0) {
		process.stdout.write(
			"skipped: MODDABLE is not set, so JavaScript is not run on the chip; it is the path of an installed Moddable SDK\n",
		);
	}
	if (names.length === 0) return 0;
	const { passed, failed } = await runTests({ tests: findEsp32Tests(names), seconds: 900, env });
	process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
	return failed ? 1 : 0;
});
