/// <reference path="../../modules/node-modules.d.ts" />
export * from "node:tls";
export { default } from "node:tls";
