/** The name of the module as a part of this package, for mcpack. */
export * from "node:dgram";
export { default } from "node:dgram";
