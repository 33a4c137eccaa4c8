export * from "moddable:tls419/tls";
export { default } from "moddable:tls419/tls";
