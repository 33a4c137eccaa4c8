/** Values as text for a person: what console prints. */

const WIDTH = 100;
const DEPTH = 3;
const ITEMS = 100;
const BYTES = 32;

interface Place {
	depth: number;
	/** The objects around this one. */
	parents: object[];
}

/** Several values on one line; a first string may hold %s, %d, %i, %f, %j, %o, %O and %%. */
export function formatLine(values: readonly unknown[]): string {
	let rest = values;
	let text = "";
	const [first] = values;
	if (typeof first === "string" && values.length > 1 && first.includes("%")) {
		rest = values.slice(1);
		text = first.replace(/%([sdifjoO%])/g, (whole: string, kind: string) => {
			if (kind === "%") return "%";
			if (!rest.length) return whole;
			const [value, ...others] = rest;
			rest = others;
			return placed(value, kind);
		});
		if (rest.length) text += " ";
	}
	return text + rest.map((value) => (typeof value === "string" ? value : format(value))).join(" ");
}

function placed(value: unknown, kind: string): string {
	if (kind === "s") return typeof value === "string" ? value : format(value);
	if (kind === "j") return JSON.stringify(value) ?? "undefined";
	if (kind === "o" || kind === "O") return format(value);
	if (typeof value === "bigint") return `${value}n`;
	const number = typeof value === "object" || typeof value === "symbol" ? NaN : Number(value);
	return String(kind === "i" ? Math.trunc(number) : number);
}

export function format(value: unknown): string {
	return formatValue(value, { depth: 0, parents: [] });
}

function formatValue(value: unknown, place: Place): string {
	switch (typeof value) {
		case "string":
			return JSON.stringify(value);
		case "bigint":
			return `${value}n`;
		case "number":
			return Object.is(value, -0) ? "-0" : String(value);
		case "function":
			return formatFunction(value);
		case "object":
			return value === null ? "null" : formatObject(value, place);
		default:
			return String(value);
	}
}

function formatFunction(value: { name: string }): string {
	const prototype = Reflect.getOwnPropertyDescriptor(value, "prototype");
	return `[${prototype?.writable === false ? "class" : "function"} ${value.name || "(anonymous)"}]`;
}

function formatObject(value: object, place: Place): string {
	if (place.parents.includes(value)) return "[circular]";
	if (value instanceof Error) return formatError(value, place);
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
	if (value instanceof ArrayBuffer || value instanceof DataView) return `${nameOf(value)}(${value.byteLength}) <${hex(value)}>`;
	if (value instanceof RegExp) return String(value);
	if (value instanceof String || value instanceof Number || value instanceof Boolean)
		return `[${value.constructor.name}: ${formatValue(value.valueOf(), place)}]`;
	const name = nameOf(value);
	if (place.depth > DEPTH) return Array.isArray(value) ? "[array]" : `[${name || "object"}]`;
	const inner = { depth: place.depth + 1, parents: [...place.parents, value] };
	const [label, open, items, close] = contents(value, name, inner);
	const properties = Array.isArray(value) || ArrayBuffer.isView(value) ? items : items.concat(propertiesOf(value, inner));
	return enclose(label, open, properties, close, place.depth);
}

/** What stands before the brackets, the brackets, and what is in a collection. */
function contents(value: object, name: string, place: Place): [string, string, string[], string] {
	const label = name && `${name} `;
	if (Array.isArray(value)) return [name === "Array" ? "" : `${name}(${value.length}) `, "[", limited(value, value.length, place), "]"];
	if (value instanceof Map)
		return [
			`${name}(${value.size}) `,
			"{",
			[...value].map(([key, item]) => `${formatValue(key, place)} => ${formatValue(item, place)}`),
			"}",
		];
	if (value instanceof Set) return [`${name}(${value.size}) `, "{", limited([...value], value.size, place), "}"];
	if (ArrayBuffer.isView(value)) {
		const items = Array.from(value as Uint8Array);
		return [`${name}(${items.length}) `, "[", limited(items, items.length, place), "]"];
	}
	return [name === "Object" ? "" : label, "{", [], "}"];
}

function limited(items: unknown[], length: number, place: Place): string[] {
	const texts = Array.from(items.slice(0, ITEMS), (item) => formatValue(item, place));
	return length > ITEMS ? [...texts, `... ${length - ITEMS} more`] : texts;
}

function hex(value: ArrayBuffer | DataView): string {
	const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
	const text = Array.from(bytes.subarray(0, BYTES), (byte) => (byte < 16 ? "0" : "") + byte.toString(16)).join(" ");
	return bytes.length > BYTES ? `${text} ... ${bytes.length - BYTES} more` : text;
}

function propertiesOf(value: object, place: Place): string[] {
	const texts: string[] = [];
	for (const key of Reflect.ownKeys(value)) {
		const property = Reflect.getOwnPropertyDescriptor(value, key);
		if (!property?.enumerable) continue;
		const name = typeof key === "symbol" ? `[${String(key)}]` : /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
		texts.push(`${name}: ${"value" in property ? formatValue(property.value, place) : property.get ? "[getter]" : "[setter]"}`);
	}
	return texts;
}

function formatError(error: Error, place: Place): string {
	const title = String(error);
	const stack = typeof error.stack === "string" && error.stack ? error.stack : title;
	const text = stack.includes(error.message) ? stack : `${title}\n${stack}`;
	const inner = { depth: place.depth + 1, parents: [...place.parents, error] };
	const properties = place.depth > DEPTH ? [] : propertiesOf(error, inner);
	return text.trimEnd() + (properties.length ? ` ${enclose("", "{", properties, "}", place.depth)}` : "");
}

function enclose(label: string, open: string, items: string[], close: string, depth: number): string {
	if (!items.length) return `${label}${open}${close}`;
	const space = open === "{" ? " " : "";
	const line = `${label}${open}${space}${items.join(", ")}${space}${close}`;
	if (line.length <= WIDTH && !line.includes("\n")) return line;
	const indentation = "  ".repeat(depth + 1);
	return `${label}${open}\n${items.map((item) => `${indentation}${item}`).join(",\n")}\n${"  ".repeat(depth)}${close}`;
}

function nameOf(value: object): string {
	const prototype: unknown = Reflect.getPrototypeOf(value);
	if (typeof prototype !== "object" || prototype === null) return "[null prototype]";
	const maker = prototype.constructor;
	return typeof maker === "function" ? maker.name : "";
}
