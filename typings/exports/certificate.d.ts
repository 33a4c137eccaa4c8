/// <reference path="../modules/index.d.ts" />
export * from "embedded:io/socket/tcp/tls/certificate";
export { default } from "embedded:io/socket/tcp/tls/certificate";
