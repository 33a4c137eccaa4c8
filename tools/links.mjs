/** Links between the pages of the repository, and the anchors that their headings make. */
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { root } from "./sim/program.mjs";

/**
 * A page without its fenced blocks, whose brackets are no links.
 * @param {string} page path from the root of the repository
 */
function prose(page) {
	return readFileSync(path.join(root, page), "utf8").replace(/^\s*```[\s\S]*?^\s*```$/gm, "");
}

/**
 * The anchors of a page's headings, as the sites that show Markdown make them: small letters, hyphens for spaces, punctuation dropped.
 * @param {string} page
 * @returns {Set<string>}
 */
export function anchorsOf(page) {
	const headings = [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading);
	return new Set(
		headings.map((heading) =>
			heading
				.toLowerCase()
				.replace(/[^\w\- ]/g, "")
				.replaceAll(" ", "-"),
		),
	);
}

/**
 * The links of a page that lead nowhere: to a file that is not there, or to a heading that its page does not have.
 * @param {string} page
 * @returns {string[]}
 */
export function brokenLinks(page) {
	const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link);
	return links.filter((link) => {
		if (/^[a-z]+:/.test(link)) return false;
		const [file, anchor] = link.split("#");
		const target = file === "" ? page : path.posix.join(path.posix.dirname(page), file);
		if (!existsSync(path.join(root, target))) return true;
		if (anchor === undefined) return false;
		return statSync(path.join(root, target)).isDirectory() || !anchorsOf(target).has(anchor);
	});
}
