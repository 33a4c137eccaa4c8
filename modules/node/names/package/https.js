/** The name of the module as a part of this package, for mcpack. */
export * from "node:https";
export { default } from "node:https";
