/// <reference path="../../modules/node-modules.d.ts" />
export * from "openssl-dtls";
export { default } from "openssl-dtls";
