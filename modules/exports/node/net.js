export * from "moddable:tls419/net";
export { default } from "moddable:tls419/net";
