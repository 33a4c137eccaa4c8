/** The name of the module as a part of this package, for mcpack. */
export * from "node:buffer";
export { default } from "node:buffer";
