/** The name of the module as a part of this package, for mcpack. */
export * from "node:events";
export { default } from "node:events";
