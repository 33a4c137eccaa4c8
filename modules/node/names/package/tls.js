/** The name of the module as a part of this package, for mcpack. */
export * from "node:tls";
export { default } from "node:tls";
