/** The name of the module as a part of this package, for mcpack. */
export * from "node-mbed-dtls";
export { default } from "node-mbed-dtls";
