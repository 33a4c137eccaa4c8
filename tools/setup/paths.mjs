import path from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** Everything that is fetched or built; the whole folder may be deleted at any time. */
export const build = path.join(root, "build");

/** @param {...string} parts a path below the project's root */
export function inRoot(...parts) {
	return path.join(root, ...parts);
}

/** @param {...string} parts a path below the build folder */
export function inBuild(...parts) {
	return path.join(build, ...parts);
}
