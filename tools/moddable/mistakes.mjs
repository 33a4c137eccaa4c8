import { root } from "../setup/paths.mjs";

/** A path may have a plus, a dot or a bracket in it. */
const folder = root.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Warnings of the SDK's compiler and linker, and of C's, that are mistakes in what is ours: a function does more than call its native one, which then is slow; what a
 * preloaded module holds on to could still be changed, and so lies in RAM. The SDK's own modules are not ours to mend, and a test may be slow.
 */
const mistakes = new RegExp(
	`^(?:${folder}/(?:examples|hosts|modules)/.*(?:cannot optimize native|warning:).*|### warning: (?:embedded:io/socket/(?:tcp|udp|listener)/d?tls|tls419).* not frozen.*)$`,
	"gm",
);

/** @param {string} log what a build printed @returns {string[]} */
export const mistakesIn = (log) => [...log.matchAll(mistakes)].map(([line]) => line);
