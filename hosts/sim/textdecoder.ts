/** "text/decoder", also the global TextDecoder. The native part is XS's own, and counts its arguments: here each has a value. */
export default class TextDecoder extends Native("xs_textdecoder_destructor") {
	constructor(label: string = "utf-8", options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
		super();
		native("xs_textdecoder").call(this, /^\s*(utf-?8|unicode-1-1-utf-8)\s*$/i.test(label) ? "utf-8" : label, options);
	}
	decode(bytes: ArrayBufferLike | ArrayBufferView = new ArrayBuffer(0), options: { stream?: boolean } = {}): string {
		return native("xs_textdecoder_decode").call(this, bytes, options);
	}
	get encoding(): string {
		return native("xs_textdecoder_get_encoding").call(this);
	}
	get ignoreBOM(): boolean {
		return native("xs_textdecoder_get_ignoreBOM").call(this);
	}
	get fatal(): boolean {
		return native("xs_textdecoder_get_fatal").call(this);
	}
}
