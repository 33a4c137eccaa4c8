export { default, Headers } from "moddable:tls419/fetch";

/* Where mcpack sees the global it includes the SDK's manifest of fetch, which no manifest of this package does. */
export const sdkFetch = fetch;
