import { existsSync } from "node:fs";
import { findProgram, Log, SetupError } from "./command.mjs";

/**
 * @typedef {"setup" | "test" | "bench" | "narrow"} Purpose
 * @typedef {{name: string, program?: string[], file?: string[], purpose: Purpose, reason: string}} Package
 */

/**
 * Every Debian package this project uses, in one table. A package counts as present when one of its programs is on the PATH or one of its files exists,
 * however it came there: a compiler from elsewhere is as good.
 * @type {Package[]}
 */
export const packages = [
	{ name: "gcc", program: ["cc"], purpose: "setup", reason: "compiles XS, mbedTLS and the simulator" },
	{
		name: "libc6-dev",
		file: ["/usr/include/stdlib.h", "/usr/include/features.h"],
		purpose: "setup",
		reason: "the C library's headers",
	},
	{ name: "cmake", program: ["cmake"], purpose: "setup", reason: "describes the builds" },
	{ name: "ninja-build", program: ["ninja"], purpose: "setup", reason: "runs the builds" },
	{ name: "bzip2", program: ["bzip2"], purpose: "setup", reason: "unpacks mbedTLS" },
	{ name: "xz-utils", program: ["xz"], purpose: "setup", reason: "unpacks mbedTLS" },
	{ name: "openssl", program: ["openssl"], purpose: "test", reason: "the peer of the interoperability tests" },
	{ name: "tshark", program: ["tshark"], purpose: "test", reason: "decrypts a capture with a key log, as Wireshark does" },
	{ name: "gnutls-bin", program: ["gnutls-serv"], purpose: "test", reason: "another peer of the interoperability tests" },
	{ name: "libcoap3-bin", program: ["coap-client-openssl"], purpose: "test", reason: "CoAP over DTLS, as devices speak it" },
	{ name: "valgrind", program: ["valgrind"], purpose: "bench", reason: "counts instructions for `npm run bench -- --instructions`" },
	{
		name: "gcc-multilib",
		file: ["/usr/lib32/libc.so", "/usr/lib/i386-linux-gnu/libc.so"],
		purpose: "narrow",
		reason: "compiles for 32 bits on an x86-64 machine",
	},
];

/** @param {Package} entry */
function isPresent(entry) {
	return Boolean(entry.program?.some((program) => findProgram(program)) || entry.file?.some((file) => existsSync(file)));
}

/** @param {string[]} command */
function asRoot(command) {
	return process.getuid?.() === 0 ? command : ["sudo", "-n", ...command];
}

/**
 * Installs what is missing, where it may; otherwise says which command does.
 * @param {Purpose[]} purposes
 * @param {() => void} announce
 */
export async function installPackages(purposes, announce) {
	const missing = packages.filter((entry) => purposes.includes(entry.purpose) && !isPresent(entry));
	if (missing.length === 0) return undefined;
	announce();
	const names = missing.map((entry) => entry.name);
	const command = `apt-get install --yes --no-install-recommends ${names.join(" ")}`;
	const reasons = missing.map((entry) => `${entry.name} ${entry.reason}`).join("; ");
	const log = new Log("packages");
	if (!findProgram("apt-get")) {
		throw new SetupError(
			`something is missing (${reasons}) and there is no apt-get here`,
			"Install it with this system's own tools and run this again.",
		);
	}
	const mayInstall = process.getuid?.() === 0 || (findProgram("sudo") && (await log.run(["sudo", "-n", "true"])).status === 0);
	if (!mayInstall) throw new SetupError(`Debian packages are missing (${reasons})`, `Run: sudo apt-get update && sudo ${command}`);
	const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
	const wait = ["-o", "DPkg::Lock::Timeout=300"];
	// A machine that was never updated knows no package. One broken source among others is no reason to stop: the installation shows whether it mattered.
	await log.run(asRoot(["apt-get", ...wait, "update"]), { env });
	await log.must(
		asRoot(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...wait, ...command.split(" ").slice(1)]),
		`See the output above, or run it yourself: sudo apt-get update && sudo ${command}`,
		{ env },
	);
	const still = missing.filter((entry) => !isPresent(entry));
	if (still.length > 0) {
		throw new SetupError(
			`${still.map((entry) => entry.name).join(", ")} was installed and still cannot be found`,
			"Check the PATH.",
			log.tail(),
		);
	}
	return { detail: `installed ${names.join(", ")}` };
}
