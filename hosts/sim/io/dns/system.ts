/*
 * "embedded:network/dns/resolver/system": names as the operating system resolves them, with its hosts file and everything else. The
 * system's call blocks, so it runs in a thread; a question that is given up only loses its answer.
 */

import type { Answer, Question } from "tls419/sim/resolution";
import { Resolution } from "tls419/sim/resolution";
import { anything, defineTarget, optional, optionsObject } from "tls419/validate";

export interface Options {
	target?: unknown;
}

class Lookup extends Native("xs_sim_lookup_destructor") {
	constructor(host: string, family: number, done: (code: string | undefined, text: string) => void) {
		super();
		native("xs_sim_lookup").call(this, host, family, done);
	}
	cancel(): void {
		native("xs_sim_lookup_cancel").call(this);
	}
}

class Resolver {
	declare target?: unknown;
	#pending: Set<Resolution> | undefined;

	constructor(options: Options = {}) {
		const target = optional(optionsObject(options), "target", anything, undefined);
		this.#pending = new Set();
		defineTarget(this, target);
	}

	close(): void {
		const pending = this.#pending;
		this.#pending = undefined;
		for (const resolution of pending ?? []) resolution.stop();
	}

	resolve(question: Question, answer?: Answer): void {
		if (!this.#pending) throw new Error("the resolver is closed");
		const resolution = new Resolution(this, this.#pending, question, answer);
		if (resolution.answerLocally()) return;
		try {
			const lookup = new Lookup(resolution.host, resolution.family, (code, text) => {
				if (code) resolution.fail(code, `"${resolution.host}": ${text}`);
				else resolution.succeed(text);
			});
			resolution.cancel = () => lookup.cancel();
		} catch (error) {
			resolution.stop();
			throw error;
		}
	}
}

export default Resolver;
