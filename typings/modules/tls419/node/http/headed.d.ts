/* Made by `npm run typings` from the module itself. */
declare module "tls419/node/http/headed" {
	/** What both kinds of messages that go out let their application do with headers, until the head is made. */
	import { Writable } from "node:stream";
	import { FieldList, type Fields, type FieldValue } from "tls419/node/http/fields";
	export abstract class HeadedMessage extends Writable {
		protected readonly fields: FieldList;
		protected made: boolean;
		constructor();
		/** The head is made: nothing can be added to it. */
		get headersSent(): boolean;
		setHeader(name: string, value: FieldValue): this;
		appendHeader(name: string, value: string | readonly string[]): this;
		setHeaders(headers: Iterable<[string, string]>): this;
		getHeader(name: string): FieldValue | undefined;
		hasHeader(name: string): boolean;
		removeHeader(name: string): void;
		getHeaderNames(): string[];
		getRawHeaderNames(): string[];
		getHeaders(): Fields;
	}
}
