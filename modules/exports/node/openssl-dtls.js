export * from "moddable:tls419/openssl-dtls";
export { default } from "moddable:tls419/openssl-dtls";
