/** The module as a subpath of this package, beside the name of the package whose API it has. */
export * from "openssl-dtls";
export { default } from "openssl-dtls";
