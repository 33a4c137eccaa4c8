/// <reference path="../modules/index.d.ts" />
export * from "embedded:io/socket/udp/dtls";
export { default } from "embedded:io/socket/udp/dtls";
