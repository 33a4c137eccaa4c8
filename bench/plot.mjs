/** The ratios as a picture: a bar for each, a whisker for its spread, and a line where class and bare C are equal; a missed target has its own colour. */

/** @typedef {import("./measure.mjs").Judged} Judged */

const rowHeight = 22;
const labelWidth = 310;
const chartWidth = 460;
const margin = 20;

/** @param {string} text */
function escaped(text) {
	return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/**
 * @param {Judged[]} rows
 * @returns {string} an SVG document
 */
export function plot(rows) {
	const drawn = rows.flatMap((row) => (row.ratio === null || row.name.startsWith("start") ? [] : [{ ...row, ratio: row.ratio }]));
	const most = Math.max(1.2, ...drawn.map(({ ratio, spread }) => ratio * (1 + spread))) * 1.05;
	/** @param {number} ratio */
	const x = (ratio) => Number((labelWidth + (ratio / most) * chartWidth).toFixed(1));
	const bars = drawn.map(({ name, unit, ratio, spread, target, ...row }, index) => {
		const y = 3 * margin + index * rowHeight;
		const fill = target && !target.met({ ratio, ...row }) ? "#c2410c" : name.includes("wall") ? "#94a3b8" : "#2563eb";
		return [
			`<text x="${labelWidth - 8}" y="${y + 12}" text-anchor="end">${escaped(name)}</text>`,
			`<rect x="${labelWidth}" y="${y + 2}" width="${(x(ratio) - labelWidth).toFixed(1)}" height="13" fill="${fill}"/>`,
			`<path d="M${x(ratio * (1 - spread))} ${y + 8.5}H${x(ratio * (1 + spread))}" stroke="#111827"/>`,
			`<text x="${x(ratio * (1 + spread)) + 6}" y="${y + 12}">${ratio.toFixed(2)}<title>${escaped(unit)}</title></text>`,
		].join("\n");
	});
	const height = 4 * margin + drawn.length * rowHeight;
	const width = labelWidth + chartWidth + 3 * margin;
	return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
	<title>TLS class compared with bare C</title>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="${margin}" y="${margin + 4}" font-size="14">TLS class on XS : bare C on the same mbedTLS (ratio of the figures, 1 is equal)</text>
<text x="${margin}" y="${margin + 22}" fill="#475569">throughput and handshakes a second: more is better; time and heap: less is better; grey: wall clock; orange: target missed</text>
${bars.join("\n")}
<path d="M${x(1)} ${3 * margin - 6}V${height - margin}" stroke="#111827" stroke-dasharray="3 3"/>
</svg>
`;
}
