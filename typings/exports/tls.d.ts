/// <reference path="../modules/index.d.ts" />
export * from "embedded:io/socket/tcp/tls";
export { default } from "embedded:io/socket/tcp/tls";
