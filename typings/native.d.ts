/**
 * The bridge to C, as the Moddable SDK writes it since version 8.2: a class extends Native("xs_name_destructor") and its methods are
 * `native("xs_name_method").call(this, ...)`. The SDK's compiler replaces such a call by the C function; the simulator defines the two as functions.
 */
export {};

declare global {
	/** A C function. What it gives back is what its caller says it is: C keeps the promise, the compiler cannot check it. */
	interface NativeFunction {
		call<Result>(self: unknown, ...values: unknown[]): Result;
	}

	/** An instance with data that only C sees. */
	interface NativeInstance {
		readonly constructor: unknown;
	}

	/** @param destructor name of the C function that frees the data of an instance */
	function Native(destructor: string): new () => NativeInstance;

	/** @param name of the C function */
	function native(name: string): NativeFunction;
}
