import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { inBuild } from "./paths.mjs";

/** @param {number} id */
function isRunning(id) {
	try {
		process.kill(id, 0);
		return true;
	} catch (error) {
		return error instanceof Error && "code" in error && error.code === "EPERM";
	}
}

/**
 * Two builds in one folder would spoil each other's files (ninja has no lock of its own), so the second waits for the first. A lock whose owner has died is
 * taken over.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function exclusively(work) {
	mkdirSync(inBuild(), { recursive: true });
	const file = inBuild("setup.lock");
	let told = false;
	for (;;) {
		try {
			writeFileSync(file, `${process.pid}`, { flag: "wx" });
			break;
		} catch (error) {
			if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
		}
		const owner = readOwner(file);
		if (owner !== undefined && !isRunning(owner)) {
			rmSync(file, { force: true });
			continue;
		}
		if (!told && owner !== undefined) process.stdout.write(`Waiting for process ${owner}, which is setting up the same folder ...\n`);
		told = true;
		await wait(100);
	}
	try {
		return await work();
	} finally {
		rmSync(file, { force: true });
	}
}

/** @param {string} file @returns {number | undefined} the process that holds the lock; nobody when it was released meanwhile or is just being taken */
function readOwner(file) {
	try {
		return Number(readFileSync(file, "utf8")) || undefined;
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
		throw error;
	}
}
