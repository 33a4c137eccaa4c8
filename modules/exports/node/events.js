export * from "moddable:tls419/events";
export { default } from "moddable:tls419/events";
