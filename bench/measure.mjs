/** Runs the cases: both clients in turn, round after round, so that a change of the machine's mood meets both. */
import { cases, start } from "./cases.mjs";
import { median, spread } from "./statistics.mjs";

/**
 * @typedef {import("./cases.mjs").Case} Case
 * @typedef {import("./cases.mjs").Figure} Figure
 * @typedef {import("./clients.mjs").Clients} Clients
 * @typedef {{name: string, unit: string, ours: number, bare: number | null, ratio: number | null, spread: number}} Row
 * @typedef {Row & {target?: import("./cases.mjs").Target}} Judged
 * @typedef {{ours: number | undefined, bare: number | undefined}} Pair
 * @typedef {import("./cases.mjs").Result} Result
 * @typedef {{ours: Result, bare: Result, micropython?: Result}} Round
 */

/** @param {Figure} figure @param {Pair[]} pairs @returns {Judged | undefined} */
function row(figure, pairs) {
	const ours = pairs.flatMap((pair) => (pair.ours === undefined ? [] : [pair.ours]));
	if (ours.length === 0) return undefined;
	const both = pairs.flatMap(({ ours, bare }) => (ours === undefined || bare === undefined ? [] : [{ ours, bare }]));
	const { name, unit, target } = figure;
	if (both.length === 0) return { name, unit, ours: median(ours), bare: null, ratio: null, spread: spread(ours), target };
	const ratios = both.map(({ ours, bare }) => ours / bare);
	return {
		name,
		unit,
		ours: median(ours),
		bare: median(both.map(({ bare }) => bare)),
		ratio: median(ratios),
		spread: spread(ratios),
		target,
	};
}

/** @param {Case} entry @param {Round[]} rounds */
function rowsOf({ figures, rival }, rounds) {
	const rows = figures.map((figure) =>
		row(
			figure,
			rounds.map(({ ours, bare }) => ({ ours: figure.of(ours), bare: figure.of(bare) })),
		),
	);
	if (!rounds.some(({ micropython }) => micropython)) return rows;
	const [figure] = figures;
	const pairs = rounds.map(({ ours, micropython }) => ({ ours: figure.of(ours), bare: micropython && figure.of(micropython) }));
	return [...rows, row({ ...figure, name: `${figure.name}, MicroPython`, target: rival }, pairs)];
}

/** The one that begins changes from round to round. @param {number} round @returns {("ours" | "bare")[]} */
function order(round) {
	return round % 2 === 0 ? ["ours", "bare"] : ["bare", "ours"];
}

/**
 * @param {Clients} clients
 * @param {{extent: "full" | "quick", rounds: number, seconds: number, only: RegExp, step: (what: string) => void}} options no round begins after
 *   so many seconds, except for the second one
 * @returns {Promise<Judged[]>}
 */
export async function measureTimes(clients, { extent, rounds, seconds, only, step }) {
	const chosen = cases(extent).filter(({ figures }) => figures.some(({ name }) => only.test(name)));
	/** @type {Map<Case, Round[]>} */
	const results = new Map(chosen.map((entry) => [entry, []]));
	/** @type {Pair[]} */
	const starts = [];
	const deadline = performance.now() + seconds * 1000;
	for (let round = 0; round < rounds && (round < 2 || performance.now() < deadline); round++) {
		for (const entry of chosen.filter((entry) => round < (entry.rounds ?? rounds))) {
			/** @type {Round} */
			const pair = { ours: {}, bare: {} };
			step(`${entry.figures[0].name} (round ${round + 1} of ${rounds})`);
			for (const who of order(round)) {
				const measured = entry.server
					? clients.measureService(who, entry.version, entry.words, entry.visitors)
					: clients.measure(who, entry.version, entry.words);
				pair[who] = await measured;
			}
			if (entry.rival && clients.hasMicroPython) pair.micropython = await clients.measure("micropython", entry.version, entry.words);
			results.get(entry)?.push(pair);
		}
		if (!only.test(start.figure.name)) continue;
		const pair = { ours: 0, bare: 0 };
		step(`${start.figure.name} (round ${round + 1} of ${rounds})`);
		for (const who of order(round)) pair[who] = median(await clients.time(who, start.words, 5));
		starts.push(pair);
	}
	const rows = [...results].flatMap(([entry, results]) => rowsOf(entry, results));
	return [...rows, row(start.figure, starts)].filter((row) => row !== undefined);
}

/** What one run of `measureTimes` has to do, in steps. @param {"full" | "quick"} extent @param {number} rounds @param {RegExp} only */
export function countOfSteps(extent, rounds, only) {
	const chosen = cases(extent).filter(({ figures }) => figures.some(({ name }) => only.test(name)));
	const starts = only.test(start.figure.name) ? rounds : 0;
	return chosen.reduce((sum, entry) => sum + Math.min(rounds, entry.rounds ?? rounds), starts);
}

/** The words of a case that does `factor` times as much. @param {string[]} words @param {number} factor */
function times(words, factor) {
	const amount = words.findLastIndex((word) => /^\d/.test(word));
	return words.with(amount, `${Number(words[amount]) * factor}`);
}

/**
 * Instructions instead of time. A case is run with an amount and with its double: the difference is the price of the work without what happens once.
 * @param {Clients} clients
 * @param {{rounds: number, only: RegExp, step: (what: string) => void}} options
 * @returns {Promise<Judged[]>}
 */
export async function countInstructions(clients, { rounds, only, step }) {
	/** @type {Judged[]} */
	const rows = [];
	for (const { version, words, count, figures } of counted(only)) {
		const [{ name }] = figures;
		const unit = words[0] === "handshakes" ? "instructions" : version.startsWith("DTLS") ? "instructions/1000" : "instructions/MB";
		/** @type {Pair[]} */
		const pairs = [];
		for (let round = 0; round < rounds; round++) {
			const pair = { ours: 0, bare: 0 };
			step(`${name} (round ${round + 1} of ${rounds})`);
			for (const who of order(round)) {
				const once = await clients.instructions(who, version, words);
				pair[who] = ((await clients.instructions(who, version, times(words, 2))) - once) / (count?.(words) ?? 1);
			}
			pairs.push(pair);
		}
		const result = row({ name: name.replace(", client CPU", ""), unit, of: () => undefined }, pairs);
		if (result) rows.push(result);
	}
	if (only.test(start.figure.name)) {
		step(start.figure.name);
		const ours = await clients.instructions("ours", "1.3", start.words);
		const bare = await clients.instructions("bare", "1.3", start.words);
		rows.push({ name: "start and end of a program", unit: "instructions", ours, bare, ratio: ours / bare, spread: 0 });
	}
	return rows;
}

/** The cases whose instructions can be counted. @param {RegExp} only */
export function counted(only) {
	return cases("instructions").filter(({ count, figures }) => count && figures.some(({ name }) => only.test(name)));
}
