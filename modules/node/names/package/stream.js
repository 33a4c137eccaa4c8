/** The name of the module as a part of this package, for mcpack. */
export * from "node:stream";
export { default } from "node:stream";
