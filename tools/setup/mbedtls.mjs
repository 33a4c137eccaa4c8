import { rmSync, statSync } from "node:fs";
import path from "node:path";
import { PrivateApt } from "./apt.mjs";
import { findProgram, Log, SetupError } from "./command.mjs";
import { inBuild } from "./paths.mjs";
import { checkSource, versionOf } from "./source.mjs";
import { emptied, stamp, stampOf } from "./stamp.mjs";

/**
 * The oldest version with the security fixes this project relies on. Newer releases of the same branch are taken; the next branch (4.x) moved half of its
 * sources and is used only by choice, through TLS419_MBEDTLS.
 */
const minimum = [3, 6, 6];

/**
 * Where Debian keeps a version that is new enough, when the machine's own suite is older: the testing suite has the newest, the stable suite is there when
 * testing has moved on to 4.x.
 */
const suites = ["forky", "trixie", "sid"];

/** @param {string | undefined} version */
function isSuitable(version) {
	const numbers = /^(?:\d+:)?(\d+)\.(\d+)\.(\d+)/
		.exec(version ?? "")
		?.slice(1)
		.map(Number);
	return numbers !== undefined && numbers[0] === minimum[0] && numbers[1] === minimum[1] && numbers[2] >= minimum[2];
}

/** @returns {string} the folder that the build takes mbedTLS from */
export function mbedTLSFolder() {
	return process.env.TLS419_MBEDTLS ? path.resolve(process.env.TLS419_MBEDTLS) : inBuild("mbedtls");
}

/** @param {() => void} announce */
export async function takeMbedTLS(announce) {
	const folder = mbedTLSFolder();
	if (process.env.TLS419_MBEDTLS) return { detail: `${checkSource(folder)} from ${folder}` };
	if (stampOf(folder)) return undefined;
	announce();
	const log = new Log("mbedtls");
	if (!findProgram("apt-get")) {
		throw new SetupError(
			"the source of mbedTLS is taken through apt, and there is no apt-get here",
			`Unpack a release of mbedTLS ${minimum.join(".")} or a newer one of its branch and set TLS419_MBEDTLS to its folder.`,
		);
	}
	const lists = emptied(inBuild("apt"));
	const apt = new PrivateApt(lists, log);
	const mirror = await apt.mirror();
	// The machine's own suite comes first only where its lists say that it is new enough: its index need not be fetched to learn that it is not.
	const own = isSuitable(await apt.candidate("libmbedtls-dev")) ? [apt.system.VERSION_CODENAME] : [];
	const newer = apt.system.ID === "debian" ? suites : [];
	for (const suite of new Set([...own, ...newer])) {
		const version = (await apt.versions(suite, mirror, "mbedtls")).filter(isSuitable).at(-1);
		if (!version) continue;
		const tarball = await apt.tarball(suite, mirror, "mbedtls", version);
		const bytes = statSync(tarball).size;
		emptied(folder);
		await log.must(["tar", "--extract", "--file", tarball, "--directory", folder, "--strip-components=1"], "Check the disk's free space.");
		stamp(folder, `${version} ${suite}`);
		rmSync(lists, { recursive: true });
		return { detail: `${versionOf(folder)} from the source package of ${suite}`, bytes };
	}
	throw new SetupError(
		`no suite that apt can reach has mbedTLS ${minimum.join(".")} or a newer one of its branch`,
		"Unpack a release of it and set TLS419_MBEDTLS to its folder.",
		log.tail(),
	);
}
