export * from "moddable:tls419/dgram";
export { default } from "moddable:tls419/dgram";
