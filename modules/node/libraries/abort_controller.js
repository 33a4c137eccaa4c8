/** The library imports it from beside itself. */
export { AbortController, AbortSignal } from "tls419/node/abort";
