export * from "moddable:tls419/dns";
export { default } from "moddable:tls419/dns";
