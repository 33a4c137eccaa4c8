export * from "moddable:tls419/https";
export { default } from "moddable:tls419/https";
