export * from "moddable:tls419/buffer";
export { default } from "moddable:tls419/buffer";
