/// <reference path="../modules/index.d.ts" />
export * from "embedded:io/socket/listener/tls";
export { default } from "embedded:io/socket/listener/tls";
