/** Node's string_decoder: the npm library @frida/string_decoder. */
import { StringDecoder } from "@frida/string_decoder";

export { StringDecoder };
export default Object.freeze({ StringDecoder });
