import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { Log, SetupError } from "./command.mjs";
import { inBuild } from "./paths.mjs";
import { emptied, stamp, stampOf } from "./stamp.mjs";

/**
 * The npm package that carries the complete C sources of XS 13.3. Only its tarball is taken and unpacked: it is not installed, so none of its scripts runs
 * and none of its dependencies comes along. The integrity is pinned here, because a package outside the lock file has no other guard.
 */
const specifier = "@agoric/xsnap@0.15.0";
const integrity = "sha512-ZBm4DZxbtfacxMHVVdJjZi0Y8zOxN77vpu1WwI5RWfPkaRh0aHkz/dVdTGKXalDNzWfz183lljKxlxl3/h0n+A==";

/** @param {() => void} announce */
export async function takeXS(announce) {
	const folder = inBuild("xs");
	const key = `${specifier} ${integrity}`;
	if (stampOf(folder) === key) return undefined;
	announce();
	const log = new Log("xs");
	const download = emptied(inBuild("download", "xs"));
	await log.must(
		["npm", "pack", specifier, "--ignore-scripts", "--pack-destination", download],
		"Check that npm reaches its registry (`npm ping`) and run this again.",
	);
	const [name] = readdirSync(download);
	const tarball = path.join(download, name);
	const found = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
	if (found !== integrity) {
		throw new SetupError(
			`the tarball of ${specifier} is not the one this project was made with (${found} instead of ${integrity})`,
			"Do not use it: find out what the registry of this machine delivers. Nothing was unpacked.",
		);
	}
	emptied(folder);
	await log.must(
		["tar", "--extract", "--gzip", "--file", tarball, "--directory", folder, "--strip-components=1"],
		"Check the disk's free space.",
	);
	stamp(folder, key);
	const bytes = statSync(tarball).size;
	return { detail: `${specifier}, integrity verified`, bytes };
}
