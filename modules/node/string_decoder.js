/** Node's string_decoder: the npm library @frida/string_decoder. */
import { StringDecoder } from "@frida/string_decoder";
import { overridable } from "tls419/node/overridable";

// A decoder takes the methods of its encoding over those of the prototype.
overridable(StringDecoder.prototype, ["end", "fillLast", "text", "write"]);

export { StringDecoder };
export default Object.freeze({ StringDecoder });
