/** What both kinds of messages that go out let their application do with headers, until the head is made. */
import { Writable } from "node:stream";
import { headersSent } from "tls419/node/http/errors";
import { FieldList, type Fields, type FieldValue } from "tls419/node/http/fields";

export abstract class HeadedMessage extends Writable {
	protected readonly fields = new FieldList();
	protected made = false;

	constructor() {
		// When it is over depends on the other direction too: those who know destroy it.
		super({ autoDestroy: false });
	}

	/** The head is made: nothing can be added to it. */
	get headersSent(): boolean {
		return this.made;
	}

	setHeader(name: string, value: FieldValue): this {
		if (this.made) throw headersSent("set");
		this.fields.set(name, value);
		return this;
	}

	appendHeader(name: string, value: string | readonly string[]): this {
		if (this.made) throw headersSent("append");
		this.fields.append(name, value);
		return this;
	}

	setHeaders(headers: Iterable<[string, string]>): this {
		if (this.made) throw headersSent("set");
		for (const [name, value] of headers) this.fields.set(name, value);
		return this;
	}

	getHeader(name: string): FieldValue | undefined {
		return this.fields.get(name);
	}

	hasHeader(name: string): boolean {
		return this.fields.get(name) !== undefined;
	}

	removeHeader(name: string): void {
		if (this.made) throw headersSent("remove");
		this.fields.remove(name);
	}

	getHeaderNames(): string[] {
		return this.fields.names(false);
	}

	getRawHeaderNames(): string[] {
		return this.fields.names(true);
	}

	getHeaders(): Fields {
		const headers: Fields = Object.create(null);
		for (const name of this.fields.names(false)) headers[name] = this.fields.get(name);
		return headers;
	}
}
