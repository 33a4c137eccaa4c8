/* Made by `npm run typings` from the module itself. */
declare module "node:string_decoder" {
	import type { BufferEncoding } from "node:buffer";

	/** Text from bytes that come in pieces: a character that is not whole yet waits for its rest. */
	export class StringDecoder {
		constructor(encoding?: BufferEncoding);
		readonly encoding: BufferEncoding;
		write(bytes: Uint8Array): string;
		end(bytes?: Uint8Array): string;
	}
	const decoder: { StringDecoder: typeof StringDecoder };
	export default decoder;
}
