/** The little statistics that a benchmark needs. */

/** @param {number[]} values @returns {number} */
export function median(values) {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Half of the distance between the quartiles, as a part of the median: half of all values lie within so much of it.
 * @param {number[]} values
 * @returns {number}
 */
export function spread(values) {
	const sorted = values.toSorted((a, b) => a - b);
	/** @param {number} part */
	const quantile = (part) => {
		const at = (sorted.length - 1) * part;
		const below = sorted[Math.floor(at)];
		return below + (sorted[Math.ceil(at)] - below) * (at - Math.floor(at));
	};
	return (quantile(0.75) - quantile(0.25)) / 2 / median(values);
}
