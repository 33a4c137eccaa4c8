/** Node's Buffer: the npm library @frida/buffer. */
import { Buffer, kMaxLength } from "@frida/buffer";

const constants = Object.freeze({ MAX_LENGTH: kMaxLength });

export { Buffer, constants, kMaxLength };
export default { Buffer, constants, kMaxLength };
