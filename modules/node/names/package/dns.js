/** The name of the module as a part of this package, for mcpack. */
export * from "node:dns";
export { default } from "node:dns";
