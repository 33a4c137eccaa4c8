/** The name of the module beside that of Node: an SDK that knows a file under one name only has this one for the second. */
export * from "node:net";
export { default } from "node:net";
