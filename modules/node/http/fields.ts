/**
 * Header fields. Those that go out are one flat array of names and values, as those that come in are: a message has a dozen of them, and an object of
 * arrays would cost four times as much. Nothing with a quantifier is asked of regular expressions here: on XS each repetition costs native memory.
 */
import { coded, invalidType } from "tls419/node/errors";

export type FieldValue = number | string | readonly string[];
export type Fields = Record<string, FieldValue | undefined>;
/** As a message that came in shows them: names in lower case. */
export type IncomingFields = Record<string, string | string[] | undefined>;

const notToken = /[^!#$%&'*+\-.^_`|~0-9A-Za-z]/;
const notValue = /[^\t\x20-\x7e\x80-\xff]/;

export function isToken(text: string): boolean {
	return text.length > 0 && !notToken.test(text);
}

/** @returns whether the text can be a field's value: nothing in it ends a line, and each character is one byte */
export function isFieldContent(text: string): boolean {
	return !notValue.test(text);
}

/** @throws ERR_INVALID_HTTP_TOKEN */
export function validateHeaderName(name: unknown, label = "Header name"): asserts name is string {
	if (typeof name !== "string" || !isToken(name))
		throw coded(new TypeError(`${label} must be a valid HTTP token ["${String(name)}"]`), "ERR_INVALID_HTTP_TOKEN");
}

/** @throws ERR_HTTP_INVALID_HEADER_VALUE without a value, ERR_INVALID_CHAR if it would end the line */
export function validateHeaderValue(name: string, value: unknown): asserts value is FieldValue {
	if (value === undefined || value === null)
		throw coded(new TypeError(`Invalid value "${value}" for header "${name}"`), "ERR_HTTP_INVALID_HEADER_VALUE");
	if (Array.isArray(value)) for (const item of value) validateHeaderValue(name, item);
	else if (!isFieldContent(String(value)))
		throw coded(new TypeError(`Invalid character in header content ["${name}"]`), "ERR_INVALID_CHAR");
}

/** What was looked at is what is sent: a list that is changed later, or an object that gives other text piece by piece than as a whole, would bring lines of its own. */
function settled(value: FieldValue): FieldValue {
	if (Array.isArray(value)) return value.map(String);
	return typeof value === "number" ? value : String(value);
}

/** The fields of a message that goes out, in the order in which they were set. */
export class FieldList {
	/** name, value, name, value, ... */
	#fields: FieldValue[] = [];

	#find(name: string): number {
		const lower = name.toLowerCase();
		const fields = this.#fields;
		for (let index = 0; index < fields.length; index += 2) if (String(fields[index]).toLowerCase() === lower) return index;
		return -1;
	}

	set(name: unknown, value: unknown): void {
		validateHeaderName(name);
		validateHeaderValue(name, value);
		const index = this.#find(name);
		const kept = settled(value);
		if (index < 0) this.#fields.push(name, kept);
		else {
			this.#fields[index] = name;
			this.#fields[index + 1] = kept;
		}
	}

	append(name: unknown, value: unknown): void {
		validateHeaderName(name);
		validateHeaderValue(name, value);
		const before = this.get(name);
		this.set(name, before === undefined ? value : [before, value].flat().map(String));
	}

	get(name: string): FieldValue | undefined {
		if (typeof name !== "string") throw invalidType("name", "of type string", name);
		const index = this.#find(name);
		return index < 0 ? undefined : this.#fields[index + 1];
	}

	/** @returns what is said under the name, as one text; "" for nothing */
	text(name: string): string {
		const value = this.get(name) ?? "";
		return typeof value === "object" ? value.join(", ") : String(value);
	}

	remove(name: string): void {
		if (typeof name !== "string") throw invalidType("name", "of type string", name);
		const index = this.#find(name);
		if (index >= 0) this.#fields.splice(index, 2);
	}

	/** @param raw whether names keep the case in which they were set */
	names(raw: boolean): string[] {
		const names: string[] = [];
		for (let index = 0; index < this.#fields.length; index += 2) {
			const name = String(this.#fields[index]);
			names.push(raw ? name : name.toLowerCase());
		}
		return names;
	}

	/** @returns the lines of the head, each with its end. Several values are several lines; cookies of a request are one. */
	render(): string {
		let head = "";
		for (let index = 0; index < this.#fields.length; index += 2) {
			const name = String(this.#fields[index]);
			const value = this.#fields[index + 1] ?? "";
			if (typeof value !== "object") head += `${name}: ${value}\r\n`;
			else if (name.toLowerCase() === "cookie") head += `${name}: ${value.join("; ")}\r\n`;
			else for (const item of value) head += `${name}: ${item}\r\n`;
		}
		return head;
	}
}

/** Each pair of what an application gave as an object, an array of pairs or a flat array. @throws ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE */
export function forEachField(headers: unknown, visit: (name: unknown, value: unknown) => void): void {
	if (headers === undefined || headers === null) return;
	if (typeof headers !== "object") throw invalidType("headers", "an object or an array", headers);
	if (!Array.isArray(headers)) {
		for (const [name, value] of Object.entries(headers)) if (value !== undefined) visit(name, value);
	} else if (Array.isArray(headers[0])) for (const [name, value] of headers) visit(name, value);
	else if (headers.length % 2)
		throw coded(new TypeError("The argument 'headers' must have an even number of elements"), "ERR_INVALID_ARG_VALUE");
	else for (let index = 0; index < headers.length; index += 2) visit(headers[index], headers[index + 1]);
}

/** Fields of which the first alone counts, as in Node. */
const single =
	" age authorization content-length content-type etag expires from host if-modified-since if-unmodified-since last-modified location max-forwards proxy-authorization referer retry-after server user-agent ";

/** @param raw name, value, name, value, ... @returns an object without a prototype; its names are in lower case */
export function collect(raw: readonly string[]): IncomingFields {
	const fields: IncomingFields = Object.create(null);
	for (let index = 0; index < raw.length; index += 2) {
		const name = (raw[index] ?? "").toLowerCase();
		const value = raw[index + 1] ?? "";
		const before = fields[name];
		if (name === "set-cookie") fields[name] = Array.isArray(before) ? [...before, value] : [value];
		else if (before === undefined) fields[name] = value;
		else if (!single.includes(` ${name} `)) fields[name] = `${before}${name === "cookie" ? "; " : ", "}${value}`;
	}
	return fields;
}

/** @returns an object without a prototype: each name with all its values */
export function collectDistinct(raw: readonly string[]): Record<string, string[] | undefined> {
	const fields: Record<string, string[] | undefined> = Object.create(null);
	for (let index = 0; index < raw.length; index += 2) {
		const name = (raw[index] ?? "").toLowerCase();
		const values = fields[name] ?? [];
		values.push(raw[index + 1] ?? "");
		fields[name] = values;
	}
	return fields;
}

/** @returns all that is said under a name in lower case, as one text; undefined for nothing. Makes no object of the others. */
export function find(raw: readonly string[], name: string): string | undefined {
	let found: string | undefined;
	for (let index = 0; index < raw.length; index += 2)
		if (raw[index]?.length === name.length && raw[index]?.toLowerCase() === name)
			found = found === undefined ? raw[index + 1] : `${found}, ${raw[index + 1]}`;
	return found;
}

/** @returns whether a list such as Connection's names the word, in whatever case */
export function names(list: string | undefined, word: string): boolean {
	if (list === undefined) return false;
	for (const item of list.toLowerCase().split(",")) if (item.trim() === word) return true;
	return false;
}
