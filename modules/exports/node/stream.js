export * from "moddable:tls419/stream";
export { default } from "moddable:tls419/stream";
