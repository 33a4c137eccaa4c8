/** Globals of a program for Linux: in our own simulator, and in builds of the Moddable SDK for x-cli-lin and, with hosts/mcsim/program, for lin. */
export {};

declare global {
	/** The part of Node's `process` that is there everywhere; in our own simulator there is more. */
	interface ProgramProcess {
		/** The program that runs, the main module, and the program's arguments. */
		readonly argv: string[];
		readonly env: Record<string, string | undefined>;
		/** The status with which the program will end. */
		exitCode: number | undefined;
	}
	var process: ProgramProcess;

	var performance: { /** Milliseconds, with a fraction, since some moment before the program. */ now(): number };

	interface Console {
		log(...values: unknown[]): void;
		info(...values: unknown[]): void;
		debug(...values: unknown[]): void;
		warn(...values: unknown[]): void;
		error(...values: unknown[]): void;
		trace(...values: unknown[]): void;
		dir(value: unknown): void;
	}
	var console: Console;

	class TextEncoder {
		readonly encoding: "utf-8";
		encode(text?: string): Uint8Array<ArrayBuffer>;
		encodeInto(text: string, target: Uint8Array): { read: number; written: number };
	}
	class TextDecoder {
		constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
		readonly encoding: string;
		readonly fatal: boolean;
		readonly ignoreBOM: boolean;
		decode(bytes?: ArrayBufferLike | ArrayBufferView, options?: { stream?: boolean }): string;
	}
}
