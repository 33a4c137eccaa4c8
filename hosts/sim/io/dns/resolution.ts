/*
 * What every resolver has in common: how it is asked and how it answers. Two ways of asking are in use, and both work together:
 *
 *	resolver.resolve({ host, onResolved(host, address) {}, onError(error, host) {} });   as in the Moddable SDK
 *	resolver.resolve({ host }, (error, host, address) => {});                            as in Annex A of ECMA-419
 *
 * A question is answered once and never before resolve() has returned; a closed resolver answers nothing any more. An address
 * is its own answer, and localhost is this machine (RFC 6761): neither leaves the process.
 */
import Timer from "timer";
import { spellAddress } from "tls419/sim/dns-native";
import type { Callback } from "tls419/validate";
import { callback, integer, optional, optionsObject, required, string } from "tls419/validate";

export interface Question {
	host: string;
	/** 4 or 6 when only such an address will do; 0 otherwise. An extension of ours. */
	family?: 0 | 4 | 6;
	onResolved?: ((this: object, host: string, address: string) => void) | null;
	onError?: ((this: object, error: ResolverError, host: string) => void) | null;
}

export type Answer = (error: ResolverError | null, host: string, address?: string) => void;

/** `code` is Node's: ENOTFOUND, ENODATA, ETIMEOUT, ESERVFAIL, EREFUSED, EBADNAME, EAI_AGAIN ... */
export class ResolverError extends Error {
	override name = "ResolverError";
	code: string;

	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}
}

/** One question until it is answered. */
export class Resolution {
	readonly host: string;
	readonly family: number;
	/** What stops the work on it. */
	cancel: (() => void) | undefined;
	#owner: object;
	#pending: Set<Resolution>;
	#callbacks: { onResolved?: Callback; onError?: Callback; answer?: Callback };

	constructor(owner: object, pending: Set<Resolution>, options: unknown, answer: unknown) {
		const question = optionsObject(options);
		this.host = required(question, "host", string);
		this.family = optional(question, "family", readFamily, 0);
		this.#callbacks = {
			onResolved: optional(question, "onResolved", callback, undefined),
			onError: optional(question, "onError", callback, undefined),
			answer: callback(answer, "callback"),
		};
		if (this.host === "") throw new RangeError('"host" is empty');
		this.#owner = owner;
		this.#pending = pending;
		pending.add(this);
	}

	succeed(address: string): void {
		if (!this.stop()) return;
		this.#call(this.#callbacks.onResolved, this.host, address);
		this.#call(this.#callbacks.answer, null, this.host, address);
	}

	fail(code: string, message: string): void {
		if (!this.stop()) return;
		const error = new ResolverError(code, message);
		this.#call(this.#callbacks.onError, error, this.host);
		this.#call(this.#callbacks.answer, error, this.host);
	}

	/** False when it had been answered or given up before. */
	stop(): boolean {
		this.cancel?.();
		this.cancel = undefined;
		return this.#pending.delete(this);
	}

	/** Answers later with what needs nobody's help, if it is that. */
	answerLocally(): boolean {
		const local = localAddress(this.host, this.family);
		if (local === undefined) return false;
		const timer = Timer.set(() => {
			if (local === "") this.fail("ENODATA", `"${this.host}" is no IPv${this.family} address`);
			else this.succeed(local);
		}, 0);
		this.cancel = () => Timer.clear(timer);
		return true;
	}

	#call(function_: Callback | undefined, ...values: unknown[]): void {
		if (function_) Reflect.apply(function_, this.#owner, values);
	}
}

/** The address that a name is without asking anybody; "" when it is one of the wrong family; undefined when somebody has to be asked. */
function localAddress(host: string, family: number): string | undefined {
	const address = spellAddress(host);
	if (address !== undefined) return family === 0 || (family === 6) === address.includes(":") ? host : "";
	const name = host.toLowerCase();
	if (name === "localhost" || name.endsWith(".localhost") || name === "localhost.") return family === 6 ? "::1" : "127.0.0.1";
	return undefined;
}

function readFamily(value: unknown, name: string): number {
	const family = integer(value, name, 0, 6);
	if (family !== 0 && family !== 4 && family !== 6) throw new RangeError(`"${name}" must be 0, 4 or 6`);
	return family;
}
