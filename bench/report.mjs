/** The result as a table. */

/** @typedef {import("./measure.mjs").Judged} Judged */

/** @param {number | null} value @returns {string} a number with about four digits */
function figure(value) {
	if (value === null) return "-";
	if (Math.abs(value) >= 1e6) return `${(value / 1e6).toFixed(2)}M`;
	return value >= 1000 ? value.toFixed(0) : value >= 100 ? value.toFixed(1) : value.toFixed(2);
}

/** @param {Judged} row */
function judgement({ target, ...row }) {
	return target ? `${target.text}: ${target.met(row) ? "met" : "MISSED"}` : "";
}

/**
 * @param {Judged[]} rows
 * @returns {string}
 */
export function table(rows) {
	const lines = [
		["", "unit", "class", "bare C", "ratio", "spread", "target"],
		...rows.map((row) => [
			row.name,
			row.unit,
			figure(row.ours),
			figure(row.bare),
			row.ratio === null ? "-" : row.ratio.toFixed(3),
			`${(row.spread * 100).toFixed(1)} %`,
			judgement(row),
		]),
	];
	const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
	/** @param {string[]} line */
	const text = (line) =>
		line.map((cell, column) => (column > 1 && column < 6 ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join("  ");
	const missed = rows.filter(({ target, ...row }) => target && !target.met(row)).length;
	const targets = rows.filter(({ target }) => target).length;
	const verdict = targets === 0 ? "" : `\n${targets - missed} of ${targets} targets met\n`;
	return `${lines.map((line) => text(line).trimEnd()).join("\n")}\n${verdict}`;
}
