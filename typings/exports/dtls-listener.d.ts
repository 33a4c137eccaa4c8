/// <reference path="../modules/index.d.ts" />
export * from "embedded:io/socket/listener/dtls";
export { default } from "embedded:io/socket/listener/dtls";
