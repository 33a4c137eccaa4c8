export * from "moddable:tls419/http";
export { default } from "moddable:tls419/http";
