import { existsSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Log, SetupError } from "./command.mjs";
import { mbedTLSFolder } from "./mbedtls.mjs";
import { inBuild, inRoot } from "./paths.mjs";
import { emptied, stamp, stampOf } from "./stamp.mjs";

/**
 * The builds of hosts/sim/CMakeLists.txt: `debug` runs programs and tests, `narrow` has pointers of four bytes as a chip has, `release` runs benchmarks, `sanitize` runs the
 * tests of `npm run check`.
 */
export const variants = ["debug", "narrow", "release", "sanitize"];

/**
 * Brings one variant up to date, compiling only what has changed.
 * @param {string} variant
 * @param {() => void} announce
 */
export async function compile(variant, announce) {
	if (!variants.includes(variant)) throw new SetupError(`there is no build variant "${variant}"`, `Choose one of ${variants.join(", ")}.`);
	if (variant === "narrow" && process.arch !== "x64")
		throw new SetupError(
			`the build variant "narrow" makes programs of 32 bits, which this machine (${process.arch}) does not run`,
			"Build it on x86-64.",
		);
	const folder = inBuild(variant);
	const configure = [
		"cmake",
		"-G",
		"Ninja",
		"-S",
		inRoot("hosts/sim"),
		"-B",
		folder,
		`-DTLS419_VARIANT=${variant}`,
		`-DTLS419_XS=${inBuild("xs/moddable")}`,
		`-DTLS419_MBEDTLS=${mbedTLSFolder()}`,
		`-DTLS419_NODE=${process.execPath}`,
	];
	const log = new Log(`build-${variant}`);
	// CMake keeps what it found out about other sources in its cache, so a folder that was configured differently is begun anew.
	if (stampOf(folder) !== configure.join(" ") || !existsSync(inBuild(variant, "build.ninja"))) {
		announce();
		emptied(folder);
		await log.must(configure, "The output above names what CMake misses.");
		stamp(folder, configure.join(" "));
	}
	// Whether there is work only ninja knows, and asking it costs as much as an idle run: so the step shows itself when the run turns out to take time.
	const takesTime = setTimeout(announce, 300);
	const jobs = `${availableParallelism()}`;
	const advice = "The output above shows the compiler's message. If it makes no sense, delete build/ and run this again.";
	const output = await log.must(["ninja", "-C", folder, "-k", "0", "-j", jobs], advice).finally(() => clearTimeout(takesTime));
	if (output.includes("ninja: no work to do")) return undefined;
	const steps = /\[(\d+)\/\d+\](?![\s\S]*\n\[\d+\/)/.exec(output)?.[1] ?? "0";
	const warnings = output.match(/: warning: /g)?.length ?? 0;
	const program = inBuild(variant, "tls419-sim");
	return {
		detail: `built in ${steps} steps${warnings ? `, ${warnings} warnings in ${log.file}` : ""}`,
		bytes: existsSync(program) ? statSync(program).size : undefined,
	};
}
