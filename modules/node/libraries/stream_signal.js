/** In place of the library's file of this purpose, which asks for a CommonJS `module`. */
import { AbortError } from "@frida/readable-stream/errors";
import finished from "@frida/readable-stream/lib/end-of-stream";

/** @returns the stream, which is destroyed when the signal is aborted */
export function addAbortSignal(signal, stream) {
	if (typeof signal !== "object" || signal === null || !("aborted" in signal))
		throw Object.assign(new TypeError('The "signal" argument must be an instance of AbortSignal'), { code: "ERR_INVALID_ARG_TYPE" });
	const abort = () => stream.destroy(Object.assign(new AbortError(), { cause: signal.reason }));
	if (signal.aborted) abort();
	else {
		signal.addEventListener("abort", abort);
		finished(stream, () => signal.removeEventListener("abort", abort));
	}
	return stream;
}
