/*
 * DNS messages (RFC 1035, AAAA of RFC 3596): a question to bytes, and what an answer says about that question. An answer comes from
 * the network, and anybody may have written it: whatever does not fit leads to undefined, and the resolver goes on waiting.
 */

export const A = 1;
export const AAAA = 28;
const CNAME = 5;
const INTERNET = 1;
const HEADER = 12;
const MOST_ALIASES = 16;

export interface Reply {
	/** 0 no error, 2 the server failed, 3 no such name, 5 refused ... */
	code: number;
	addresses: string[];
	/** The name that the question leads to, when the answer ends there without an address. */
	alias: string | undefined;
}

interface Place {
	name: string;
	/** Behind the name. */
	next: number;
}

interface AnswerRecord {
	name: string;
	type: number;
	start: number;
	next: number;
}

/** undefined when the name cannot be asked for: empty or long labels, other characters than ASCII. */
export function encodeQuestion(id: number, name: string, type: number): Uint8Array | undefined {
	const labels = trimmed(name).split(".");
	const length = labels.reduce((sum, label) => sum + label.length + 1, 1);
	if (length > 255 || !labels.every(isLabel)) return undefined;
	const bytes = new Uint8Array(HEADER + length + 4);
	const view = new DataView(bytes.buffer);
	view.setUint16(0, id);
	view.setUint16(2, 0x0100); // recursion desired
	view.setUint16(4, 1);
	let at = HEADER;
	for (const label of labels) {
		bytes[at++] = label.length;
		for (let index = 0; index < label.length; index++) bytes[at++] = label.charCodeAt(index);
	}
	view.setUint16(at + 1, type);
	view.setUint16(at + 3, INTERNET);
	return bytes;
}

/** undefined for what is no answer to exactly this question. */
export function decodeReply(message: ArrayBuffer, id: number, name: string, type: number): Reply | undefined {
	const view = new DataView(message);
	const wanted = trimmed(name).toLowerCase();
	if (view.byteLength < HEADER || view.getUint16(0) !== id || (view.getUint16(2) & 0xf800) !== 0x8000 || view.getUint16(4) !== 1)
		return undefined;
	const question = readName(view, HEADER);
	if (!question || question.name !== wanted || question.next + 4 > view.byteLength) return undefined;
	if (view.getUint16(question.next) !== type || view.getUint16(question.next + 2) !== INTERNET) return undefined;
	const truncated = (view.getUint16(2) & 0x0200) !== 0;
	const records = readRecords(view, question.next + 4, view.getUint16(6), truncated);
	return records && evaluate(view, records, wanted, type);
}

/** Follows the aliases from the name that was asked for; records may stand in any order. */
function evaluate(view: DataView, records: AnswerRecord[], wanted: string, type: number): Reply | undefined {
	const code = view.getUint16(2) & 15;
	let name = wanted;
	for (let hops = 0; hops < MOST_ALIASES; hops++) {
		const mine = records.filter((record) => record.name === name);
		const addresses = mine.filter((record) => record.type === type).map((record) => readAddress(view, record, type));
		if (addresses.length > 0) return addresses.every(isString) ? { code, addresses, alias: undefined } : undefined;
		const alias = mine.find((record) => record.type === CNAME);
		if (!alias) return { code, addresses: [], alias: name === wanted ? undefined : name };
		const target = readName(view, alias.start);
		if (!target || target.next !== alias.next) return undefined;
		name = target.name;
	}
	return undefined;
}

/** A truncated message may end within a record: what came before it counts. */
function readRecords(view: DataView, start: number, count: number, truncated: boolean): AnswerRecord[] | undefined {
	const records: AnswerRecord[] = [];
	let at = start;
	for (let index = 0; index < count; index++) {
		const record = readRecord(view, at);
		if (!record) return truncated ? records : undefined;
		if (view.getUint16(record.start - 8) === INTERNET) records.push(record);
		at = record.next;
	}
	return records;
}

function readRecord(view: DataView, at: number): AnswerRecord | undefined {
	const owner = readName(view, at);
	if (!owner || owner.next + 10 > view.byteLength) return undefined;
	const start = owner.next + 10;
	const next = start + view.getUint16(owner.next + 8);
	if (next > view.byteLength) return undefined;
	return { name: owner.name, type: view.getUint16(owner.next), start, next };
}

/** A name in lower case. A pointer has to lead backwards, so that every name comes to an end. */
function readName(view: DataView, start: number): Place | undefined {
	const labels: string[] = [];
	let at = start;
	let limit = start;
	let next = 0;
	let total = 1;
	while (at < view.byteLength) {
		const length = view.getUint8(at);
		if (length === 0) return { name: labels.join("."), next: next || at + 1 };
		if (length >= 0xc0) {
			if (at + 2 > view.byteLength) return undefined;
			const target = view.getUint16(at) & 0x3fff;
			if (target >= limit) return undefined;
			next ||= at + 2;
			at = limit = target;
			continue;
		}
		total += length + 1;
		if (length > 63 || total > 255 || at + 1 + length > view.byteLength) return undefined;
		labels.push(readLabel(view, at + 1, length));
		at += 1 + length;
	}
	return undefined;
}

function readLabel(view: DataView, start: number, length: number): string {
	let label = "";
	for (let index = 0; index < length; index++) label += String.fromCharCode(view.getUint8(start + index));
	return label.toLowerCase();
}

function readAddress(view: DataView, record: AnswerRecord, type: number): string | undefined {
	const length = record.next - record.start;
	if (type === A && length === 4) return [0, 1, 2, 3].map((index) => view.getUint8(record.start + index)).join(".");
	if (type === AAAA && length === 16)
		return [0, 2, 4, 6, 8, 10, 12, 14]
			.map((index) =>
				view
					.getUint16(record.start + index)
					.toString(16)
					.padStart(4, "0"),
			)
			.join(":");
	return undefined;
}

function isString(value: string | undefined): value is string {
	return value !== undefined;
}

function trimmed(name: string): string {
	return name.endsWith(".") ? name.slice(0, -1) : name;
}

function isLabel(label: string): boolean {
	return /^[!-~]{1,63}$/.test(label);
}
