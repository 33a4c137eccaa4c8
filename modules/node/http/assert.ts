/** As much of Node's assert as the npm library behind the parser uses. */
export default Object.freeze({
	ok(value: unknown): void {
		if (!value) throw new TypeError("assertion failed");
	},
	equal(value: unknown, expected: unknown): void {
		if (value !== expected) throw new TypeError("assertion failed");
	},
});
