/// <reference path="../../modules/node-modules.d.ts" />
export * from "node-mbed-dtls";
export { default } from "node-mbed-dtls";
