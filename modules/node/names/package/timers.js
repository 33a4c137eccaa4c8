/** The name of the module as a part of this package, for mcpack. */
export * from "node:timers";
export { default } from "node:timers";
