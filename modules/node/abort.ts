/**
 * AbortController and AbortSignal, which XS does not have: as much of them as streams and requests use. A signal is told by what it can do, not by its class, so an application's own will do too.
 */

type Listener = (event: { readonly type: "abort"; readonly target: AbortSignal }) => void;

/** Told apart from other failures by its `name` and `code`, as in Node. */
class AbortReason extends Error {
	override readonly name = "AbortError";
	readonly code = "ABORT_ERR";
}

export class AbortSignal {
	onabort: Listener | null = null;
	#listeners: { listener: Listener; once: boolean }[] = [];
	#aborted = false;
	#reason: unknown;

	get aborted(): boolean {
		return this.#aborted;
	}

	get reason(): unknown {
		return this.#reason;
	}

	throwIfAborted(): void {
		if (this.#aborted) throw this.#reason;
	}

	addEventListener(event: "abort", listener: Listener, options?: { once?: boolean }): void {
		if (event !== "abort" || this.#listeners.some((entry) => entry.listener === listener)) return;
		this.#listeners.push({ listener, once: options?.once === true });
	}

	removeEventListener(_event: "abort", listener: Listener): void {
		this.#listeners = this.#listeners.filter((entry) => entry.listener !== listener);
	}

	static abort(reason?: unknown): AbortSignal {
		const signal = new AbortSignal();
		AbortSignal.raise(signal, reason);
		return signal;
	}

	/** For the controller: a signal cannot abort itself. */
	static raise(signal: AbortSignal, reason: unknown = new AbortReason("This operation was aborted")): void {
		if (signal.#aborted) return;
		signal.#aborted = true;
		signal.#reason = reason;
		const listeners = signal.#listeners;
		signal.#listeners = listeners.filter(({ once }) => !once);
		const event = Object.freeze({ type: "abort", target: signal } as const);
		signal.onabort?.(event);
		for (const { listener } of listeners) Reflect.apply(listener, signal, [event]);
	}
}

export class AbortController {
	readonly signal = new AbortSignal();

	abort(reason?: unknown): void {
		AbortSignal.raise(this.signal, reason);
	}
}
