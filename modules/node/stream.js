/** Node's streams: the npm library @frida/readable-stream, whose default export is Readable where Node's is Stream. */
import {
	addAbortSignal,
	compose,
	Duplex,
	finished,
	PassThrough,
	pipeline,
	promises,
	Readable,
	LegacyStream as Stream,
	Transform,
	Writable,
} from "@frida/readable-stream/readable";

export { addAbortSignal, compose, Duplex, finished, PassThrough, pipeline, promises, Readable, Stream, Transform, Writable };
export default Stream;
