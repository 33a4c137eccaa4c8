/** Shows how far a benchmark has come: on a terminal one line that changes, elsewhere a line for each tenth. All on standard error. */
export class Progress {
	#steps;
	#done = 0;
	#tenth = 0;
	#begin = performance.now();
	#live = process.stderr.isTTY === true;

	/** @param {number} steps */
	constructor(steps) {
		this.#steps = steps;
	}

	/** @param {string} what is being done now */
	step(what) {
		const seconds = (performance.now() - this.#begin) / 1000;
		const part = this.#done++ / this.#steps;
		const left = part > 0.05 ? `, ${Math.ceil((seconds / part) * (1 - part))} s left` : "";
		const line = `${`${Math.floor(part * 100)}`.padStart(3)} %  ${seconds.toFixed(0)} s${left}  ${what}`;
		if (this.#live) process.stderr.write(`\r\x1b[K${line}`);
		else if (Math.floor(part * 10) >= this.#tenth) {
			this.#tenth = Math.floor(part * 10) + 1;
			process.stderr.write(`${line}\n`);
		}
	}

	end() {
		const seconds = ((performance.now() - this.#begin) / 1000).toFixed(0);
		process.stderr.write(this.#live ? "\r\x1b[K" : `100 %  ${seconds} s\n`);
	}
}
