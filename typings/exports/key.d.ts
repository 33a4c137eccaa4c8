/// <reference path="../modules/index.d.ts" />
export * from "embedded:io/socket/tcp/tls/key";
export { default } from "embedded:io/socket/tcp/tls/key";
