/* Made by `npm run typings` from the module itself. */
declare module "tls419/validate" {
	/** Turns the value of an option into what the class works with, or throws. */
	export type Convert<T> = (value: unknown, name: string) => T;
	/** What ECMA-419 calls a byte buffer. */
	export type ByteBuffer = ArrayBuffer | SharedArrayBuffer | Uint8Array | Int8Array | DataView;
	export type Callback = (...values: never[]) => void;
	/** What a constructor is given: anything may be in it. */
	export type Options = Readonly<Record<string, unknown>>;
}
