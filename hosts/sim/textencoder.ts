/** "text/encoder", also the global TextEncoder. The native part is XS's own. */
export default class TextEncoder {
	get encoding(): "utf-8" {
		return "utf-8";
	}
	encode(text: string = ""): Uint8Array<ArrayBuffer> {
		return native("xs_textencoder_encode").call(this, text);
	}
	encodeInto(text: string, target: Uint8Array): { read: number; written: number } {
		return native("xs_textencoder_encodeInto").call(this, text, target);
	}
}
