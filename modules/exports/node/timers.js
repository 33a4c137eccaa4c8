export * from "moddable:tls419/timers";
export { default } from "moddable:tls419/timers";
