/**
 * What the front-end reports to a person: a sentence to act on and, where there is one, the place in the source. Everything else that is thrown is a
 * defect of the front-end itself and keeps its stack.
 */
export class Failure extends Error {
	/**
	 * @param {string} message
	 * @param {{file?: string, line?: number, column?: number, code?: string, excerpt?: string}} [place]
	 */
	constructor(message, place = {}) {
		const { file, line, column, code = "SIM_FAILURE", excerpt } = place;
		const position = line === undefined ? "" : `:${line}${column === undefined ? "" : `:${column}`}`;
		super(`${file === undefined ? "" : `${file}${position}: `}${message}${excerpt === undefined ? "" : `\n\n${excerpt}`}`);
		this.name = "Failure";
		this.code = code;
		this.file = file;
		this.line = line;
	}
}
