/** The short name of the module: an SDK that knows a file under one name only has this one for the second. */
export * from "node:tls";
export { default } from "node:tls";
