/**
 * Node's streams: the npm library @frida/readable-stream, in the parts that this package needs. Its index is left out, and does nothing that is not done here: it would bring
 * compose(), and with its own AbortController an EventTarget of 14 KB of code.
 */

import { Buffer } from "node:buffer";
import { promisify, types } from "node:util";
import { AbortError } from "@frida/readable-stream/errors";
import { addAbortSignal } from "@frida/readable-stream/lib/add-abort-signal";
import { destroyer as destroy } from "@frida/readable-stream/lib/destroy";
import Duplex from "@frida/readable-stream/lib/duplex";
import finished from "@frida/readable-stream/lib/end-of-stream";
import { Stream } from "@frida/readable-stream/lib/legacy";
import PassThrough from "@frida/readable-stream/lib/passthrough";
import pipeline from "@frida/readable-stream/lib/pipeline";
import * as promises from "@frida/readable-stream/lib/promises";
import Readable from "@frida/readable-stream/lib/readable";
import Transform from "@frida/readable-stream/lib/transform";
import Writable from "@frida/readable-stream/lib/writable";
import { absorb, overridable } from "tls419/node/overridable";

Object.assign(Stream, {
	Readable,
	Writable,
	Duplex,
	Transform,
	PassThrough,
	Stream,
	addAbortSignal,
	destroy,
	finished,
	pipeline,
	promises,
});
// The library's own classes ask these of Stream.
Stream._isUint8Array = types.isUint8Array;
Stream._uint8ArrayToBuffer = Buffer.from;
Object.defineProperty(pipeline, promisify.custom, { value: promises.pipeline });
Object.defineProperty(finished, promisify.custom, { value: promises.finished });

// What the constructors take from their options and put beside the methods of the prototypes.
overridable(Readable.prototype, ["_construct", "_destroy", "_read"]);
overridable(Writable.prototype, ["_construct", "_destroy", "_final", "_write", "_writev"]);
overridable(Duplex.prototype, ["_construct", "_destroy", "_final", "_write", "_writev"]);
overridable(Transform.prototype, ["_final", "_flush", "_read", "_transform", "_write"]);
overridable(PassThrough.prototype, ["_transform"]);
absorb(AbortError.prototype, "name", "AbortError");

export { addAbortSignal, Duplex, destroy, finished, PassThrough, pipeline, promises, Readable, Stream, Transform, Writable };
export default Stream;
