/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/fields" {
	export type FieldValue = number | string | readonly string[];
	export type Fields = Record<string, FieldValue | undefined>;
	/** As a message that came in shows them: names in lower case. */
	export type IncomingFields = Record<string, string | string[] | undefined>;
	export function isToken(text: string): boolean;
	/** @returns whether the text can be a field's value: nothing in it ends a line, and each character is one byte */
	export function isFieldContent(text: string): boolean;
	/** @throws ERR_INVALID_HTTP_TOKEN */
	export function validateHeaderName(name: unknown, label?: string): asserts name is string;
	/** @throws ERR_HTTP_INVALID_HEADER_VALUE without a value, ERR_INVALID_CHAR if it would end the line */
	export function validateHeaderValue(name: string, value: unknown): asserts value is FieldValue;
	/** The fields of a message that goes out, in the order in which they were set. */
	export class FieldList {
		#private;
		set(name: unknown, value: unknown): void;
		append(name: unknown, value: unknown): void;
		get(name: string): FieldValue | undefined;
		/** @returns what is said under the name, as one text; "" for nothing */
		text(name: string): string;
		remove(name: string): void;
		/** @param raw whether names keep the case in which they were set */
		names(raw: boolean): string[];
		/** @returns the lines of the head, each with its end. Several values are several lines; cookies of a request are one. */
		render(): string;
	}
	/** Each pair of what an application gave as an object, an array of pairs or a flat array. @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE */
	export function forEachField(headers: unknown, visit: (name: unknown, value: unknown) => void): void;
	/** @param raw name, value, name, value, ... @returns an object without a prototype; its names are in lower case */
	export function collect(raw: readonly string[]): IncomingFields;
	/** @returns an object without a prototype: each name with all its values */
	export function collectDistinct(raw: readonly string[]): Record<string, string[] | undefined>;
	/** @returns all that is said under a name in lower case, as one text; undefined for nothing. Makes no object of the others. */
	export function find(raw: readonly string[], name: string): string | undefined;
	/** @returns whether a list such as Connection's names the word, in whatever case */
	export function names(list: string | undefined, word: string): boolean;
}
