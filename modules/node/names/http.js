/** The short name of the module: an SDK that knows a file under one name only has this one for the second. */
export * from "node:http";
export { default } from "node:http";
