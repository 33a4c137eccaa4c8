export * from "moddable:tls419/node-mbed-dtls";
export { default } from "moddable:tls419/node-mbed-dtls";
