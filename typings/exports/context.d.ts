/// <reference path="../modules/index.d.ts" />
export * from "embedded:io/socket/tcp/tls/context";
export { default } from "embedded:io/socket/tcp/tls/context";
